import type { Clock } from "../clock.ts";
import type { Principal, Role } from "../context.ts";
import type { System, SystemTx } from "../db/index.ts";
import { GatewayError } from "../errors.ts";
import { newId } from "../ids.ts";
import { openCookie, type SealingKeys } from "./cookie.ts";
import { deviceOf } from "./device.ts";
import { newSecretText, sha256 } from "./secret-text.ts";
import { endSessions, listSessions, type SessionView, takeBackWords } from "./session-list.ts";
import {
  loadSignedIn,
  looksLikeProgramToken,
  type NewSession,
  roleOfSession,
  type SessionStart,
  type SignedIn,
  startSession,
} from "./signed-in.ts";

export const SESSION_MS = 12 * 3_600_000;
export const SIGN_IN_LINK_MS = 15 * 60_000;
/** What the token of an operator's link begins with; it is part of what is hashed. */
const OPERATOR_LINK = "vo_";

export interface WorkspaceOfMine {
  id: string;
  slug: string;
  name: string;
  role: Role;
}

export interface Sessions {
  /**
   * A one-time link for a member; `token` is shown once and stored hashed. `by`: an operator's link also opens the
   * person's other workspaces.
   */
  createLink(
    workspaceId: string,
    userId: string,
    by?: "member" | "operator",
  ): Promise<{ id: string; token: string; expiresAt: Date }>;
  /** Spends a link. Throws `sign_in_link_invalid`. */
  redeem(token: string, userAgent?: string): Promise<NewSession>;
  /** Who a sealed cookie stands for; undefined when it is forged, expired, idle or ended. Asks the database. */
  read(cookie: string): Promise<SignedIn | undefined>;
  /** Who a program's token stands for, as `read`. */
  readToken(token: string): Promise<SignedIn | undefined>;
  /** The role of whoever this session is of, if it still stands. Does not count as a request of theirs. */
  roleOf(who: Principal): Promise<Role | undefined>;
  end(who: Principal): Promise<void>;
  /** Where this session may go, its own workspace included. Those of a `link` or `cli` session: its own. */
  workspacesOf(signedIn: SignedIn): Promise<WorkspaceOfMine[]>;
  /** A new session in another workspace of this person; the old one ends. Throws `not_found`, `forbidden`. */
  switchTo(signedIn: SignedIn, workspace: string, userAgent?: string): Promise<NewSession>;
  /** Those of one member that still stand, newest first. */
  list(who: Principal, userId: string): Promise<SessionView[]>;
  /** Ends one of a member's sessions. Throws `not_found`. */
  endOne(who: Principal, userId: string, id: string): Promise<void>;
  /** Ends a member's sessions, but for the caller's own when it is theirs. Answers with their ids. */
  endAll(who: Principal, userId: string): Promise<string[]>;
}

/** For the rooms' own sign-ins, inside their transaction. */
export type StartSession = (
  tx: SystemTx,
  start: Pick<SessionStart, "workspaceId" | "userId" | "method"> & {
    userAgent: string | undefined;
    expiresAt?: Date;
  },
) => Promise<NewSession | undefined>;

export interface SessionOptions {
  system: System;
  cookieKeys: SealingKeys;
  clock: Clock;
  idleMs: number;
}

export function sessionStarter({ cookieKeys, clock, idleMs }: Omit<SessionOptions, "system">): StartSession {
  return (tx, { userAgent, expiresAt, ...start }) => {
    const now = clock();
    const until = expiresAt ?? new Date(now + SESSION_MS);
    const row = { ...start, device: deviceOf(userAgent), expiresAt: until };
    return startSession(tx, cookieKeys, row, { now, idleMs });
  };
}

export function openSessions(options: SessionOptions, start: StartSession): Sessions {
  const { system, cookieKeys, clock, idleMs } = options;

  const workspacesOf = async ({ principal, user, workspace, role, method }: SignedIn) => {
    // Whoever made the link may be somebody else of this workspace: the person's other ones are none of their business.
    // A program was confirmed for this workspace and no other.
    if (method === "link" || method === "cli") return [{ ...workspace, role }];
    const members = await system.tables.member.findMany({
      where: { userId: principal.userId ?? user.id, workspace: { deletedAt: null } },
      include: { workspace: true },
      orderBy: { createdAt: "asc" },
    });
    return members.map((m) => ({
      id: m.workspace.id,
      slug: m.workspace.slug,
      name: m.workspace.name,
      role: m.role,
    }));
  };

  return {
    workspacesOf,

    async createLink(workspaceId, userId, by = "member") {
      const id = newId("lnk");
      const token = `${by === "operator" ? OPERATOR_LINK : "vl_"}${newSecretText()}`;
      const expiresAt = new Date(clock() + SIGN_IN_LINK_MS);
      await system.tables.signInLink.create({
        data: { workspaceId, id, userId, tokenHash: sha256(token), expiresAt },
      });
      return { id, token, expiresAt };
    },

    async redeem(token, userAgent) {
      const now = new Date(clock());
      const method = token.startsWith(OPERATOR_LINK) ? "operator" : "link";
      const started = await system.transaction(async (tx) => {
        const [link] = await tx.signInLink.updateManyAndReturn({
          where: { tokenHash: sha256(token), usedAt: null, expiresAt: { gt: now } },
          data: { usedAt: now },
        });
        if (!link) throw new GatewayError("sign_in_link_invalid");
        const { workspaceId, userId } = link;
        return start(tx, { workspaceId, userId, method, userAgent });
      });
      if (!started) throw new GatewayError("sign_in_link_invalid");
      return started;
    },

    async read(cookie) {
      const now = clock();
      const opened = openCookie(cookieKeys, cookie, now);
      if (!opened) return undefined;
      const session = { workspaceId: opened.w, sessionId: opened.s, csrf: opened.c };
      const signedIn = await loadSignedIn(system.tables, session, { now, idleMs });
      return signedIn?.user.id === opened.u ? signedIn : undefined;
    },

    async readToken(token) {
      if (!looksLikeProgramToken(token)) return undefined;
      const found = await system.tables.session.findUnique({
        where: { tokenHash: sha256(token) },
        select: { workspaceId: true, id: true },
      });
      if (!found) return undefined;
      const session = { workspaceId: found.workspaceId, sessionId: found.id, csrf: "" };
      return loadSignedIn(system.tables, session, { now: clock(), idleMs });
    },

    roleOf: (who) => roleOfSession(system.tables, who, { now: clock(), idleMs }),

    async end(who) {
      if (who.via !== "session" || !who.credentialId) return;
      await endSessions(system.tables, who, { id: who.credentialId }, clock());
    },

    async switchTo(signedIn, workspace, userAgent) {
      const { principal, user, method, expiresAt } = signedIn;
      const found = (await workspacesOf(signedIn)).find((w) => w.id === workspace || w.slug === workspace);
      if (!found && method === "link") {
        throw new GatewayError("forbidden", {
          detail:
            "A sign-in link opens one workspace. Sign in with the company's account to change between yours.",
        });
      }
      if (!found) throw new GatewayError("not_found", { detail: "You are in no such workspace." });
      const started = await system.transaction(async (tx) => {
        // Of two switches at once one finds the session ended; a session does not become two.
        const ended = await endSessions(tx, principal, { id: principal.credentialId ?? "" }, clock());
        if (ended.length === 0) throw new GatewayError("not_signed_in");
        return start(tx, { workspaceId: found.id, userId: user.id, method, userAgent, expiresAt });
      });
      if (!started) throw new GatewayError("not_found", { detail: "You are in no such workspace." });
      return started;
    },

    list: (who, userId) => listSessions(system.tables, who, userId, { now: clock(), idleMs }),

    async endOne(who, userId, id) {
      await takeBackWords(system.tables, who, userId);
      const ended = await endSessions(system.tables, who, { id, userId }, clock());
      if (ended.length === 0) throw new GatewayError("not_found", { detail: "There is no such session." });
    },

    async endAll(who, userId) {
      await takeBackWords(system.tables, who, userId);
      return endSessions(system.tables, who, { userId, id: { not: who.credentialId ?? "" } }, clock());
    },
  };
}
