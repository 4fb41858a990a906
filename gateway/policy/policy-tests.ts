import type { Clock } from "../clock.ts";
import type { Principal } from "../context.ts";
import { type Db, type Models, Prisma } from "../db/index.ts";
import { GatewayError } from "../errors.ts";
import { newId } from "../ids.ts";
import type { DecisionOf } from "./rules.ts";

/** A call and what is to become of it. */
export interface NewPolicyTest {
  name: string;
  agent: string | null;
  user: string | null;
  tool: string;
  /** Slug; null: the one that would serve the call. */
  connector: string | null;
  /** Null: whatever the arguments. */
  arguments: Record<string, unknown> | null;
  expected: DecisionOf;
}
export interface PolicyTestView extends NewPolicyTest {
  id: string;
  createdBy: string;
  createdAt: Date;
}

export interface PolicyTests {
  /** Oldest first. */
  list(who: Principal): Promise<PolicyTestView[]>;
  /** Throws `conflict` at 100 tests, `bad_request` for an agent that is not there. */
  add(who: Principal, test: NewPolicyTest): Promise<PolicyTestView>;
  /** Throws `not_found`. */
  remove(who: Principal, id: string): Promise<PolicyTestView>;
}

/** Each is asked whenever a rule is changed. */
const MOST = 100;

const view = (row: Models.PolicyTestModel): PolicyTestView => ({
  id: row.id,
  name: row.name,
  agent: row.agentId,
  user: row.userId,
  tool: row.tool,
  connector: row.connector,
  arguments: row.arguments as Record<string, unknown> | null,
  expected: row.expected,
  createdBy: row.createdBy,
  createdAt: row.createdAt,
});

export const openPolicyTests = (db: Db, clock: Clock): PolicyTests => ({
  list: async (who) => {
    const orderBy = [{ createdAt: "asc" as const }, { id: "asc" as const }];
    return (await db.inWorkspace(who, (tx) => tx.policyTest.findMany({ orderBy }))).map(view);
  },

  add: (who, { agent, user, arguments: args, ...test }) =>
    db
      .inWorkspace(who, async (tx) => {
        if ((await tx.policyTest.count()) >= MOST)
          throw new GatewayError("conflict", { detail: `There are ${MOST} tests already.` });
        const data = {
          ...test,
          workspaceId: who.workspaceId,
          id: newId("pts"),
          agentId: agent,
          userId: user,
          arguments: args === null ? Prisma.DbNull : (args as Prisma.InputJsonObject),
          createdBy: who.id,
          createdAt: new Date(clock()),
        };
        return view(await tx.policyTest.create({ data }));
      })
      .catch((error: unknown) => {
        if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === "P2003")
          throw new GatewayError("bad_request", { detail: "There is no such agent here." });
        throw error;
      }),

  remove: (who, id) =>
    db.inWorkspace(who, async (tx) => {
      const { workspaceId } = who;
      const row = await tx.policyTest.findUnique({ where: { workspaceId_id: { workspaceId, id } } });
      if (!row) throw new GatewayError("not_found", { detail: "There is no such test." });
      await tx.policyTest.deleteMany({ where: { workspaceId, id } });
      return view(row);
    }),
});
