import type { z } from "zod";
import { type Target, ToolError } from "../../mcp-servers/kit/index.ts";
import type { RegisteredServer, RegisteredTool, Registry } from "../catalog/index.ts";
import type { Principal } from "../context.ts";
import { GatewayError } from "../errors.ts";
import type { AgentView } from "../identity/index.ts";
import {
  carriedOut,
  carriedTargets,
  explain,
  type Judgement,
  judge,
  type Misfit,
  misfitOf,
  type PolicySnapshot,
  targetsOf,
  told,
  toldOf,
  type Whose,
} from "../policy/index.ts";
import type * as contract from "./contract/index.ts";
import type { ApiDeps } from "./operation.ts";

interface Asked {
  server: RegisteredServer;
  tool: RegisteredTool;
}

function toolOf(registry: Registry, name: string): Asked {
  const now = registry.present(name);
  for (const server of registry.servers.values()) {
    const tool = server.tools.get(now);
    if (tool) return { server, tool };
  }
  const message = `there is no tool ${name} here`;
  throw new GatewayError("bad_request", { detail: message, data: { fields: [{ path: "tool", message }] } });
}

/** What the arguments touch and could carry out. Throws `bad_request` as the tool would. */
function touched({ tool }: RegisteredTool, args: Record<string, unknown>) {
  const parsed = tool.input.safeParse(args);
  if (!parsed.success) {
    const fields = parsed.error.issues.slice(0, 10).map(({ path, message }: z.core.$ZodIssue) => ({
      path: ["arguments", ...path].join(".").slice(0, 200),
      message,
    }));
    throw new GatewayError("bad_request", { data: { fields } });
  }
  try {
    return { targets: targetsOf(tool, parsed.data), carried: carriedTargets(tool, parsed.data) };
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    throw new GatewayError("bad_request", {
      detail: error.message,
      data: { fields: [{ path: "arguments", message: error.message }] },
    });
  }
}

/** What questions ask the database for; several of one request read nothing twice. */
export interface Reads {
  connector(provider: string, question: Pick<Question, "connector" | "user">): ReturnType<typeof connectorOf>;
  agent(id: string): Promise<AgentView>;
}

/** `agents`: those that are known already. */
export function openReads(deps: ApiDeps, who: Principal, agents: readonly AgentView[] = []): Reads {
  const connectors = new Map<string, ReturnType<typeof connectorOf>>();
  const byId = new Map(agents.map((one) => [one.id, one]));
  return {
    connector(provider, { connector, user }) {
      const key = JSON.stringify([provider, connector, user]);
      const found = connectors.get(key) ?? connectorOf(deps, who, provider, { connector, user });
      connectors.set(key, found);
      return found;
    },
    agent: async (id) => byId.get(id) ?? deps.identity.agents.get(who, id),
  };
}

/** The connector that is named, else the only one that could serve the call. */
async function connectorOf(
  { db }: ApiDeps,
  who: Principal,
  provider: string,
  { connector, user }: { connector?: string | undefined; user?: string | undefined },
) {
  const rows = await db.inWorkspace(who, (tx) =>
    tx.connector.findMany({
      where: {
        provider,
        deletedAt: null,
        OR: [{ kind: "shared" }, ...(user === undefined ? [] : [{ ownerId: user }])],
        ...(connector === undefined
          ? { disabledAt: null }
          : { AND: { OR: [{ id: connector }, { slug: connector }] } }),
      },
      select: { id: true, slug: true, accountLabel: true },
      take: 2, // of more than one none is chosen
    }),
  );
  if (connector !== undefined && rows.length === 0) {
    throw new GatewayError("bad_request", { detail: `There is no connector ${connector} for this call.` });
  }
  return rows.length === 1 ? rows[0] : undefined;
}

const targetView = (target: Target) => ({
  kind: target.kind,
  name: "name" in target ? target.name.slice(0, 500) : null,
  unbounded: !("name" in target) && target.open === "unbounded",
});

/** What stands before the rules: an agent's manifest. */
function keptOut({ manifest }: AgentView, tool: string, slug?: string): boolean {
  const fits = manifest?.tools.some(
    ({ name, connector }) =>
      name === tool && (connector === undefined || slug === undefined || connector === slug),
  );
  return manifest !== undefined && !fits;
}

const MISFITS: Record<Misfit, string> = {
  agent: "It is for another agent.",
  tool: "It is for another tool.",
  server: "It is for another server.",
  effect: "It is for tools of another effect.",
  connector: "It is for another connector.",
};
const MOST_SKIPPED = 50;

/** What one judgement comes to, in the contract's words. */
function answerOf(tool: RegisteredTool, judgement: Judgement, targets: readonly Target[], whose: Whose) {
  const { name, effect } = tool.tool;
  const { code, reason, next } = told(name, effect, judgement);
  const { verdict } = judgement;
  return {
    decision: verdict.decision,
    code: code as string,
    reason,
    next,
    rule: verdict.rule ? { id: verdict.rule.id, name: verdict.rule.name } : null,
    matched: explain(judgement, targets, whose).map(({ rule, decision, off, decisive }) => ({
      id: rule.id,
      name: rule.name,
      specificity: rule.specificity,
      decision,
      reason: toldOf(name, rule, decision, off),
      decisive,
    })),
    targets: targets.map(targetView),
    effect,
  };
}

/** A question of which everything is known but the rules. */
export interface Prepared {
  /** Pure. */
  ask(snapshot: PolicySnapshot): contract.PolicyAnswer;
}

export type Question = Pick<contract.PolicyQuestion, "agent" | "user" | "tool" | "connector" | "arguments">;

/** Reads what the question is about. Throws `bad_request` for a tool, connector or arguments that are not. */
export async function prepare(
  deps: ApiDeps,
  who: Principal,
  question: Question,
  reads: Reads = openReads(deps, who),
): Promise<Prepared> {
  const { agent, arguments: args } = question;
  const { server, tool } = toolOf(deps.registry, question.tool);
  const { name, effect } = tool.tool;
  const connector = await reads.connector(server.provider.id, question);
  const { targets, carried } = args === undefined ? { targets: [], carried: [] } : touched(tool, args);
  const whose = { account: connector?.accountLabel, ownHost: new URL(deps.publicUrl).hostname };
  const call = { agent, server: server.spec.id, tool: name, effect, connector: connector?.id };
  const chosen = connector ? { id: connector.id, slug: connector.slug } : null;
  const isKeptOut = agent !== undefined && keptOut(await reads.agent(agent), name, connector?.slug);

  const ask = (snapshot: PolicySnapshot): contract.PolicyAnswer => {
    const { policy, watching, rules, inside, guarded } = snapshot;
    const judgement = judge(policy, call, targets, whose);
    const answer = answerOf(tool, judgement, targets, whose);
    const would = watching && judge(watching, call, targets, whose).verdict;
    const skipped = rules.flatMap((rule) => {
      const misfit = misfitOf(rule, call);
      return misfit ? [{ id: rule.id, name: rule.name, misfit, reason: MISFITS[misfit] }] : [];
    });
    const isOther = would !== undefined && would.decision !== answer.decision;
    const all = {
      ...answer,
      skipped: skipped.slice(0, MOST_SKIPPED),
      watching: isOther
        ? { decision: would.decision, rule: would.rule ? { id: would.rule.id, name: would.rule.name } : null }
        : null,
      connector: chosen,
    };
    if (isKeptOut) {
      return {
        ...all,
        decision: "deny",
        code: "tool_not_allowed",
        reason: `${name} is not in the manifest of this agent${chosen ? ` for ${chosen.slug}` : ""}.`,
        next: "Add it to the agent's manifest.",
        rule: null,
        watching: null,
      };
    }
    const watched =
      agent !== undefined && guarded.has(agent) && carriedOut(carried, inside, whose).length > 0;
    const guard = watched
      ? " Its guard asks as well once the run has read private data and what others wrote."
      : "";
    return { ...all, reason: `${answer.reason}${guard}` };
  };
  return { ask };
}
