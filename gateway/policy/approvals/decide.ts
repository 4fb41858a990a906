import type { Principal } from "../../context.ts";
import type { WorkspaceTx } from "../../db/index.ts";
import { GatewayError } from "../../errors.ts";
import { DENIED_MS, USE_MS } from "./constants.ts";
import { mayCancel, stateAt, whyNot } from "./judge.ts";
import { type ApprovalOptions, DROPPED } from "./options.ts";
import { find, type Known, readerOf, viewOf } from "./read.ts";
import { callOf, targetOf } from "./record.ts";
import { openArguments } from "./sealed.ts";
import { stand } from "./standing.ts";
import type { Approvals, ApprovalView } from "./types.ts";

type Word = Parameters<Approvals["decide"]>[2];

type Stands = Awaited<ReturnType<typeof stand>>;

const over = () => new GatewayError("approval_over");

/** A person in a browser, whose session the API has checked: a token decides nothing, whoever it belongs to. */
function personOf({ via, userId }: Principal): string {
  if (via !== "session" || userId === undefined) throw new GatewayError("forbidden");
  return userId;
}

function requireMay(options: ApprovalOptions, who: Principal, row: Known): void {
  const why = whyNot(row, readerOf(who), options.clock());
  if (why === null) return;
  if (why === "role") throw new GatewayError("forbidden");
  if (why === "four_eyes") throw new GatewayError("approval_four_eyes");
  if (why === "over") throw over();
  throw new GatewayError("approval_over", {
    detail: "You have approved this already; somebody else must approve it too.",
  });
}

/** Of those who approved before, who could still: two people means two who may decide when the second does. */
async function stillDeciders(tx: WorkspaceTx, row: Known): Promise<string[]> {
  if (row.approvedBy.length === 0) return [];
  const members = await tx.member.findMany({ where: { userId: { in: row.approvedBy } } });
  return members
    .filter(({ userId, role }) => {
      const manages = role === "owner" || role === "admin";
      return manages || (row.connector.kind === "personal" && row.connector.ownerId === userId);
    })
    .map(({ userId }) => userId);
}

/** The row as one who decides leaves it: changed only if it is still what was read. */
async function write(
  tx: WorkspaceTx,
  row: Known,
  data: Parameters<WorkspaceTx["approval"]["updateMany"]>[0]["data"],
  now: Date,
): Promise<void> {
  const { workspaceId, id, state, approvedBy } = row;
  const { count } = await tx.approval.updateMany({
    where: { workspaceId, id, state, approvedBy: { equals: approvedBy }, expiresAt: { gt: now } },
    data,
  });
  if (count === 0) throw over();
}

async function decideWithin(
  tx: WorkspaceTx,
  options: ApprovalOptions,
  who: Principal,
  { id, decision, note, span = "once" }: Word & { id: string },
): Promise<{ row: Known; approved: number; stands?: Stands | undefined }> {
  const me = personOf(who);
  const row = await find(tx, who, id);
  requireMay(options, who, row);
  const now = new Date(options.clock());
  const decided = { decidedBy: me, decidedAt: now, note };
  if (decision === "deny") {
    const expiresAt = new Date(now.getTime() + DENIED_MS);
    await write(tx, row, { ...decided, state: "denied", expiresAt, ...DROPPED }, now);
    return { row, approved: 0 };
  }
  // Nobody approves what cannot be shown.
  const args = openArguments(options.keys, row, row);
  if (!args) throw new GatewayError("key_unknown");
  if (span !== "once" && (row.fourEyes || row.approvers > 1))
    throw new GatewayError("bad_request", { detail: "A call that wants several people is approved once." });
  const approvedBy = [...(await stillDeciders(tx, row)), me];
  const isEnough = approvedBy.length >= row.approvers;
  const expiresAt = new Date(now.getTime() + USE_MS);
  const last = isEnough ? { state: "approved" as const, expiresAt, ...DROPPED } : {};
  await write(tx, row, { ...decided, approvedBy, ...last }, now);
  const stands = span === "once" ? undefined : await stand(tx, options, row, { span, by: me, args, now });
  return { row, approved: approvedBy.length, stands };
}

/** As `Approvals.decide`. */
export async function decide(
  options: ApprovalOptions,
  who: Principal,
  id: string,
  word: Word,
  requestId: string,
): Promise<ApprovalView> {
  const { db, audit } = options;
  if (!audit.healthy(who.workspaceId)) throw new GatewayError("audit_unavailable");
  const done = await db.inWorkspace(who, async (tx) => {
    const { row, approved, stands } = await decideWithin(tx, options, who, { id, ...word });
    return { row, approved, stands, view: await viewOf(tx, options, who, await find(tx, who, id)) };
  });
  const { row, approved, stands, view } = done;
  const about = { target: targetOf(row), requestId, outcome: "ok" as const };
  const data = callOf(row);
  if (word.decision === "approve") {
    const { approvers } = row;
    await audit.append(who, { type: "approval.approved", ...about, data: { ...data, approved, approvers } });
    if (stands) {
      const standing = { standing: stands.id, until: stands.until.toISOString() };
      await audit.append(who, { type: "approval.stands", ...about, data: { ...data, ...standing } });
    }
  } else {
    await audit.append(who, {
      type: "approval.denied",
      ...about,
      data: { ...data, noted: word.note !== null },
    });
  }
  return view;
}

/** As `Approvals.cancel`. */
export async function cancel(
  options: ApprovalOptions,
  who: Principal,
  id: string,
  requestId: string,
): Promise<ApprovalView> {
  personOf(who);
  const { db, audit, clock } = options;
  const { row, was, view } = await db.inWorkspace(who, async (tx) => {
    const row = await find(tx, who, id);
    const now = clock();
    const was = stateAt(row, now);
    if (was !== "pending" && was !== "approved") throw over();
    if (!mayCancel(row, readerOf(who), now)) throw new GatewayError("forbidden");
    await write(tx, row, { state: "cancelled", ...DROPPED }, new Date(now));
    return { row, was, view: await viewOf(tx, options, who, await find(tx, who, id)) };
  });
  const data = { ...callOf(row), was };
  await audit.append(who, {
    type: "approval.cancelled",
    outcome: "ok",
    target: targetOf(row),
    requestId,
    data,
  });
  return view;
}
