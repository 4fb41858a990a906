import { createHash } from "node:crypto";
import type { Principal } from "../../context.ts";
import type { WorkspaceTx } from "../../db/index.ts";
import { GatewayError } from "../../errors.ts";
import { isDecider, mayCancel, type Reader, stateAt, whyNot } from "./judge.ts";
import type { ApprovalOptions } from "./options.ts";
import { openArguments } from "./sealed.ts";
import type { ApprovalPage, ApprovalQuery, ApprovalState, ApprovalView, History } from "./types.ts";

export const readerOf = ({ userId, permissions }: Principal): Reader => ({
  userId,
  manages: permissions.has("connectors.manage"),
});

const include = {
  connector: { select: { epoch: true, kind: true, ownerId: true, slug: true, accountLabel: true } },
} as const;

/** With its connector, as the rules need it. */
export type Known = NonNullable<Awaited<ReturnType<typeof findKnown>>>;
const findKnown = (tx: WorkspaceTx, workspaceId: string, id: string) =>
  tx.approval.findUnique({ where: { workspaceId_id: { workspaceId, id } }, include });

/** Admins and auditors see all; others what was asked for in their name or concerns their own connectors. */
export function visibleTo(who: Principal): object {
  if (who.permissions.has("workspace.read")) return {};
  const userId = who.userId ?? "";
  return { OR: [{ userId }, { connector: { kind: "personal", ownerId: userId } }] };
}

/** Throws `not_found`, also for what this person may not see. */
export async function find(tx: WorkspaceTx, who: Principal, id: string): Promise<Known> {
  const { workspaceId } = who;
  const row = await tx.approval.findFirst({ where: { workspaceId, id, ...visibleTo(who) }, include });
  if (!row) throw new GatewayError("not_found", { detail: "There is no such approval." });
  return row;
}

export type People = ReadonlyMap<string, { id: string; name: string; email: string }>;

const idsOf = (rows: readonly Known[]): string[] =>
  rows.flatMap((r) => [r.userId, r.decidedBy, ...r.approvedBy]).filter((id) => id !== null);

/** Somebody who has left is still named by their id. */
export const personIn = (people: People, id: string) => people.get(id) ?? { id, name: id, email: "" };

export async function peopleOf(tx: WorkspaceTx, ids: readonly string[]): Promise<People> {
  const members = await tx.member.findMany({
    where: { userId: { in: [...new Set(ids)] } },
    include: { user: true },
  });
  return new Map(members.map(({ user: { id, name, email } }) => [id, { id, name, email }]));
}

const fingerprintOf = ({ tool, connectorId, digest }: Known): string =>
  createHash("sha256")
    .update(JSON.stringify([tool, connectorId, digest]))
    .digest("base64url")
    .slice(0, 16);

function view(options: ApprovalOptions, who: Principal, row: Known, people: People): ApprovalView {
  const reader = readerOf(who);
  const now = options.clock();
  const person = (id: string) => personIn(people, id);
  const [kind, callerId = ""] = row.caller.split(":");
  const isAgent = kind === "agent";
  const mine = row.userId !== null && row.userId === reader.userId;
  const reads = mine || isDecider(row, reader);
  const why = whyNot(row, reader, now);
  return {
    id: row.id,
    state: stateAt(row, now),
    caller: { kind: isAgent ? "agent" : "user", id: callerId, name: row.callerLabel },
    onBehalfOf: isAgent && row.userId !== null ? person(row.userId) : null,
    clientId: row.clientId,
    server: row.server,
    tool: row.tool,
    connector: { id: row.connectorId, slug: row.connector.slug, account: row.connector.accountLabel },
    reason: row.reason,
    fourEyes: row.fourEyes,
    approvers: row.approvers,
    approvedBy: row.approvedBy.map(person),
    requestedAt: row.createdAt,
    expiresAt: row.expiresAt,
    decidedAt: row.decidedAt,
    decidedBy: row.decidedBy === null ? null : person(row.decidedBy),
    note: row.note,
    usedAt: row.usedAt,
    args: reads && stateAt(row, now) === "pending" ? openArguments(options.keys, row, row) : undefined,
    mine,
    mayDecide: why === null,
    fingerprint: fingerprintOf(row),
    why,
    mayCancel: mayCancel(row, reader, now),
  };
}

/** For inside a transaction. */
export async function viewOf(
  tx: WorkspaceTx,
  options: ApprovalOptions,
  who: Principal,
  row: Known,
): Promise<ApprovalView> {
  return view(options, who, row, await peopleOf(tx, idsOf([row])));
}

/** The rows of one state, as it is at `now` and not as the last sweep left it. */
function inState(state: ApprovalState, now: Date): object {
  const lapses: ApprovalState[] = ["pending", "approved"];
  if (state === "expired") return { OR: [{ state }, { state: { in: lapses }, expiresAt: { lte: now } }] };
  return lapses.includes(state) ? { state, expiresAt: { gt: now } } : { state };
}

/** As `Approvals.list`. */
export function list(options: ApprovalOptions, who: Principal, query: ApprovalQuery): Promise<ApprovalPage> {
  const { workspaceId } = who;
  const { state, pageSize, before } = query;
  return options.db.inWorkspace(who, async (tx) => {
    const last = before === undefined ? undefined : await find(tx, who, before);
    const AND: object[] = [visibleTo(who)];
    if (query.mine) AND.push({ userId: who.userId ?? "" });
    if (state) AND.push(inState(state, new Date(options.clock())));
    if (last) {
      const { createdAt, id } = last;
      AND.push({ OR: [{ createdAt: { lt: createdAt } }, { createdAt, id: { lt: id } }] });
    }
    const rows = await tx.approval.findMany({
      where: { workspaceId, AND },
      orderBy: [{ createdAt: "desc" }, { id: "desc" }],
      take: pageSize + 1, // one more tells whether there is a next page
      include,
    });
    const page = rows.slice(0, pageSize);
    const people = await peopleOf(tx, idsOf(page));
    const approvals = page
      .map((row) => view(options, who, row, people))
      // One whose connector was revoked a moment ago is pending in the table until the sweep.
      .filter((one) => state === undefined || one.state === state);
    return { approvals, next: rows.length > pageSize ? page.at(-1)?.id : undefined };
  });
}

const SHOWN = 10;

/** As `Approvals.history`. */
export function history(options: ApprovalOptions, who: Principal, id: string): Promise<History> {
  const { workspaceId } = who;
  return options.db.inWorkspace(who, async (tx) => {
    const { caller, tool, digest, connectorId } = await find(tx, who, id);
    const where = { workspaceId, caller, tool, AND: [visibleTo(who)], NOT: { id } };
    const yes = { decidedBy: { not: null }, state: { in: ["approved" as const, "used" as const] } };
    const recent = await tx.approval.findMany({
      where: { ...where, decidedAt: { not: null }, state: { in: ["approved", "used", "denied"] } },
      orderBy: { decidedAt: "desc" },
      take: SHOWN,
    });
    const people = await peopleOf(
      tx,
      recent.flatMap(({ decidedBy }) => decidedBy ?? []),
    );
    return {
      approved: await tx.approval.count({ where: { ...where, ...yes } }),
      denied: await tx.approval.count({ where: { ...where, state: "denied" } }),
      recent: recent.map((one) => ({
        id: one.id,
        state: one.state,
        decidedBy: one.decidedBy === null ? null : personIn(people, one.decidedBy),
        decidedAt: one.decidedAt,
        note: one.note,
        same: one.digest === digest && one.connectorId === connectorId,
      })),
    };
  });
}

/** As `Approvals.counts`. */
export function counts(
  options: ApprovalOptions,
  who: Principal,
): Promise<{ toDecide: number; mine: number }> {
  const { workspaceId, userId = "" } = who;
  const pending = { workspaceId, ...inState("pending", new Date(options.clock())) };
  const deciding = readerOf(who).manages ? {} : { connector: { kind: "personal" as const, ownerId: userId } };
  const notMine = { NOT: [{ fourEyes: true, behind: { has: userId } }, { approvedBy: { has: userId } }] };
  return options.db.inWorkspace(who, async (tx) => ({
    toDecide: await tx.approval.count({ where: { ...pending, ...deciding, ...notMine } }),
    mine: await tx.approval.count({ where: { ...pending, userId } }),
  }));
}
