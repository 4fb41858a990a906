import type { ComponentType } from "react";
import { createBrowserRouter, matchRoutes, type RouteObject } from "react-router";
import { queryClient } from "./api/query-client.ts";
import { sessionQuery } from "./api/session.ts";
import { Crashed } from "./shell/crashed.tsx";
import { First } from "./shell/first.tsx";
import { Opening } from "./shell/opening.tsx";
import { load } from "./shell/preload.ts";
import { RequireSession } from "./shell/require-session.tsx";
import { Shell } from "./shell/shell.tsx";
import { Starting } from "./shell/starting.tsx";
import { places as words } from "./words/places.ts";

/** A page in a file of its own, by the name it has there. */
const shows =
  <Name extends string>(module: () => Promise<Record<Name, ComponentType>>, name: Name) =>
  async () => ({ Component: (await module())[name] });

/** Within header and navigation. `handle`: the heading to show until the page itself is there. */
const inside: RouteObject[] = [
  { index: true, Component: First },
  { path: "integrations", handle: words.integrations, lazy: shows(load.integrations, "IntegrationsPage") },
  { path: "overview", handle: words.overview, lazy: shows(load.overview, "OverviewPage") },
  { path: "mcps", handle: words.mcps, lazy: shows(load.mcps, "McpsPage") },
  {
    path: "settings/connectors/catalogue",
    handle: words.catalogue,
    lazy: shows(load.catalogue, "CataloguePage"),
  },
  {
    path: "settings/connectors/:id?/:tab?",
    handle: words.connectors,
    lazy: shows(load.connectors, "ConnectorsPage"),
  },
  { path: "agents", handle: words.agents, lazy: shows(load.agents, "AgentsPage") },
  { path: "agents/:id/:tab?", handle: words.agent, lazy: shows(load.agent, "AgentPage") },
  { path: "policies", handle: words.policies, lazy: shows(load.policies, "PoliciesPage") },
  { path: "limits", handle: words.limits, lazy: shows(load.limits, "LimitsPage") },
  { path: "approvals", handle: words.approvals, lazy: shows(load.approvals, "ApprovalsPage") },
  { path: "approvals/:id", handle: words.approval, lazy: shows(load.approval, "ApprovalPage") },
  { path: "connect/:link", handle: words.connect, lazy: shows(load.connect, "ConnectPage") },
  { path: "settings/clients", handle: words.allowedApps, lazy: shows(load.clients, "ClientsPage") },
  { path: "settings/apps", handle: words.providerApps, lazy: shows(load.apps, "AppsPage") },
  { path: "settings/apps/guides/:provider", handle: words.guide, lazy: shows(load.guide, "GuidePage") },
  {
    path: "settings/apps/rehearsals/:id?",
    handle: words.rehearsals,
    lazy: shows(load.rehearsals, "RehearsalsPage"),
  },
  { path: "settings/members/:id?", handle: words.members, lazy: shows(load.members, "MembersPage") },
  { path: "settings/sessions", handle: words.yourSessions, lazy: shows(load.sessions, "SessionsPage") },
  { path: "settings/company", handle: words.company, lazy: shows(load.company, "CompanyPage") },
  { path: "settings/workspace", handle: words.workspace, lazy: shows(load.workspace, "WorkspacePage") },
  {
    path: "settings/revocations/:id?",
    handle: words.revocations,
    lazy: shows(load.revocations, "RevocationsPage"),
  },
  { path: "settings/tokens", handle: words.tokens, lazy: shows(load.tokens, "TokensPage") },
  { path: "audit", handle: words.audit, lazy: shows(load.audit, "AuditPage") },
  {
    path: "*",
    handle: words.pageNotFound,
    lazy: shows(() => import("./pages/not-found.tsx"), "NotFoundPage"),
  },
];

const SIGNED_IN = "signed-in";

const routes: RouteObject[] = [
  {
    ErrorBoundary: Crashed,
    HydrateFallback: Starting,
    children: [
      { path: "sign-in", lazy: shows(load.signIn, "SignInPage") },
      { path: "invite", lazy: shows(load.invite, "InvitePage") },
      { path: "integrations/:service/callback", lazy: shows(load.callback, "CallbackPage") },
      {
        id: SIGNED_IN,
        element: <RequireSession />,
        children: [
          { path: "cli/:code?", lazy: shows(load.cli, "CliPage") },
          { path: "signed-in", lazy: shows(load.signedIn, "SignedInPage") },
          { path: "authorize/:uid", lazy: shows(load.authorize, "AuthorizePage") },
          {
            element: <Shell />,
            children: [{ ErrorBoundary: Crashed, HydrateFallback: Opening, children: inside }],
          },
        ],
      },
    ],
  },
];

// Asked for before the page's own code, which both take their time.
if (matchRoutes(routes, window.location)?.some(({ route }) => route.id === SIGNED_IN))
  void queryClient.prefetchQuery(sessionQuery);

export const router = createBrowserRouter(routes);
