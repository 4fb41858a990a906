import { contract } from "../../../gateway/api/index.ts";
import { idOf } from "./log.ts";
import type { Sizes } from "./people.ts";

/** One question of a page: a name and what follows `/api/workspaces/:workspace`, or a whole path. */
export interface Asked {
  name: string;
  path: string;
}
type Of = (sizes: Sizes) => Record<string, string>;

const ago = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();
const seqCursor = (seq: number) => Buffer.from(`seq:${Math.round(seq)}`).toString("base64url");
const after = (...parts: unknown[]) => Buffer.from(JSON.stringify(parts)).toString("base64url");

const auditPages: Of = ({ rows, connectors }) => ({
  newest: "/audit",
  "200 rows": "/audit?page_size=200",
  "deep in the past": `/audit?cursor=${seqCursor(rows / 3)}`,
  followed: `/audit?direction=newer&cursor=${seqCursor(rows - 20)}`,
  "one agent": `/audit?agent=${idOf("agt", 7)}`,
  "one agent, deep": `/audit?agent=${idOf("agt", 7)}&cursor=${seqCursor(rows / 9)}`,
  "one person": `/audit?actor=${idOf("usr", 31)}`,
  "one connector that is seldom used": `/audit?connector=${idOf("con", connectors - 3)}`,
  "one connector that is used most": `/audit?connector=${idOf("con", 1)}`,
  "one tool": "/audit?tool=tool_42",
  failed: "/audit?outcome=failed",
  "failed, deep": `/audit?outcome=failed&cursor=${seqCursor(rows / 9)}`,
  "refused of one agent": `/audit?outcome=refused&agent=${idOf("agt", 7)}`,
  "an outcome that is not there": "/audit?outcome=started",
  "a type that is rare": "/audit?type=policy.rule_changed",
  "failed of a type that never fails": "/audit?type=policy.rule_changed&outcome=failed",
  "three days a month ago": `/audit?from=${ago(33)}&to=${ago(30)}`,
  "failed of a tool a month ago": `/audit?from=${ago(33)}&to=${ago(30)}&outcome=failed&tool=tool_5`,
  "a name": "/audit?q=person17",
  "a code": "/audit?q=provider_down",
  "a request": `/audit?q=${idOf("req", Math.round(rows / 2))}`,
  "letters that are in every tool": "/audit?q=ool",
  "a word that is nowhere": "/audit?q=nowhere-to-be-found",
});

const connectorPages: Of = () => ({
  "first page": "/connectors?page_size=50",
  "100 rows": "/connectors",
  "deep, by age": `/connectors?page_size=50&sort=newest&cursor=${after("newest", ["2026-10-01 00:00:00+00", idOf("con", 1)])}`,
  "worst first": "/connectors?page_size=50&sort=health",
  "by name, deep": `/connectors?page_size=50&sort=name&cursor=${after("name", ["mailbox 5", idOf("con", 5)])}`,
  "by last call": "/connectors?page_size=50&sort=last_call",
  searched: "/connectors?page_size=50&q=Mailbox%20777",
  "searched, in vain": "/connectors?page_size=50&q=nowhere-to-be-found",
  "of a provider": "/connectors?page_size=50&provider=slack",
  "of two states": "/connectors?page_size=50&status=invalid,attention",
  personal: "/connectors?page_size=50&kind=personal",
  "of a person": `/connectors?page_size=50&owner=${idOf("usr", 5)}`,
  "unused for 30 days": "/connectors?page_size=50&unused=30",
  "with more access than used": "/connectors?page_size=50&over_scoped=true",
  "with everything at once":
    "/connectors?page_size=50&q=mailbox&provider=google&status=valid&kind=shared&unused=30&over_scoped=true&sort=health",
});

const agent = idOf("agt", 7);
const connector = idOf("con", 1);

/** Each GET route of the contract that a page calls, with the questions that are asked of it. */
const PAGES: Readonly<Record<string, Of>> = {
  getSession: () => ({ "": "/api/session" }),
  getSignInMethods: () => ({ "": "/api/sign-in" }),
  getStatus: () => ({ "": "/status" }),
  getAttention: () => ({ "": "/overview/attention" }),
  getHealthBoard: () => ({ "": "/overview/health" }),
  getOverview: () => ({
    "24 hours": "/overview",
    "7 days": "/overview?range=7d",
    "30 days": "/overview?range=30d",
    "30 days of an agent": `/overview?range=30d&agent=${agent}`,
    "30 days of a connector": `/overview?range=30d&connector=${connector}`,
    "30 days of a tool": "/overview?range=30d&tool=tool_42",
  }),
  getMissing: () => ({
    "": "/missing",
    "of an agent": `/missing?agent=${agent}`,
    "of a server": "/missing?server=gmail",
  }),
  listMcps: () => ({ "": "/mcps" }),
  getCatalog: () => ({ "": "/catalog" }),
  getNeededScopes: () => ({ "": "/catalog/google/scopes?tools=gmail_search_threads" }),
  listIntegrations: () => ({ "": "/integrations" }),
  getOwnActivity: () => ({ "": "/integrations/activity" }),
  listConnectors: connectorPages,
  getConnector: () => ({ "": `/connectors/${connector}` }),
  getScopeUse: () => ({ "": `/connectors/${connector}/scope_use` }),
  previewRevoke: ({ connectors }) => ({
    "of what is used most": `/connectors/${connector}/revoke_preview`,
    "of what is seldom used": `/connectors/${idOf("con", connectors - 3)}/revoke_preview`,
    "of a personal one": `/connectors/${idOf("con", 9)}/revoke_preview`,
  }),
  exportImpact: () => ({ "": `/connectors/${connector}/impact` }),
  listApps: () => ({ "": "/apps" }),
  listRehearsals: () => ({ "": "/rehearsals", "of an app": "/rehearsals?app=env:google" }),
  getRehearsal: () => ({ "": `/rehearsals/${idOf("reh", 3)}` }),
  listRevocations: () => ({ "": "/revocations" }),
  getRevocation: () => ({ "": `/revocations/${idOf("run", 3)}` }),
  getCompanySignIn: () => ({ "": "/company-sign-in" }),
  listMembers: () => ({ "": "/members", "a page": "/members?page_size=50", searched: "/members?q=person77" }),
  listMemberSessions: () => ({ "": `/members/${idOf("usr", 5)}/sessions` }),
  listSessions: () => ({ "": "/sessions" }),
  listInvitations: () => ({ "": "/invitations" }),
  listAgents: () => ({ "": "/agents", "a page": "/agents?page_size=50", searched: "/agents?q=agent%2077" }),
  getAgent: () => ({ "": `/agents/${agent}` }),
  checkAgent: () => ({ "": `/agents/${agent}/check`, "without a list": `/agents/${idOf("agt", 3)}/check` }),
  getManifestVersion: () => ({ "": `/agents/${agent}/manifests/1` }),
  getGuard: () => ({ "": `/agents/${agent}/guard` }),
  listAgentClients: () => ({ "": `/agents/${agent}/clients` }),
  listDelegations: () => ({ "": "/delegations" }),
  listTokens: () => ({ "": "/tokens", "a page": "/tokens?page_size=50", searched: "/tokens?q=token%20777" }),
  listAllowedClients: () => ({ "": "/oauth-clients", "of everybody": "/oauth-clients?all=true" }),
  listTrustedIssuers: () => ({ "": "/trusted-issuers" }),
  listApprovals: () => ({
    "": "/approvals",
    pending: "/approvals?state=pending",
    "pending, 100 rows": "/approvals?state=pending&page_size=100",
    denied: "/approvals?state=denied",
    cancelled: "/approvals?state=cancelled",
    mine: "/approvals?mine=true",
  }),
  countApprovals: () => ({ "": "/approvals/counts" }),
  listStandingApprovals: () => ({ "": "/approvals/standing" }),
  getApproval: () => ({ "": `/approvals/${idOf("apr", 3)}` }),
  getApprovalHistory: () => ({ "": `/approvals/${idOf("apr", 3)}/history` }),
  getPolicies: () => ({ "": "/policies" }),
  listPolicyTests: () => ({ "": "/policies/tests" }),
  listPolicyWarnings: () => ({ "": "/policies/warnings" }),
  listLimits: () => ({ "": "/limits" }),
  listAudit: auditPages,
  getAudit: ({ rows }) => ({
    "": `/audit/${Math.round(rows / 2)}`,
    "with its neighbours of a tool": `/audit/${Math.round(rows / 2)}?tool=tool_42`,
    "with its neighbours of a rare type": `/audit/${Math.round(rows / 2)}?type=policy.rule_changed`,
    "with neighbours that never are": `/audit/${Math.round(rows / 2)}?outcome=started`,
  }),
  listAuditChecks: () => ({ "": "/audit/checks" }),
  getAuditCheck: () => ({ "": `/audit/checks/${idOf("chk", 3)}` }),
  getAuditVerifier: () => ({ "": "/audit/verifier" }),
};

/** Told, not judged: somebody waits for them knowingly. */
const LONG: Readonly<Record<string, Of>> = {
  countAudit: () => ({
    everything: "/audit/count",
    failed: "/audit/count?outcome=failed",
    "a name": "/audit/count?q=person17",
    "three days": `/audit/count?from=${ago(33)}&to=${ago(30)}`,
  }),
};

/** GET routes that stand in neither, and why. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  checkCaller: "for programs: no page asks",
  exportAuditLog: "the whole log as a file: `--beside` measures it",
  getApiDocs: "a file",
  getApiDocsFile: "a file",
  getOpenApi: "made once, the same for everybody",
  getAuthLink: "begins a sign-in",
  getInteraction: "one sign-in of a client, which must be under way",
  goToCompanySignIn: "leads to the company",
  liveEvents: "a stream",
  openConnectLink: "one link, which a call must have made",
};

const asked = (table: Readonly<Record<string, Of>>, sizes: Sizes): Asked[] =>
  Object.entries(table).flatMap(([route, of]) =>
    Object.entries(of(sizes)).map(([name, path]) => ({ name: name ? `${route}: ${name}` : route, path })),
  );
export const pagesOf = (sizes: Sizes): Asked[] => asked(PAGES, sizes);
export const longOf = (sizes: Sizes): Asked[] => asked(LONG, sizes);

/** GET routes of the contract of which nothing is said here, and names here that are none. */
export function forgotten(): string[] {
  const routes = Object.entries(contract).flatMap(([name, one]) =>
    typeof one === "object" && "method" in one && "path" in one && one.method === "get" ? [name] : [],
  );
  const named = [PAGES, LONG, LEFT_OUT].flatMap((table) => Object.keys(table));
  return [
    ...routes.filter((name) => !named.includes(name)),
    ...named.filter((name) => !routes.includes(name)),
  ];
}
