import { randomInt } from "node:crypto";
import type { Clock } from "../clock.ts";
import type { Models, System } from "../db/index.ts";
import { GatewayError } from "../errors.ts";
import { newId } from "../ids.ts";
import { newSecretText, sha256 } from "./secret-text.ts";
import { type NewProgramSession, type SignedIn, startProgramSession } from "./signed-in.ts";

export const DEVICE_SIGN_IN_MS = 10 * 60_000;
/** From the confirmation on; requests do not make it longer, and their lack does not make it shorter. */
export const PROGRAM_SESSION_DAYS = 30;
const DAY_MS = 86_400_000;
/** RFC 8628 section 3.5: what a program that does not wait must add to its interval. Seconds. */
const INTERVAL_S = 5;
const SLOWER_S = 5;
/** Clocks and networks are not exact: so much sooner than the interval is no hurry. */
const GRACE_MS = 500;
/** Without vowels, so that no code is a word (RFC 8628 section 6.1): 20^8, 34 bits for ten minutes. */
const LETTERS = "BCDFGHJKLMNPQRSTVWXZ";

export interface DeviceRequest {
  id: string;
  userCode: string;
  name: string | null;
  address: string | null;
  startedAt: Date;
  expiresAt: Date;
  state: "pending" | "allowed" | "denied";
}

/** Programs that ask a person to sign them in (RFC 8628). */
export interface DeviceSignIns {
  /** Both codes are shown this once and stored hashed. */
  start(asked: {
    name: string | undefined;
    address: string | undefined;
  }): Promise<{ deviceCode: string; userCode: string; expiresInS: number; intervalS: number }>;
  /** Throws `device_code_unknown`. One that somebody else has decided is unknown. */
  view(signedIn: SignedIn, userCode: string): Promise<DeviceRequest>;
  /** In this person's name and workspace, once. Throws `device_code_unknown`, `conflict`. */
  decide(signedIn: SignedIn, userCode: string, allow: boolean): Promise<DeviceRequest>;
  /** The session, once. Throws `authorization_pending`, `slow_down`, `access_denied`, `expired_token`. */
  redeem(deviceCode: string): Promise<NewProgramSession>;
  sweep(): Promise<void>;
}

const newUserCode = (): string => {
  const letters = Array.from({ length: 8 }, () => LETTERS[randomInt(LETTERS.length)]).join("");
  return `${letters.slice(0, 4)}-${letters.slice(4)}`;
};

/** As it was shown: people write it in either case, with or without the hyphen. */
function asShown(userCode: string): string {
  const letters = userCode.toUpperCase().replace(/[^A-Z]/g, "");
  return `${letters.slice(0, 4)}-${letters.slice(4)}`;
}

type Row = Models.DeviceSignInModel;

const view = (row: Row, userCode: string): DeviceRequest => ({
  id: row.id,
  userCode,
  name: row.name,
  address: row.address,
  startedAt: row.createdAt,
  expiresAt: row.expiresAt,
  state: row.allowed === null ? "pending" : row.allowed ? "allowed" : "denied",
});

/** Throws what a program is told that has to wait or has nothing to wait for; answers the row that is to be used. */
async function pollable(system: System, deviceCode: string, now: number): Promise<Row> {
  const row = await system.tables.deviceSignIn.findUnique({ where: { deviceHash: sha256(deviceCode) } });
  if (!row || row.usedAt || row.expiresAt.getTime() <= now) throw new GatewayError("expired_token");
  if (row.allowed === false) throw new GatewayError("access_denied");
  if (row.allowed) return row;
  const isHurried = row.polledAt && now - row.polledAt.getTime() < row.interval * 1_000 - GRACE_MS;
  const interval = row.interval + (isHurried ? SLOWER_S : 0);
  await system.tables.deviceSignIn.updateMany({
    where: { id: row.id },
    data: { polledAt: new Date(now), interval },
  });
  throw new GatewayError(isHurried ? "slow_down" : "authorization_pending", { data: { interval } });
}

export function openDeviceSignIns(system: System, clock: Clock, idleMs: number): DeviceSignIns {
  async function known(who: SignedIn, shown: string): Promise<Row> {
    const row = await system.tables.deviceSignIn.findUnique({ where: { userHash: sha256(shown) } });
    const isOver = !row || row.usedAt !== null || row.expiresAt.getTime() <= clock();
    const { userId, workspaceId } = who.principal;
    const isOthers = row?.decidedAt && (row.userId !== userId || row.workspaceId !== workspaceId);
    if (isOver || isOthers) throw new GatewayError("device_code_unknown");
    return row;
  }

  return {
    async start({ name, address }) {
      const [deviceCode, userCode, now] = [`vd_${newSecretText()}`, newUserCode(), clock()];
      await system.tables.deviceSignIn.create({
        data: {
          id: newId("dev"),
          deviceHash: sha256(deviceCode),
          userHash: sha256(userCode),
          name: name ?? null,
          address: address ?? null,
          createdAt: new Date(now),
          expiresAt: new Date(now + DEVICE_SIGN_IN_MS),
          interval: INTERVAL_S,
        },
      });
      return { deviceCode, userCode, expiresInS: DEVICE_SIGN_IN_MS / 1_000, intervalS: INTERVAL_S };
    },

    async view(signedIn, userCode) {
      const shown = asShown(userCode);
      return view(await known(signedIn, shown), shown);
    },

    async decide(signedIn, userCode, allow) {
      const shown = asShown(userCode);
      const { id } = await known(signedIn, shown);
      const { workspaceId, userId } = signedIn.principal;
      const [row] = await system.tables.deviceSignIn.updateManyAndReturn({
        where: { id, decidedAt: null },
        data: { allowed: allow, decidedAt: new Date(clock()), workspaceId, userId: userId ?? null },
      });
      if (!row) throw new GatewayError("conflict", { detail: "This sign-in was decided already." });
      return view(row, shown);
    },

    async redeem(deviceCode) {
      const now = clock();
      const row = await pollable(system, deviceCode, now);
      const { workspaceId, userId, decidedAt } = row;
      if (!workspaceId || !userId || !decidedAt) throw new GatewayError("expired_token");
      const started = await system.transaction(async (tx) => {
        // Of two requests at once one finds it used: a confirmation is worth one session.
        const used = await tx.deviceSignIn.updateMany({
          where: { id: row.id, usedAt: null, allowed: true },
          data: { usedAt: new Date(now) },
        });
        if (used.count === 0) throw new GatewayError("expired_token");
        const expiresAt = new Date(decidedAt.getTime() + PROGRAM_SESSION_DAYS * DAY_MS);
        const device = row.name ? `Command line on ${row.name}` : "Command line";
        return startProgramSession(tx, { workspaceId, userId, device, expiresAt }, { now, idleMs });
      });
      // They are no member any more, or the workspace is gone.
      if (!started) throw new GatewayError("expired_token");
      return started;
    },

    async sweep() {
      const now = clock();
      // Anybody can ask, without a session: what nobody decided is gone as soon as nobody can.
      const unasked = { decidedAt: null, expiresAt: { lt: new Date(now) } };
      await system.tables.deviceSignIn.deleteMany({
        where: { OR: [unasked, { expiresAt: { lt: new Date(now - DAY_MS) } }] },
      });
    },
  };
}
