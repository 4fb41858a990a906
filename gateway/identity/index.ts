import type { Clock } from "../clock.ts";
import type { Db, System } from "../db/index.ts";
import { type ApiTokens, openApiTokens } from "./api-tokens.ts";
import type { SealingKeys } from "./cookie.ts";
import { openPeople, type People } from "./people.ts";
import { openSessions, type Sessions } from "./sessions.ts";

export type { ApiTokens, NewToken, TokenView } from "./api-tokens.ts";
export type { AgentView, People, Person } from "./people.ts";
export { SESSION_MS, type Sessions, type SignedIn } from "./sessions.ts";

export interface Identity {
  sessions: Sessions;
  tokens: ApiTokens;
  people: People;
}

export interface IdentityOptions {
  db: Db;
  system: System;
  /** `KeyRing.derive("session-cookie")`. */
  cookieKeys: SealingKeys;
  clock: Clock;
}

/** Who is calling: the only minter of `Principal`. */
export function openIdentity({ db, system, cookieKeys, clock }: IdentityOptions): Identity {
  return {
    sessions: openSessions(system, cookieKeys, clock),
    tokens: openApiTokens(db, system, clock),
    people: openPeople(db, system),
  };
}
