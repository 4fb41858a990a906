import type { ArgumentDigest, Audit } from "../audit/index.ts";
import type { RegisteredTool } from "../catalog/index.ts";
import type { Clock } from "../clock.ts";
import type { Principal } from "../context.ts";
import {
  type Approvals,
  type Counted,
  carriedOut,
  carriedTargets,
  deniesForCertain,
  type Guard,
  type Judgement,
  judge,
  type Limits,
  type Policies,
  type PolicySnapshot,
  readingOf,
  strictest,
  type Told,
  targetsOf,
  told,
  toldOfGuard,
  type Whose,
} from "../policy/index.ts";
import type { Call } from "./call.ts";
import type { Connected } from "./choose-connection.ts";
import { type Hold, openHold } from "./hold.ts";
import { Refusal } from "./outcome.ts";

/** How long a call that can tell its progress waits for a person, and how often it says so. Milliseconds. */
const WAIT_MS = 50_000;
const SAY_MS = 5_000;

export interface GateOptions {
  audit: Pick<Audit, "enqueue">;
  policies: Policies;
  guard: Guard;
  approvals: Approvals;
  limits: Limits;
  digest: ArgumentDigest;
  publicUrl: string;
  clock: Clock;
}

/** What a call meets between finding its connection and running: rules, guard, a person's word, limits. */
export interface Gate {
  /** Throws a `Refusal`. Answers with what the call is held to while it runs. */
  pass(wanted: Wanted): Promise<Hold>;
  /** Whether a rule denies a tool whatever its arguments, on a connector or (undefined) before there is one. */
  denials(who: Principal): Promise<Denials>;
}
/** What the rules of a workspace deny, as they are now. */
export interface Denials {
  to(caller: Pick<Principal, "agentId">): Denied;
  /** That a rule names: to all others the same is denied. */
  agents: ReadonlySet<string>;
}
export interface Denied {
  (server: string, tool: RegisteredTool, connector: string | undefined): boolean;
  /** Connectors that a rule names: of all others the same is true. */
  named: ReadonlySet<string>;
}

/** A call and its arguments. */
interface Wanted {
  call: Call;
  tool: RegisteredTool;
  connection: Connected;
  input: Record<string, unknown>;
  /** After waiting for a person: whether its connection still serves the call. Throws a `Refusal`. */
  still(): Promise<void>;
}

/** Names that rules know it by: its own; of bytes by link, those of the tools that hand out the same. */
const namesOf = ({ tool, as }: RegisteredTool): readonly string[] => as ?? [tool.name];

function judgementsOf(
  policy: PolicySnapshot["policy"],
  { call, tool, connection, input }: Wanted,
  whose: Whose,
) {
  const targets = targetsOf(tool.tool, input);
  const facts = {
    agent: call.who.agentId,
    server: call.server.spec.id,
    effect: tool.tool.effect,
    connector: connection.id,
  };
  return namesOf(tool).map((name) => judge(policy, { ...facts, tool: name }, targets, whose));
}

const strictestOf = (judgements: readonly Judgement[]): Judgement =>
  judgements.reduce((most, one) =>
    strictest(one.verdict.decision, most.verdict.decision) === most.verdict.decision ? most : one,
  );

/** What the rules want of those who approve. */
type ApprovedBy = { fourEyes: boolean; approvers: 1 | 2 };
const approvedBy = (judgements: readonly Judgement[]): ApprovedBy => ({
  fourEyes: judgements.some((one) => one.fourEyes),
  approvers: judgements.some((one) => one.approvers === 2) ? 2 : 1,
});

export function openGate(options: GateOptions): Gate {
  const { policies, guard, approvals, limits, clock } = options;
  const ownHost = new URL(options.publicUrl).hostname;

  /** Whether the guard wants a person to look: data would leave, and this run has read what must not. */
  const guardAsks = async (snapshot: PolicySnapshot, { call, tool, input }: Wanted, whose: Whose) => {
    const { who } = call;
    if (who.agentId === undefined || !snapshot.guarded.has(who.agentId)) return false;
    const out = carriedOut(carriedTargets(tool.tool, input), snapshot.inside, whose);
    return out.length > 0 && (await guard.tripped(who));
  };

  const claim = (
    { call, tool, connection, input }: Wanted,
    why: Told,
    by: ApprovedBy & { mayStand?: boolean },
  ) =>
    approvals.claim(call.who, {
      server: call.server.spec.id,
      tool: tool.tool.name,
      connectorId: connection.id,
      connectorSlug: connection.slug,
      epoch: connection.epoch,
      digest: options.digest(connection.workspaceId, input),
      args: input,
      reason: why.reason,
      ...by,
      requestId: call.scope.requestId,
    });

  /** Whether a person approved within the time that a call may wait. Says so while it waits. */
  const approvedMeanwhile = async ({ call: { who, scope } }: Wanted, id: string, url: string) => {
    if (!scope.progress) return false;
    const until = clock() + WAIT_MS;
    for (let left = WAIT_MS; left > 0 && !scope.signal.aborted; left = until - clock()) {
      scope.progress(`Waiting for a person to approve this call: ${url}`, WAIT_MS - left, WAIT_MS);
      const state = await approvals.wait(who, id, scope.signal, Math.min(SAY_MS, left));
      if (state !== "pending") return state === "approved";
    }
    return false;
  };

  /** Returns when the call has spent a person's approval. */
  const requireApproval = async (
    wanted: Wanted,
    why: Told,
    rule: string | null,
    by: Parameters<typeof claim>[2],
  ) => {
    let claimed = await claim(wanted, why, by);
    if (claimed.state === "pending" && (await approvedMeanwhile(wanted, claimed.id, claimed.url))) {
      await wanted.still();
      const { judgements } = await decide(wanted); // the rules may have changed meanwhile
      claimed = await claim(wanted, why, approvedBy(judgements));
    }
    if (claimed.state === "granted") return;
    const { id, url, expiresAt, state } = claimed;
    const data = { approval: id, approval_url: url, expires_at: expiresAt.toISOString(), rule };
    if (state === "denied") {
      const note = claimed.note === null ? "" : ` They said: ${claimed.note}`;
      throw new Refusal("approval_denied", `A person denied this call.${note} Do something else.`, data);
    }
    throw new Refusal(
      "approval_required",
      `${why.reason} Nothing was done. Ask somebody to open ${url} and decide until ${expiresAt.toISOString()}; then make the very same call again.`,
      data,
    );
  };

  /** Counts the call. Throws a `Refusal` where a limit has no room. */
  const requireRoom = async ({ call, tool, connection }: Wanted): Promise<Counted> => {
    const { effect, name } = tool.tool;
    const counted = { connectorId: connection.id, server: call.server.spec.id, tool: name, effect };
    const taken = await limits.take(call.who, counted);
    if (taken.ok) return counted;
    const { retryAfterSeconds: seconds, which } = taken;
    throw new Refusal(
      "quota_exceeded",
      `This would be more than ${which}. Nothing was done. Try again in ${seconds} seconds.`,
      { retry_after_seconds: seconds, limit: which },
    );
  };

  /** Had the rules decided that only watch: recorded where the call would have ended otherwise. */
  const observe = (
    watching: PolicySnapshot["policy"],
    wanted: Wanted,
    whose: Whose,
    did: Judgement["verdict"]["decision"],
  ) => {
    const { call, tool, connection } = wanted;
    const { verdict } = strictestOf(judgementsOf(watching, wanted, whose));
    if (verdict.decision === did || !verdict.rule) return;
    options.audit.enqueue(call.who, {
      type: "policy.observed",
      outcome: "ok",
      target: { kind: "rule", id: verdict.rule.id, label: verdict.rule.name },
      requestId: call.scope.requestId,
      data: {
        tool: tool.tool.name,
        server: call.server.spec.id,
        connector: connection.id,
        would: verdict.decision,
        did,
      },
    });
  };

  /** What the rules say. Throws a `Refusal` when they deny. */
  const decide = async (wanted: Wanted, isFirst = false) => {
    const { call, tool, connection } = wanted;
    const { name, effect } = tool.tool;
    const whose: Whose = { account: connection.account, ownHost };
    const snapshot = await policies.of(call.who);
    const judgements = judgementsOf(snapshot.policy, wanted, whose);
    const judgement = strictestOf(judgements);
    const { verdict } = judgement;
    const rule = verdict.rule?.id ?? null;
    if (isFirst && snapshot.watching) observe(snapshot.watching, wanted, whose, verdict.decision);
    if (verdict.decision !== "deny") return { whose, snapshot, judgements, judgement, verdict, rule };
    const { reason, next } = told(name, effect, judgement);
    const target = "off" in verdict ? { target: verdict.off.kind } : {};
    throw new Refusal(verdict.code, `${reason} ${next}`, { rule, ...target, next });
  };

  const pass = async (wanted: Wanted): Promise<Hold> => {
    const { call, tool } = wanted;
    const { name, effect } = tool.tool;
    const { whose, snapshot, judgements, judgement, verdict, rule } = await decide(wanted, true);
    const byGuard = await guardAsks(snapshot, wanted, whose);
    if (verdict.decision === "ask" || byGuard) {
      const reason = verdict.decision === "ask" ? told(name, effect, judgement) : toldOfGuard(name);
      // Who has no room left asks nobody; and what nobody approved has used none.
      const counted = await requireRoom(wanted);
      // What cannot be undone, and what the guard holds, is looked at each time.
      const mayStand = !byGuard && effect !== "destructive";
      await requireApproval(wanted, reason, rule, { ...approvedBy(judgements), mayStand }).catch(
        async (refusal: unknown) => {
          await limits.giveBack(call.who, counted);
          throw refusal;
        },
      );
    } else await requireRoom(wanted);
    const { agentId } = call.who;
    if (agentId !== undefined && snapshot.guarded.has(agentId))
      await guard.note(call.who, name, readingOf(tool.tool));
    return openHold(name, judgements, whose);
  };

  return {
    pass,
    async denials(who) {
      const { policy, named, rules } = await policies.of(who);
      const to = ({ agentId: agent }: Pick<Principal, "agentId">): Denied => {
        const denied = (server: string, tool: RegisteredTool, connector: string | undefined) =>
          namesOf(tool).some((name) =>
            deniesForCertain(policy, { agent, server, tool: name, effect: tool.tool.effect, connector }),
          );
        return Object.assign(denied, { named });
      };
      return { to, agents: new Set(rules.flatMap(({ agent }) => agent ?? [])) };
    },
  };
}
