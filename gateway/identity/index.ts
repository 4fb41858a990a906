import type { Clock } from "../clock.ts";
import type { Db, System } from "../db/index.ts";
import { type Agents, openAgents } from "./agents.ts";
import { type ApiTokens, openApiTokens } from "./api-tokens.ts";
import { type CompanyRules, type CompanySignIn, openCompanySignIn } from "./company.ts";
import type { SealingKeys } from "./cookie.ts";
import { type DeviceSignIns, openDeviceSignIns } from "./device-sign-in.ts";
import { type Invitations, openInvitations } from "./invitations.ts";
import { type Members, openMembers } from "./members.ts";
import type { Issuer } from "./oidc.ts";
import { openPeople, type People } from "./people.ts";
import { openSessions, type Sessions, sessionStarter } from "./sessions.ts";
import { openWorkspaceRegister, type Workspaces } from "./workspaces.ts";

export type { AgentChange, Agents, AgentView, ManifestVersion } from "./agents.ts";
export type { TokenView } from "./api-token-list.ts";
export type { ApiTokens, NewToken } from "./api-tokens.ts";
export type { CompanySession, CompanySignIn } from "./company.ts";
export { type ConnectLinks, openConnectLinks } from "./connect-links.ts";
export type { SealingKeys } from "./cookie.ts";
export { type Delegation, mayAct } from "./delegation.ts";
export { type DeviceRequest, PROGRAM_SESSION_DAYS } from "./device-sign-in.ts";
export { type EmbedTokens, openEmbedTokens } from "./embed-tokens.ts";
export type { Accepted, InvitationView } from "./invitations.ts";
export { type Manifest, toolsOf } from "./manifest.ts";
export type { Person } from "./member-read.ts";
export type { Detached, Members } from "./members.ts";
export {
  type AgentClientView,
  type Asked,
  type ConsentView,
  type Decided,
  type IssuerView,
  type OAuth,
  type OAuthEvent,
  oauthRoutes,
  openOAuth,
} from "./oauth/index.ts";
export { seal, unseal } from "./oauth/seal.ts";
export { openIssuer } from "./oidc.ts";
export type { People } from "./people.ts";
export { manages, permissionsOf } from "./permissions.ts";
export type { SessionView } from "./session-list.ts";
export { SESSION_MS, type Sessions, type WorkspaceOfMine } from "./sessions.ts";
export {
  type NewProgramSession,
  type NewSession,
  PROGRAM_TOKEN,
  type SignedIn,
  type SignInMethod,
} from "./signed-in.ts";

export interface Identity {
  sessions: Sessions;
  tokens: ApiTokens;
  agents: Agents;
  people: People;
  members: Members;
  programs: DeviceSignIns;
  invitations: Invitations;
  workspaces: Workspaces;
  /** Undefined where LOGIN_OIDC_ISSUER is not set. */
  company: CompanySignIn | undefined;
}

/** The company's sign-in: its issuer, who gets in, and what seals the attempts (`derive("company-sign-in")`). */
export interface CompanyOptions {
  issuer: Issuer;
  rules: CompanyRules;
  attemptKeys: SealingKeys;
}

export interface IdentityOptions {
  db: Db;
  system: System;
  /** `KeyProvider.derive("session-cookie")` of the vault; changes in place when a key comes or goes. */
  cookieKeys: SealingKeys;
  clock: Clock;
  /** Milliseconds after its last request at which a session is over. Default 4 hours. */
  idleMs?: number;
  company?: CompanyOptions | undefined;
}

const IDLE_MS = 4 * 3_600_000;

/** Who is calling: the only minter of `Principal`. */
export function openIdentity(options: IdentityOptions): Identity {
  const { db, system, cookieKeys, clock, idleMs = IDLE_MS, company } = options;
  const sessions = { system, cookieKeys, clock, idleMs };
  const start = sessionStarter(sessions);
  const invitations = openInvitations(system, clock, start);
  return {
    sessions: openSessions(sessions, start),
    tokens: openApiTokens(db, system, clock),
    agents: openAgents(db, clock),
    people: openPeople(system),
    members: openMembers(db, system, clock),
    programs: openDeviceSignIns(system, clock, idleMs),
    invitations,
    workspaces: openWorkspaceRegister(db, system, clock),
    company: company && openCompanySignIn({ system, invitations, start, clock, ...company }),
  };
}
