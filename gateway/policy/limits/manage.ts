import type { Effect } from "../../../mcp-servers/kit/index.ts";
import type { Clock } from "../../clock.ts";
import type { Principal } from "../../context.ts";
import { type Db, Prisma, type WorkspaceTx } from "../../db/index.ts";
import { GatewayError } from "../../errors.ts";
import { newId } from "../../ids.ts";
import type { LimitSubject, Limits, LimitView } from "./types.ts";

type Row = Awaited<ReturnType<WorkspaceTx["limit"]["findFirstOrThrow"]>>;

/** Limits of one workspace: more than anybody oversees. */
const MOST = 200;

const subjectOf = ({ subjectKind, subjectId }: Row): LimitSubject =>
  subjectKind === "any"
    ? { kind: "any" }
    : { kind: subjectKind as "agent" | "user" | "connector", id: subjectId };

/** How people name what has a limit, by id; what is gone has no name. */
async function labelsOf(tx: WorkspaceTx, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const named = { in: [...new Set(ids)] };
  const agents = await tx.agent.findMany({ where: { id: named }, select: { id: true, name: true } });
  const members = await tx.member.findMany({ where: { userId: named }, include: { user: true } });
  const connectors = await tx.connector.findMany({
    where: { id: named, deletedAt: null },
    select: { id: true, slug: true },
  });
  return new Map([
    ...agents.map(({ id, name }) => [id, name] as const),
    ...members.map(({ userId, user }) => [userId, user.email] as const),
    ...connectors.map(({ id, slug }) => [id, slug] as const),
  ]);
}

const view = (row: Row, labels: ReadonlyMap<string, string>): LimitView => ({
  id: row.id,
  subject: subjectOf(row),
  subjectLabel: labels.get(row.subjectId) ?? null,
  perMinute: row.perMinute,
  perDay: row.perDay,
  effect: row.effect === "all" ? null : (row.effect as Effect),
  createdBy: row.createdBy,
  createdAt: row.createdAt,
});

const PREFIX = { agent: "agt_", user: "usr_", connector: "con_" } as const;

function requireSubject(subject: LimitSubject, labels: ReadonlyMap<string, string>): string {
  if (subject.kind === "any") return "";
  if (subject.id.startsWith(PREFIX[subject.kind]) && labels.has(subject.id)) return subject.id;
  const message = `there is no such ${subject.kind}`;
  throw new GatewayError("bad_request", { data: { fields: [{ path: "subject.id", message }] } });
}

/** What an admin does with limits. A change holds on every replica when this answers. */
export function openManagement(db: Db, clock: Clock): Pick<Limits, "list" | "add" | "remove"> {
  return {
    list: (who) =>
      db.inWorkspace(who, async (tx) => {
        const rows = await tx.limit.findMany({ orderBy: [{ createdAt: "desc" }, { id: "desc" }] });
        const labels = await labelsOf(
          tx,
          rows.map(({ subjectId }) => subjectId),
        );
        return rows.map((row) => view(row, labels));
      }),

    async add(who: Principal, limit) {
      const { workspaceId } = who;
      try {
        const made = await db.inWorkspace(who, async (tx) => {
          const labels = await labelsOf(tx, limit.subject.kind === "any" ? [] : [limit.subject.id]);
          const subjectId = requireSubject(limit.subject, labels);
          if ((await tx.limit.count()) >= MOST)
            throw new GatewayError("conflict", { detail: `There are ${MOST} limits already.` });
          const row = await tx.limit.create({
            data: {
              workspaceId,
              id: newId("lim"),
              subjectKind: limit.subject.kind,
              subjectId,
              effect: limit.effect ?? "all",
              perMinute: limit.perMinute,
              perDay: limit.perDay,
              createdBy: who.id,
              createdAt: new Date(clock()),
            },
          });
          return view(row, labels);
        });
        await db.channel.settled();
        return made;
      } catch (error) {
        if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === "P2002")
          throw new GatewayError("conflict", {
            detail: "There is a limit for this subject and these calls. Remove it first.",
          });
        throw error;
      }
    },

    async remove(who, id) {
      const { workspaceId } = who;
      const removed = await db.inWorkspace(who, async (tx) => {
        const row = await tx.limit.findUnique({ where: { workspaceId_id: { workspaceId, id } } });
        if (!row) throw new GatewayError("not_found", { detail: "There is no such limit." });
        const labels = await labelsOf(tx, [row.subjectId]);
        await tx.limit.deleteMany({ where: { workspaceId, id } });
        return view(row, labels);
      });
      await db.channel.settled();
      return removed;
    },
  };
}
