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

/** Within header and navigation. `handle`: the heading to show until the page itself is there. */
const inside: RouteObject[] = [
  { index: true, Component: First },
  {
    path: "integrations",
    handle: words.integrations,
    lazy: async () => ({ Component: (await load.integrations()).IntegrationsPage }),
  },
  {
    path: "overview",
    handle: words.overview,
    lazy: async () => ({ Component: (await load.overview()).OverviewPage }),
  },
  { path: "mcps", handle: words.mcps, lazy: async () => ({ Component: (await load.mcps()).McpsPage }) },
  {
    path: "settings/connectors/catalogue",
    handle: words.catalogue,
    lazy: async () => ({ Component: (await load.catalogue()).CataloguePage }),
  },
  {
    path: "settings/connectors/:id?/:tab?",
    handle: words.connectors,
    lazy: async () => ({ Component: (await load.connectors()).ConnectorsPage }),
  },
  {
    path: "agents",
    handle: words.agents,
    lazy: async () => ({ Component: (await load.agents()).AgentsPage }),
  },
  {
    path: "agents/:id/:tab?",
    handle: words.agent,
    lazy: async () => ({ Component: (await load.agent()).AgentPage }),
  },
  {
    path: "policies",
    handle: words.policies,
    lazy: async () => ({ Component: (await load.policies()).PoliciesPage }),
  },
  {
    path: "limits",
    handle: words.limits,
    lazy: async () => ({ Component: (await load.limits()).LimitsPage }),
  },
  {
    path: "approvals",
    handle: words.approvals,
    lazy: async () => ({ Component: (await load.approvals()).ApprovalsPage }),
  },
  {
    path: "approvals/:id",
    handle: words.approval,
    lazy: async () => ({ Component: (await load.approval()).ApprovalPage }),
  },
  {
    path: "connect/:link",
    handle: words.connect,
    lazy: async () => ({ Component: (await load.connect()).ConnectPage }),
  },
  {
    path: "settings/clients",
    handle: words.allowedApps,
    lazy: async () => ({ Component: (await load.clients()).ClientsPage }),
  },
  {
    path: "settings/apps",
    handle: words.providerApps,
    lazy: async () => ({ Component: (await load.apps()).AppsPage }),
  },
  {
    path: "settings/apps/guides/:provider",
    handle: words.guide,
    lazy: async () => ({ Component: (await load.guide()).GuidePage }),
  },
  {
    path: "settings/apps/rehearsals/:id?",
    handle: words.rehearsals,
    lazy: async () => ({ Component: (await load.rehearsals()).RehearsalsPage }),
  },
  {
    path: "settings/members/:id?",
    handle: words.members,
    lazy: async () => ({ Component: (await load.members()).MembersPage }),
  },
  {
    path: "settings/sessions",
    handle: words.yourSessions,
    lazy: async () => ({ Component: (await load.sessions()).SessionsPage }),
  },
  {
    path: "settings/company",
    handle: words.company,
    lazy: async () => ({ Component: (await load.company()).CompanyPage }),
  },
  {
    path: "settings/workspace",
    handle: words.workspace,
    lazy: async () => ({ Component: (await load.workspace()).WorkspacePage }),
  },
  {
    path: "settings/revocations/:id?",
    handle: words.revocations,
    lazy: async () => ({ Component: (await load.revocations()).RevocationsPage }),
  },
  {
    path: "settings/tokens",
    handle: words.tokens,
    lazy: async () => ({ Component: (await load.tokens()).TokensPage }),
  },
  { path: "audit", handle: words.audit, lazy: async () => ({ Component: (await load.audit()).AuditPage }) },
  {
    path: "*",
    handle: words.pageNotFound,
    lazy: async () => ({ Component: (await import("./pages/not-found.tsx")).NotFoundPage }),
  },
];

const SIGNED_IN = "signed-in";

const routes: RouteObject[] = [
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
        id: SIGNED_IN,
        element: <RequireSession />,
        children: [
          { path: "cli/:code?", lazy: async () => ({ Component: (await load.cli()).CliPage }) },
          { path: "signed-in", lazy: async () => ({ Component: (await load.signedIn()).SignedInPage }) },
          {
            path: "authorize/:uid",
            lazy: async () => ({ Component: (await load.authorize()).AuthorizePage }),
          },
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
