import type { AuditInput } from "../../audit/index.ts";
import type { Principal } from "../../context.ts";
import type { WorkspaceTx } from "../../db/index.ts";
import { GatewayError } from "../../errors.ts";
import { newId } from "../../ids.ts";
import { bindingOf } from "./binding.ts";
import { STANDS_MS } from "./constants.ts";
import type { ApprovalOptions } from "./options.ts";
import { type Known, type People, peopleOf, personIn, readerOf, visibleTo } from "./read.ts";
import { openArguments, sealArguments } from "./sealed.ts";
import type { Ask, ShownArgument, Span, StandingView } from "./types.ts";

const include = {
  connector: { select: { epoch: true, kind: true, ownerId: true, slug: true, accountLabel: true } },
} as const;
const findAll = (tx: WorkspaceTx, where: object) =>
  tx.standingApproval.findMany({
    where,
    include,
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: 200,
  });
type Standing = Awaited<ReturnType<typeof findAll>>[number];

/** Whether somebody may still decide about calls on this connector. */
async function mayDecide(tx: WorkspaceTx, userId: string, { connector }: Standing): Promise<boolean> {
  const [member] = await tx.member.findMany({ where: { userId } });
  if (!member) return false;
  if (member.role === "owner" || member.role === "admin") return true;
  return connector.kind === "personal" && connector.ownerId === userId;
}

/**
 * A person's word for this very call, if it stands: nobody's who may not decide any more, none for a call that wants two
 * people or other eyes than their own.
 */
export async function standingFor(
  tx: WorkspaceTx,
  who: Principal,
  ask: Ask,
  now: Date,
): Promise<Standing | undefined> {
  if (!ask.mayStand || ask.fourEyes || (ask.approvers ?? 1) > 1) return undefined;
  const { workspaceId } = who;
  const [found] = await findAll(tx, { workspaceId, binding: bindingOf(who, ask), expiresAt: { gt: now } });
  if (!found || found.epoch !== found.connector.epoch) return undefined;
  if (!(await mayDecide(tx, found.createdBy, found))) return undefined;
  const { id } = found;
  // One that was taken back meanwhile is not there to be counted.
  const { count } = await tx.standingApproval.updateMany({
    where: { workspaceId, id },
    data: { uses: { increment: 1 }, lastUsedAt: now },
  });
  return count === 0 ? undefined : found;
}

/** Within the transaction that approves. */
export async function stand(
  tx: WorkspaceTx,
  { keys }: ApprovalOptions,
  row: Known,
  { span, by, args, now }: { span: Exclude<Span, "once">; by: string; args: ShownArgument[]; now: Date },
): Promise<{ id: string; until: Date }> {
  const { workspaceId, binding } = row;
  const id = newId("sta");
  const until = new Date(now.getTime() + STANDS_MS[span]);
  await tx.standingApproval.deleteMany({ where: { workspaceId, binding } });
  const { keyId, sealed } = sealArguments(keys, { workspaceId, id }, args);
  await tx.standingApproval.create({
    data: {
      workspaceId,
      id,
      binding,
      caller: row.caller,
      callerLabel: row.callerLabel,
      userId: row.userId,
      server: row.server,
      tool: row.tool,
      connectorId: row.connectorId,
      epoch: row.epoch,
      digest: row.digest,
      approvalId: row.id,
      reason: row.reason,
      keyId,
      sealed,
      createdBy: by,
      createdAt: now,
      expiresAt: until,
    },
  });
  return { id, until };
}

const callOf = (row: Standing) => ({
  tool: row.tool,
  server: row.server,
  connector: row.connectorId,
  epoch: row.epoch,
  caller: row.caller,
  on_behalf_of: row.caller.startsWith("agent:") ? row.userId : null,
  arguments: row.digest,
});
const targetOf = ({ approvalId, tool }: Standing) => ({
  kind: "approval" as const,
  id: approvalId,
  label: tool,
});

export const stoodEvent = (row: Standing, requestId: string): AuditInput => ({
  type: "approval.used",
  outcome: "ok",
  target: targetOf(row),
  requestId,
  data: { ...callOf(row), standing: row.id },
});

/** Whoever may decide, and the person in whose name the call is. */
function mayWithdraw(who: Principal, { connector, userId }: Standing): boolean {
  const reader = readerOf(who);
  if (who.via !== "session" || reader.userId === undefined) return false;
  if (reader.manages || userId === reader.userId) return true;
  return connector.kind === "personal" && connector.ownerId === reader.userId;
}

function view({ keys }: ApprovalOptions, who: Principal, row: Standing, people: People): StandingView {
  const [kind, callerId = ""] = row.caller.split(":");
  const withdraws = mayWithdraw(who, row);
  return {
    id: row.id,
    approval: row.approvalId,
    caller: { kind: kind === "agent" ? "agent" : "user", id: callerId, name: row.callerLabel },
    server: row.server,
    tool: row.tool,
    connector: { id: row.connectorId, slug: row.connector.slug, account: row.connector.accountLabel },
    reason: row.reason,
    createdBy: personIn(people, row.createdBy),
    createdAt: row.createdAt,
    expiresAt: row.expiresAt,
    uses: row.uses,
    lastUsedAt: row.lastUsedAt,
    args: withdraws ? openArguments(keys, row, row) : undefined,
    mayWithdraw: withdraws,
  };
}

/** As `Approvals.standing`. */
export function listStanding(options: ApprovalOptions, who: Principal): Promise<StandingView[]> {
  const { workspaceId } = who;
  return options.db.inWorkspace(who, async (tx) => {
    const now = new Date(options.clock());
    const rows = await findAll(tx, { workspaceId, expiresAt: { gt: now }, AND: [visibleTo(who)] });
    const live = rows.filter(({ epoch, connector }) => epoch === connector.epoch);
    const people = await peopleOf(
      tx,
      live.map(({ createdBy }) => createdBy),
    );
    return live.map((row) => view(options, who, row, people));
  });
}

/** As `Approvals.withdraw`. */
export async function withdraw(
  options: ApprovalOptions,
  who: Principal,
  id: string,
  requestId: string,
): Promise<StandingView> {
  const { workspaceId } = who;
  const { row, shown } = await options.db.inWorkspace(who, async (tx) => {
    const [found] = await findAll(tx, { workspaceId, id, AND: [visibleTo(who)] });
    if (!found) throw new GatewayError("not_found", { detail: "There is no such standing approval." });
    if (!mayWithdraw(who, found)) throw new GatewayError("forbidden");
    await tx.standingApproval.deleteMany({ where: { workspaceId, id } });
    return { row: found, shown: view(options, who, found, await peopleOf(tx, [found.createdBy])) };
  });
  await options.audit.append(who, {
    type: "approval.withdrawn",
    outcome: "ok",
    target: targetOf(row),
    requestId,
    data: { ...callOf(row), standing: id },
  });
  return shown;
}
