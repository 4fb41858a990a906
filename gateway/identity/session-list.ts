import type { Principal } from "../context.ts";
import type { SystemTx } from "../db/index.ts";
import { isIdle, type SignInMethod, type Timing } from "./signed-in.ts";

export interface SessionView {
  id: string;
  method: SignInMethod;
  device: string | null;
  createdAt: Date;
  lastSeenAt: Date;
  expiresAt: Date;
}

type Tables = Pick<SystemTx, "session">;

/** A member's sessions that still stand, newest first. */
export async function listSessions(
  { session }: Tables,
  { workspaceId }: Principal,
  userId: string,
  timing: Timing,
): Promise<SessionView[]> {
  const rows = await session.findMany({
    where: { workspaceId, userId, endedAt: null, expiresAt: { gt: new Date(timing.now) } },
    orderBy: { createdAt: "desc" },
  });
  return rows
    .filter((row) => !isIdle(row, timing))
    .map((row) => ({
      id: row.id,
      method: row.method as SignInMethod,
      device: row.device,
      createdAt: row.createdAt,
      lastSeenAt: row.lastSeenAt ?? row.createdAt,
      expiresAt: row.expiresAt,
    }));
}

/** Ends those of the caller's workspace that fit; sessions are read at every request, so it holds at once everywhere. */
export async function endSessions(
  { session }: Tables,
  who: Principal,
  which: { id?: string | { not: string }; userId?: string },
  now: number,
): Promise<string[]> {
  const at = new Date(now);
  const ended = await session.updateManyAndReturn({
    where: { ...which, workspaceId: who.workspaceId, endedAt: null, expiresAt: { gt: at } },
    data: { endedAt: at, endedBy: who.id },
    select: { id: true },
  });
  return ended.map(({ id }) => id);
}

/**
 * A program that this person let in and that has not fetched its session yet gets none: whoever ends sessions means that
 * one too, and does not see it in any list. Asked before the sessions are ended, so that one fetched meanwhile is among
 * them.
 */
export async function takeBackWords(
  { deviceSignIn }: Pick<SystemTx, "deviceSignIn">,
  { workspaceId }: Principal,
  userId: string,
): Promise<void> {
  const where = { workspaceId, userId, usedAt: null, allowed: true };
  await deviceSignIn.updateMany({ where, data: { allowed: false } });
}
