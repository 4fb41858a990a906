import { randomInt } from "node:crypto";
import type { Principal } from "../../context.ts";
import type { WorkspaceTx } from "../../db/index.ts";
import { GatewayError } from "../../errors.ts";
import { newId } from "../../ids.ts";
import { openSlots } from "../../slots.ts";
import { bindingOf, callerOf } from "./binding.ts";
import { DECIDE_MS, MOST_PENDING } from "./constants.ts";
import { type ApprovalOptions, DROPPED, type Row } from "./options.ts";
import { expiredEvent, requestedEvent, usedEvent } from "./record.ts";
import { sealArguments } from "./sealed.ts";
import { showArguments } from "./shown.ts";
import { standingFor, stoodEvent } from "./standing.ts";
import type { Approvals, Ask, Claimed } from "./types.ts";

interface Settled {
  spent?: Row;
  /** A person's earlier word for the very same call. */
  stood?: NonNullable<Awaited<ReturnType<typeof standingFor>>>;
  /** Pending, or denied a moment ago. */
  standing?: Row;
  made?: Row;
  /** Ran out, which was found out now; with what they had been. */
  lapsed: { row: Row; was: "pending" | "approved" }[];
}

/** The people who could be the caller: whom it acts for, and who was shown its token or made its client. */
async function behindOf(tx: WorkspaceTx, who: Principal): Promise<string[]> {
  const { workspaceId, credentialId, clientId } = who;
  const at = (id: string | undefined) => ({ workspaceId_id: { workspaceId, id: id ?? "" } });
  const select = { createdBy: true } as const;
  // An agent's client stands on its own or on a person's consent; whoever made it has its secret in both.
  const made =
    who.via === "api_token"
      ? await tx.apiToken.findUnique({ where: at(credentialId), select })
      : await tx.agentClient.findUnique({ where: at(clientId), select });
  return [...new Set([who.userId, made?.createdBy].filter((id) => id !== undefined))];
}

/** Ends what is pending or approved of these. */
async function lapse(tx: WorkspaceTx, where: object): Promise<Settled["lapsed"]> {
  const lapsed: Settled["lapsed"] = [];
  for (const was of ["pending", "approved"] as const) {
    const rows = await tx.approval.updateManyAndReturn({
      where: { AND: [where], state: was },
      data: { state: "expired", ...DROPPED },
    });
    lapsed.push(...rows.map((row) => ({ row, was })));
  }
  return lapsed;
}

/** What was asked for under a rule that wanted less than the rule of now: another person, or one more. */
function lapseWeaker(
  tx: WorkspaceTx,
  where: object,
  { fourEyes, approvers = 1 }: Ask,
): Promise<Settled["lapsed"]> {
  if (!fourEyes && approvers === 1) return Promise.resolve([]);
  const weaker = [{ approvers: { lt: approvers } }, ...(fourEyes ? [{ fourEyes: false }] : [])];
  return lapse(tx, { AND: [where, { OR: weaker }] });
}

async function make(
  tx: WorkspaceTx,
  { keys }: ApprovalOptions,
  who: Principal,
  ask: Ask,
  now: Date,
): Promise<Row | undefined> {
  const { workspaceId } = who;
  const caller = callerOf(who);
  const pending = await tx.approval.findMany({ where: { workspaceId, caller, state: "pending" } });
  const taken = new Set(pending.map(({ slot }) => slot));
  const free = Array.from({ length: MOST_PENDING }, (_, at) => at).filter((at) => !taken.has(at));
  const slot = free[randomInt(Math.max(1, free.length))]; // any: those that come at once rarely want the same
  if (slot === undefined) throw new GatewayError("too_many_approvals");
  const id = newId("apr");
  const [made] = await tx.approval.createManyAndReturn({
    skipDuplicates: true,
    data: [
      {
        workspaceId,
        id,
        binding: bindingOf(who, ask),
        caller,
        callerLabel: who.label,
        userId: who.userId ?? null,
        credentialId: who.credentialId ?? null,
        clientId: who.clientId ?? null,
        behind: await behindOf(tx, who),
        server: ask.server,
        tool: ask.tool,
        connectorId: ask.connectorId,
        epoch: ask.epoch,
        digest: ask.digest,
        reason: ask.reason,
        fourEyes: ask.fourEyes,
        approvers: ask.approvers ?? 1,
        slot,
        createdAt: now,
        expiresAt: new Date(now.getTime() + DECIDE_MS),
        ...sealArguments(keys, { workspaceId, id }, showArguments(ask.args)),
      },
    ],
  });
  return made;
}

/** Spends, finds or makes. Unique indexes decide between several that do it at once; the loser looks again. */
async function settle(tx: WorkspaceTx, options: ApprovalOptions, who: Principal, ask: Ask): Promise<Settled> {
  const now = new Date(options.clock());
  const { workspaceId } = who;
  const where = { workspaceId, binding: bindingOf(who, ask) };
  const lapsed = await lapseWeaker(tx, where, ask);
  for (let turn = 0; turn <= MOST_PENDING; turn++) {
    const [spent] = await tx.approval.updateManyAndReturn({
      where: { ...where, state: "approved", expiresAt: { gt: now } },
      data: { state: "used", usedAt: now },
    });
    if (spent) return { spent, lapsed };
    const stood = await standingFor(tx, who, ask, now);
    if (stood) return { stood, lapsed };
    const standing = await tx.approval.findFirst({
      where: { ...where, state: { in: ["pending", "denied"] }, expiresAt: { gt: now } },
      orderBy: { createdAt: "desc" },
    });
    if (standing) return { standing, lapsed };
    const over = { workspaceId, expiresAt: { lte: now }, OR: [where, { caller: callerOf(who) }] };
    lapsed.push(...(await lapse(tx, over)));
    const made = await make(tx, options, who, ask, now);
    if (made) return { made, lapsed };
  }
  throw new GatewayError("unavailable");
}

/** On one replica. A flood that waits for itself must not take the connections that the audit log needs. */
const MOST_AT_ONCE = 2;

export function openClaim(options: ApprovalOptions): Approvals["claim"] {
  const { db, audit, publicUrl, systemPrincipal } = options;
  const slots = openSlots(MOST_AT_ONCE);
  return async (who, ask): Promise<Claimed> => {
    const { spent, stood, standing, made, lapsed } = await slots(() =>
      db.inWorkspace(who, (tx) => settle(tx, options, who, ask)),
    );
    for (const { row, was } of lapsed)
      await audit.append(systemPrincipal(who.workspaceId, "approvals"), expiredEvent(row, was));
    if (spent) {
      // Not on the record: it does not run, and is spent all the same.
      await audit.append(who, usedEvent(spent, ask.requestId));
      return { state: "granted", id: spent.id };
    }
    if (stood) {
      await audit.append(who, stoodEvent(stood, ask.requestId));
      return { state: "granted", id: stood.approvalId };
    }
    if (made) await audit.append(who, requestedEvent(made, ask.requestId));
    const row = made ?? standing;
    if (!row) throw new GatewayError("unavailable");
    const about = { id: row.id, url: `${publicUrl}/approvals/${row.id}`, expiresAt: row.expiresAt };
    return row.state === "denied"
      ? { state: "denied", ...about, note: row.note }
      : { state: "pending", ...about };
  };
}
