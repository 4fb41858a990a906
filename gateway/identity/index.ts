import type { Clock } from "../clock.ts";
import type { Db, System } from "../db/index.ts";
import { type ApiTokens, openApiTokens } from "./api-tokens.ts";
import type { SealingKeys } from "./cookie.ts";
import { type Invitations, openInvitations } from "./invitations.ts";
import { type Members, openMembers } from "./members.ts";
import { openPeople, type People } from "./people.ts";
import { openSessions, type Sessions, sessionStarter } from "./sessions.ts";
import { openWorkspaceRegister, type Workspaces } from "./workspaces.ts";

export type { ApiTokens, NewToken, TokenView } from "./api-tokens.ts";
export { type Accepted, INVITATION_MS, type InvitationView } from "./invitations.ts";
export type { Detached, Members, Person } from "./members.ts";
export type { AgentView, People } from "./people.ts";
export { manages } from "./permissions.ts";
export type { SessionView } from "./session-list.ts";
export { SESSION_MS, type Sessions, type WorkspaceOfMine } from "./sessions.ts";
export type { NewSession, SignedIn, SignInMethod } from "./signed-in.ts";

export interface Identity {
  sessions: Sessions;
  tokens: ApiTokens;
  people: People;
  members: Members;
  invitations: Invitations;
  workspaces: Workspaces;
}

export interface IdentityOptions {
  db: Db;
  system: System;
  /** `KeyRing.derive("session-cookie")`. */
  cookieKeys: SealingKeys;
  clock: Clock;
  /** Milliseconds after its last request at which a session is over. Default 4 hours. */
  idleMs?: number;
}

const IDLE_MS = 4 * 3_600_000;

/** Who is calling: the only minter of `Principal`. */
export function openIdentity(options: IdentityOptions): Identity {
  const { db, system, cookieKeys, clock, idleMs = IDLE_MS } = options;
  const sessions = { system, cookieKeys, clock, idleMs };
  const start = sessionStarter(sessions);
  return {
    sessions: openSessions(sessions, start),
    tokens: openApiTokens(db, system, clock),
    people: openPeople(db, system),
    members: openMembers(db, system, clock),
    invitations: openInvitations(system, clock, start),
    workspaces: openWorkspaceRegister(db, system, clock),
  };
}
