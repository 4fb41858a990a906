import { LRUCache } from "lru-cache";
import type { Effect } from "../../mcp-servers/kit/index.ts";
import type { Clock } from "../clock.ts";
import type { Principal } from "../context.ts";
import { type Db, type Models, Prisma, type WorkspaceTx } from "../db/index.ts";
import { GatewayError } from "../errors.ts";
import { newId } from "../ids.ts";
import { openPolicyTests, type PolicyTests } from "./policy-tests.ts";
import { type CompiledLists, compileLists, type Lists } from "./resources.ts";
import { type CompiledPolicy, compile, type DecisionOf, type Rule, specificityOf } from "./rules.ts";

export interface PolicySettings {
  /** Where no rule fits. */
  defaults: Readonly<Record<Effect, DecisionOf>>;
  /** What is the workspace's own, for the guard. */
  inside: Lists;
}
export type NewRule = Omit<Rule, "id">;
export interface RuleView extends Rule {
  specificity: number;
  createdBy: string;
  createdAt: Date;
  updatedAt: Date;
}

/** The policy of a workspace as calls go by it. */
export interface PolicySnapshot {
  policy: CompiledPolicy;
  /** With the rules that only watch, as if they decided; undefined: there are none. */
  watching: CompiledPolicy | undefined;
  rules: readonly Rule[];
  /** Ids of connectors that rules name. */
  named: ReadonlySet<string>;
  inside: CompiledLists;
  /** Ids of agents with the guard on. */
  guarded: ReadonlySet<string>;
}

/** All that decides, as it will be when a change is done. */
export type PolicyState = PolicySettings & { rules: readonly Rule[] };
/** Sees what a change comes to before it is done, under a lock, and may throw. Asks no database. */
export type Verify = (after: PolicyState) => void;

/** Rules and settings of workspaces. Every change answers when every replica goes by it. */
export interface Policies {
  /** From memory while the channel's lease holds. */
  of(who: Principal): Promise<PolicySnapshot>;
  read(who: Principal): Promise<PolicySettings & { rules: RuleView[] }>;
  /** Throws `conflict` at 1,000 rules, `bad_request` for an agent or connector that is not there. */
  add(who: Principal, rule: NewRule, verify: Verify): Promise<RuleView>;
  /** Throws `not_found`, `bad_request`. `check` sees the rule as it will be and may throw. */
  change(
    who: Principal,
    id: string,
    change: Partial<NewRule>,
    check: (rule: NewRule) => NewRule,
    verify: Verify,
  ): Promise<RuleView>;
  /** Throws `not_found`. */
  remove(who: Principal, id: string, verify: Verify): Promise<RuleView>;
  settle(
    who: Principal,
    change: { defaults?: Partial<PolicySettings["defaults"]> | undefined; inside?: Lists | undefined },
    verify: Verify,
  ): Promise<PolicySettings>;
  /** Calls and what is to become of them. */
  tests: PolicyTests;
  /** Throws `not_found`. Answers whether the guard is on. */
  guarded(who: Principal, agent: string): Promise<boolean>;
  /** Throws `not_found`. */
  setGuard(who: Principal, agent: string, enabled: boolean): Promise<void>;
}

export interface PolicyOptions {
  db: Db;
  clock: Clock;
  /** The present name of a tool that had another when its rule was made. */
  present(tool: string): string;
}

const MAX_WORKSPACES = 2_000;
const MOST_RULES = 1_000;
type Row = Models.PolicyRuleModel;

const viewOf = (row: Row, present: (tool: string) => string): RuleView => {
  const rule = {
    id: row.id,
    name: row.name,
    decision: row.decision,
    agent: row.agentId,
    server: row.server,
    tool: row.tool === null ? null : present(row.tool),
    effect: row.effect as Effect | null,
    connector: row.connectorId,
    resources: row.resources as Lists | null,
    fourEyes: row.fourEyes,
    approvers: row.approvers === 2 ? (2 as const) : (1 as const),
    observe: row.observe,
  };
  const { createdBy, createdAt, updatedAt } = row;
  return { ...rule, specificity: specificityOf(rule), createdBy, createdAt, updatedAt };
};

const dataOf = (rule: NewRule) => ({
  name: rule.name,
  decision: rule.decision,
  agentId: rule.agent,
  server: rule.server,
  tool: rule.tool,
  effect: rule.effect,
  connectorId: rule.connector,
  resources: rule.resources ?? Prisma.DbNull,
  fourEyes: rule.fourEyes,
  approvers: rule.approvers,
  observe: rule.observe ?? false,
});

/** Those that decide. */
export const deciding = (rules: readonly Rule[]): readonly Rule[] => rules.filter(({ observe }) => !observe);

/** Rules and settings as calls go by them. */
export function snapshotOf(
  { defaults, inside, rules }: PolicyState,
  guarded: ReadonlySet<string>,
): PolicySnapshot {
  const enforced = deciding(rules);
  return {
    policy: compile(enforced, defaults),
    watching: enforced.length === rules.length ? undefined : compile(rules, defaults),
    rules,
    named: new Set(rules.flatMap(({ connector }) => connector ?? [])),
    inside: compileLists(inside),
    guarded,
  };
}

async function settingsIn(tx: WorkspaceTx, workspaceId: string): Promise<PolicySettings> {
  const row = await tx.policySettings.findUnique({ where: { workspaceId } });
  const { read = "allow", write = "allow", destructive = "allow" } = row ?? {};
  return { defaults: { read, write, destructive }, inside: (row?.inside ?? {}) as Lists };
}

/** A rule of something that is not in the workspace. */
function gone(error: unknown): never {
  if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === "P2003")
    throw new GatewayError("bad_request", { detail: "There is no such agent or connector here." });
  throw error;
}

const notThere = () => new GatewayError("not_found", { detail: "There is no such rule." });

export function openPolicies({ db, clock, present }: PolicyOptions): Policies {
  const loaded = new LRUCache<string, PolicySnapshot>({ max: MAX_WORKSPACES });
  const loading = new Map<string, Promise<PolicySnapshot>>();
  let generation = 0; // changes of policy are rare beside calls
  const drop = (workspace?: string) => {
    generation++;
    loading.clear();
    if (workspace === undefined) loaded.clear();
    else loaded.delete(workspace);
  };
  for (const topic of ["policy_rules", "policy_settings", "agents"])
    db.channel.on(topic, ({ workspace }) => drop(workspace));
  db.channel.onGap(() => drop());

  const readRules = async (tx: WorkspaceTx) =>
    (await tx.policyRule.findMany({ orderBy: [{ createdAt: "asc" }, { id: "asc" }] })).map((row) =>
      viewOf(row, present),
    );

  const read = (who: Principal): Promise<PolicySnapshot> =>
    db.inWorkspace(who, async (tx) => {
      const settings = await settingsIn(tx, who.workspaceId);
      const agents = await tx.agent.findMany({ where: { guard: true }, select: { id: true } });
      const rules = await readRules(tx);
      return snapshotOf({ ...settings, rules }, new Set(agents.map(({ id }) => id)));
    });

  const load = (who: Principal): Promise<PolicySnapshot> => {
    const { workspaceId } = who;
    const running = loading.get(workspaceId);
    if (running) return running;
    const startedIn = generation;
    const promise = read(who)
      .then((snapshot) => {
        if (startedIn === generation) loaded.set(workspaceId, snapshot);
        return snapshot;
      })
      .finally(() => {
        if (loading.get(workspaceId) === promise) loading.delete(workspaceId);
      });
    loading.set(workspaceId, promise);
    return promise;
  };

  /** One transaction, then every replica has heard of it. `verify` sees what it comes to. */
  const changing = async <T>(
    who: Principal,
    work: (tx: WorkspaceTx) => Promise<T>,
    verify?: Verify,
  ): Promise<T> => {
    const { workspaceId } = who;
    const done = async (tx: WorkspaceTx) => {
      const updatedAt = new Date(clock());
      // One after the other: two changes that each pass could fail together.
      if (verify)
        await tx.policySettings.upsert({
          where: { workspaceId },
          create: { workspaceId, updatedAt },
          update: { updatedAt },
        });
      const result = await work(tx);
      verify?.({ ...(await settingsIn(tx, workspaceId)), rules: await readRules(tx) });
      return result;
    };
    const result = await db.inWorkspace(who, done).catch(gone);
    await db.channel.settled();
    return result;
  };
  const keyOf = ({ workspaceId }: Principal, id: string) => ({ workspaceId_id: { workspaceId, id } });
  const agentIn = async (tx: WorkspaceTx, who: Principal, id: string) => {
    const found = await tx.agent.findUnique({ where: keyOf(who, id), select: { guard: true } });
    if (!found) throw new GatewayError("not_found", { detail: "There is no such agent." });
    return found;
  };

  return {
    of: async (who) =>
      (db.channel.fresh() ? loaded.get(who.workspaceId) : undefined) ??
      (db.channel.fresh() ? load(who) : read(who)),

    read: (who) =>
      db.inWorkspace(who, async (tx) => ({
        ...(await settingsIn(tx, who.workspaceId)),
        rules: await readRules(tx),
      })),

    add: (who, rule, verify) =>
      changing(
        who,
        async (tx) => {
          if ((await tx.policyRule.count()) >= MOST_RULES)
            throw new GatewayError("conflict", { detail: `There are ${MOST_RULES} rules already.` });
          const now = new Date(clock());
          const { workspaceId } = who;
          const made = { workspaceId, id: newId("pol"), createdBy: who.id, createdAt: now, updatedAt: now };
          return viewOf(await tx.policyRule.create({ data: { ...dataOf(rule), ...made } }), present);
        },
        verify,
      ),

    change: (who, id, change, check, verify) =>
      changing(
        who,
        async (tx) => {
          const row = await tx.policyRule.findUnique({ where: keyOf(who, id) });
          if (!row) throw notThere();
          const rule = check({ ...viewOf(row, present), ...change });
          const data = { ...dataOf(rule), updatedAt: new Date(clock()) };
          return viewOf(await tx.policyRule.update({ where: keyOf(who, id), data }), present);
        },
        verify,
      ),

    remove: (who, id, verify) =>
      changing(
        who,
        async (tx) => {
          const row = await tx.policyRule.findUnique({ where: keyOf(who, id) });
          if (!row) throw notThere();
          await tx.policyRule.deleteMany({ where: { workspaceId: who.workspaceId, id } });
          return viewOf(row, present);
        },
        verify,
      ),

    settle: (who, { defaults, inside }, verify) =>
      changing(
        who,
        async (tx) => {
          const { workspaceId } = who;
          const data = {
            ...defaults,
            ...(inside && { inside }),
            updatedAt: new Date(clock()),
          };
          await tx.policySettings.upsert({
            where: { workspaceId },
            create: { workspaceId, ...data },
            update: data,
          });
          return settingsIn(tx, workspaceId);
        },
        verify,
      ),

    tests: openPolicyTests(db, clock),

    guarded: (who, agent) => db.inWorkspace(who, async (tx) => (await agentIn(tx, who, agent)).guard),

    setGuard: (who, agent, enabled) =>
      changing(who, async (tx) => {
        await agentIn(tx, who, agent);
        await tx.agent.update({ where: keyOf(who, agent), data: { guard: enabled } });
      }),
  };
}
