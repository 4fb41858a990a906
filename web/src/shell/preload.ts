/** The lazy pages. Calling one twice loads it once, so a link may call it on hover and focus. */
export const load = {
  integrations: () => import("../pages/integrations/integrations-page.tsx"),
  connectors: () => import("../pages/connectors/connectors-page.tsx"),
  tokens: () => import("../pages/tokens/tokens-page.tsx"),
  apps: () => import("../pages/apps/apps-page.tsx"),
  members: () => import("../pages/members/members-page.tsx"),
  sessions: () => import("../pages/sessions/sessions-page.tsx"),
  workspace: () => import("../pages/workspace/workspace-page.tsx"),
  revocations: () => import("../pages/revocations/revocations-page.tsx"),
  invite: () => import("../pages/invite/invite-page.tsx"),
  audit: () => import("../pages/audit/audit-page.tsx"),
  signIn: () => import("../pages/sign-in/sign-in-page.tsx"),
  callback: () => import("../pages/callback/callback-page.tsx"),
};
