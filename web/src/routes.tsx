import { createBrowserRouter, type RouteObject } from "react-router";
import { queryClient } from "./api/query-client.ts";
import { sessionQuery } from "./api/session.ts";
import { Crashed } from "./shell/crashed.tsx";
import { First } from "./shell/first.tsx";
import { load } from "./shell/preload.ts";
import { RequireSession } from "./shell/require-session.tsx";
import { Shell } from "./shell/shell.tsx";
import { Starting } from "./shell/starting.tsx";

const inside: RouteObject[] = [
  { path: "integrations", lazy: async () => ({ Component: (await load.integrations()).IntegrationsPage }) },
  { path: "overview", lazy: async () => ({ Component: (await load.overview()).OverviewPage }) },
  { path: "mcps", lazy: async () => ({ Component: (await load.mcps()).McpsPage }) },
  {
    path: "settings/connectors/catalogue",
    lazy: async () => ({ Component: (await load.catalogue()).CataloguePage }),
  },
  {
    path: "settings/connectors/:id?/:tab?",
    lazy: async () => ({ Component: (await load.connectors()).ConnectorsPage }),
  },
  { path: "agents", lazy: async () => ({ Component: (await load.agents()).AgentsPage }) },
  { path: "agents/:id/:tab?", lazy: async () => ({ Component: (await load.agent()).AgentPage }) },
  { path: "policies", lazy: async () => ({ Component: (await load.policies()).PoliciesPage }) },
  { path: "limits", lazy: async () => ({ Component: (await load.limits()).LimitsPage }) },
  { path: "approvals", lazy: async () => ({ Component: (await load.approvals()).ApprovalsPage }) },
  { path: "approvals/:id", lazy: async () => ({ Component: (await load.approval()).ApprovalPage }) },
  { path: "connect/:link", lazy: async () => ({ Component: (await load.connect()).ConnectPage }) },
  { path: "settings/clients", lazy: async () => ({ Component: (await load.clients()).ClientsPage }) },
  { path: "settings/apps", lazy: async () => ({ Component: (await load.apps()).AppsPage }) },
  {
    path: "settings/apps/guides/:provider",
    lazy: async () => ({ Component: (await load.guide()).GuidePage }),
  },
  {
    path: "settings/apps/rehearsals/:id?",
    lazy: async () => ({ Component: (await load.rehearsals()).RehearsalsPage }),
  },
  { path: "settings/members/:id?", lazy: async () => ({ Component: (await load.members()).MembersPage }) },
  { path: "settings/sessions", lazy: async () => ({ Component: (await load.sessions()).SessionsPage }) },
  { path: "settings/company", lazy: async () => ({ Component: (await load.company()).CompanyPage }) },
  { path: "settings/workspace", lazy: async () => ({ Component: (await load.workspace()).WorkspacePage }) },
  {
    path: "settings/revocations/:id?",
    lazy: async () => ({ Component: (await load.revocations()).RevocationsPage }),
  },
  { path: "settings/tokens", lazy: async () => ({ Component: (await load.tokens()).TokensPage }) },
  { path: "audit", lazy: async () => ({ Component: (await load.audit()).AuditPage }) },
  { path: "*", lazy: async () => ({ Component: (await import("./pages/not-found.tsx")).NotFoundPage }) },
];

export const router = createBrowserRouter([
  {
    ErrorBoundary: Crashed,
    HydrateFallback: Starting,
    children: [
      { path: "sign-in", lazy: async () => ({ Component: (await load.signIn()).SignInPage }) },
      { path: "invite", lazy: async () => ({ Component: (await load.invite()).InvitePage }) },
      {
        path: "integrations/:service/callback",
        lazy: async () => ({ Component: (await load.callback()).CallbackPage }),
      },
      {
        element: <RequireSession />,
        // Asked for while the page's own code is on its way, not after it; once.
        loader: () => {
          void queryClient.prefetchQuery(sessionQuery);
          return null;
        },
        shouldRevalidate: () => false,
        children: [
          { index: true, Component: First },
          { path: "cli/:code?", lazy: async () => ({ Component: (await load.cli()).CliPage }) },
          { path: "signed-in", lazy: async () => ({ Component: (await load.signedIn()).SignedInPage }) },
          {
            path: "authorize/:uid",
            lazy: async () => ({ Component: (await load.authorize()).AuthorizePage }),
          },
          { element: <Shell />, children: [{ ErrorBoundary: Crashed, children: inside }] },
        ],
      },
    ],
  },
]);
