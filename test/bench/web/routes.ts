import { readFileSync } from "node:fs";
import type { Place } from "./place.ts";

export interface Visit {
  /** As the app's table of routes has it. */
  route: string;
  path: string;
  as: "owner" | "member" | "nobody";
}

type Addresses = Record<string, (ids: Place["ids"]) => string>;

/** Each route of the app at an address of it, the ones that have drawers with one open. */
const OF_OWNER: Addresses = {
  "": () => "/",
  integrations: () => "/integrations",
  overview: () => "/overview",
  mcps: () => "/mcps",
  "settings/connectors/catalogue": () => "/settings/connectors/catalogue",
  "settings/connectors/:id?/:tab?": () => "/settings/connectors",
  "settings/connectors/:id?/:tab? (open)": ({ connector }) => `/settings/connectors/${connector}`,
  agents: () => "/agents",
  "agents/:id/:tab?": ({ agent }) => `/agents/${agent}`,
  policies: () => "/policies",
  limits: () => "/limits",
  approvals: () => "/approvals",
  "approvals/:id": ({ approval }) => `/approvals/${approval}`,
  "connect/:link": ({ link }) => link,
  "settings/clients": () => "/settings/clients",
  "settings/apps": () => "/settings/apps",
  "settings/apps/guides/:provider": () => "/settings/apps/guides/google",
  "settings/apps/rehearsals/:id?": () => "/settings/apps/rehearsals",
  "settings/members/:id?": () => "/settings/members",
  "settings/sessions": () => "/settings/sessions",
  "settings/company": () => "/settings/company",
  "settings/workspace": () => "/settings/workspace",
  "settings/revocations/:id?": () => "/settings/revocations",
  "settings/tokens": () => "/settings/tokens",
  audit: () => "/audit",
  "audit (a row)": ({ event }) => `/audit?event=${event}`,
  "cli/:code?": () => "/cli",
  "authorize/:uid": () => "/authorize/nobody-asked",
  "*": () => "/nowhere",
};
const OF_MEMBER: Addresses = {
  "": () => "/",
  integrations: () => "/integrations",
  mcps: () => "/mcps",
  "settings/clients": () => "/settings/clients",
  "settings/sessions": () => "/settings/sessions",
  "settings/tokens": () => "/settings/tokens",
  "settings/workspace": () => "/settings/workspace",
  "signed-in": () => "/signed-in",
};
const OF_NOBODY: Addresses = {
  "sign-in": () => "/sign-in",
  invite: () => "/invite#not-an-invitation",
  "integrations/:service/callback": () => "/integrations/google/callback?error=access_denied&state=old",
};

/** The paths in the app's own table. */
function declared(): string[] {
  const table = readFileSync(new URL("../../../web/src/routes.tsx", import.meta.url), "utf8");
  return [...table.matchAll(/path: "([^"]+)"/g)].map(([, path = ""]) => path);
}

/** Throws when the app has a route that is not visited. */
export function visitsOf(ids: Place["ids"]): Visit[] {
  const visits = Object.entries({ owner: OF_OWNER, member: OF_MEMBER, nobody: OF_NOBODY }).flatMap(
    ([as, addresses]) =>
      Object.entries(addresses).map(([route, path]) => ({ as: as as Visit["as"], route, path: path(ids) })),
  );
  const left = declared().filter((path) => !visits.some(({ route }) => route === path));
  if (left.length > 0) throw new Error(`routes that nobody visits: ${left.join(", ")}`);
  return visits;
}
