import type { Principal, Role } from "../context.ts";
import type { SystemTx } from "../db/index.ts";
import { newId } from "../ids.ts";
import { type SealingKeys, sealCookie } from "./cookie.ts";
import { permissionsOf } from "./permissions.ts";
import { mint } from "./principal.ts";
import { checksum, newSecretText, sha256 } from "./secret-text.ts";

/**
 * How a session began. `link`: with a link that somebody of this workspace could make, so it proves a person to this
 * workspace alone. `operator` (a link of whoever runs the gateway) and `company` prove it to all of theirs. `cli`: a
 * program's, which a person has confirmed for one workspace; it comes with a token in place of a cookie.
 */
export type SignInMethod = "link" | "operator" | "company" | "cli";

export interface SignedIn {
  principal: Principal;
  user: { id: string; email: string; name: string };
  workspace: { id: string; slug: string; name: string };
  role: Role;
  method: SignInMethod;
  csrf: string;
  expiresAt: Date;
}

/** A new session: who it is, and the sealed value of its cookie. */
export interface NewSession {
  signedIn: SignedIn;
  cookie: string;
}

/** A program's session: who it is, and the only copy of its token. */
export interface NewProgramSession {
  signedIn: SignedIn;
  token: string;
}

export interface Timing {
  now: number;
  /** Milliseconds after the last request at which a session is over. */
  idleMs: number;
}

const WRITE_SEEN_MS = 60_000;

/** Nobody was there for too long; a program's session has no such end. */
export const isIdle = (
  { method, lastSeenAt, createdAt }: { method: string; lastSeenAt: Date | null; createdAt: Date },
  { now, idleMs }: Timing,
): boolean => method !== "cli" && now - (lastSeenAt ?? createdAt).getTime() >= idleMs;

/** The session if it still stands, in a workspace that does, for somebody who is a member. */
export async function loadSignedIn(
  tx: Pick<SystemTx, "session" | "member">,
  { workspaceId, sessionId, csrf }: { workspaceId: string; sessionId: string; csrf: string },
  timing: Timing,
): Promise<SignedIn | undefined> {
  const { now } = timing;
  const session = await tx.session.findFirst({
    where: { workspaceId, id: sessionId, endedAt: null, expiresAt: { gt: new Date(now) } },
  });
  if (!session || isIdle(session, timing)) return undefined;
  const seen = session.lastSeenAt ?? session.createdAt;
  const member = await tx.member.findFirst({
    where: { workspaceId, userId: session.userId, workspace: { deletedAt: null } },
    include: { user: true, workspace: true },
  });
  if (!member) return undefined;
  if (now - seen.getTime() >= WRITE_SEEN_MS) {
    await tx.session.updateMany({
      where: { workspaceId, id: sessionId },
      data: { lastSeenAt: new Date(now) },
    });
  }
  const { user, workspace, role } = member;
  return {
    principal: mint({
      workspaceId,
      kind: "user",
      id: user.id,
      label: user.email,
      userId: user.id,
      agentId: undefined,
      role,
      permissions: permissionsOf(role),
      via: "session",
      credentialId: session.id,
      servers: undefined,
      tools: undefined,
      readOnly: false,
    }),
    user: { id: user.id, email: user.email, name: user.name },
    workspace: { id: workspace.id, slug: workspace.slug, name: workspace.name },
    role,
    method: session.method as SignInMethod,
    csrf,
    expiresAt: session.expiresAt,
  };
}

/** As `loadSignedIn`, for what watches a session without being a request of it. */
export async function roleOfSession(
  tx: Pick<SystemTx, "session" | "member">,
  { workspaceId, credentialId: id, userId }: Principal,
  timing: Timing,
): Promise<Role | undefined> {
  if (id === undefined || userId === undefined) return undefined;
  const session = await tx.session.findFirst({
    where: { workspaceId, id, userId, endedAt: null, expiresAt: { gt: new Date(timing.now) } },
  });
  if (!session || isIdle(session, timing)) return undefined;
  const where = { workspaceId, userId, workspace: { deletedAt: null } };
  return (await tx.member.findFirst({ where, select: { role: true } }))?.role;
}

export interface SessionStart {
  workspaceId: string;
  userId: string;
  method: SignInMethod;
  device: string | null;
  expiresAt: Date;
}

/** Always a new id and a new CSRF value: nothing that was known before a sign-in is worth anything after it. */
export async function startSession(
  tx: SystemTx,
  keys: SealingKeys,
  start: SessionStart,
  timing: Timing,
): Promise<NewSession | undefined> {
  const id = newId("ses");
  const csrf = newSecretText();
  const at = new Date(timing.now);
  await tx.session.create({ data: { ...start, id, createdAt: at, lastSeenAt: at } });
  const { workspaceId, userId } = start;
  const signedIn = await loadSignedIn(tx, { workspaceId, sessionId: id, csrf }, timing);
  if (!signedIn) return undefined;
  const e = signedIn.expiresAt.getTime();
  return { signedIn, cookie: sealCookie(keys, { w: workspaceId, s: id, u: userId, c: csrf, e }) };
}

/** What a program's token begins with. */
export const PROGRAM_TOKEN = "vcli_";
const WHOLE = /^vcli_[0-9a-z]{47}$/;
/** Cut short or mistyped ones do not reach the database. */
export const looksLikeProgramToken = (text: string): boolean =>
  WHOLE.test(text) && checksum(text.slice(0, -7)) === text.slice(-7);

/** A session without a cookie: its token is its only key, and is kept as a hash. */
export async function startProgramSession(
  tx: SystemTx,
  start: Omit<SessionStart, "method">,
  timing: Timing,
): Promise<NewProgramSession | undefined> {
  const id = newId("ses");
  const body = PROGRAM_TOKEN + newSecretText();
  const token = body + checksum(body);
  const at = new Date(timing.now);
  const row = { ...start, method: "cli", tokenHash: sha256(token), createdAt: at, lastSeenAt: at };
  await tx.session.create({ data: { ...row, id } });
  const session = { workspaceId: start.workspaceId, sessionId: id, csrf: "" };
  const signedIn = await loadSignedIn(tx, session, timing);
  return signedIn && { signedIn, token };
}
