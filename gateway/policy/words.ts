import type { Effect, Target, TargetKind } from "../../mcp-servers/kit/index.ts";
import type { DecisionOf, Judgement, Rule } from "./rules.ts";

/** A decision in words: why, and what would change it. */
export interface Told {
  code: "allowed" | "policy_ask" | "policy_denied" | "target_not_allowed" | "target_unknown" | "guard_ask";
  reason: string;
  next: string;
}

const KINDS: Record<TargetKind, { one: string; many: string }> = {
  repositories: { one: "the repository", many: "repositories" },
  channels: { one: "the channel", many: "channels" },
  folders: { one: "the folder or file", many: "folders" },
  calendars: { one: "the calendar", many: "calendars" },
  recipient_domains: { one: "the recipient or host", many: "recipients' domains" },
};

const shown = (text: string): string => JSON.stringify(text.slice(0, 100).toWellFormed());
const named = (rule: Pick<Rule, "name">): string => `the rule ${shown(rule.name)}`;
const MOST_LISTED = 10;

/** What a rule says that a call may touch. */
function listed(rule: Rule, kind: TargetKind): string {
  const entries = rule.resources?.[kind] ?? [];
  if (entries.length === 0) return `no ${KINDS[kind].many} at all`;
  const more = entries.length > MOST_LISTED ? ` and ${entries.length - MOST_LISTED} more` : "";
  return `${KINDS[kind].many} ${entries.slice(0, MOST_LISTED).join(", ")}${more}`;
}

/** A target that is not on the list of a rule. */
export function offList(
  tool: string,
  rule: Rule,
  target: Target,
): Told & { code: "target_not_allowed" | "target_unknown" } {
  const { kind } = target;
  const limit = `${named(rule)} allows only ${listed(rule, kind)}`;
  const next = `Keep to what is listed, or ask an admin to add to ${named(rule)} under Policies.`;
  if ("name" in target) {
    return {
      code: "target_not_allowed",
      reason: `${tool} would touch ${KINDS[kind].one} ${shown(target.name)}, and ${limit}.`,
      next,
    };
  }
  return {
    code: "target_unknown",
    reason: `Which ${KINDS[kind].many} ${tool} touches cannot be told from these arguments, and ${limit}.`,
    next: `Name them in the arguments, or use a tool that does. ${next}`,
  };
}

const byDefault = (effect: Effect) => `the workspace's default for ${effect} tools`;

/** Why this is the verdict on a call of this tool. */
export function told(tool: string, effect: Effect, { verdict }: Judgement): Told {
  const { rule } = verdict;
  const source = rule ? named(rule) : byDefault(effect);
  const change = rule ? named(rule) : `the default for ${effect} tools`;
  switch (verdict.code) {
    case "allowed":
      return { code: verdict.code, reason: `${tool} is allowed by ${source}.`, next: "Nothing to do." };
    case "policy_ask":
      return {
        code: verdict.code,
        reason: `A person has to approve each call of ${tool}: ${source} says so.`,
        next: `Call it, and have somebody approve it; or ask an admin to change ${change} under Policies.`,
      };
    case "policy_denied":
      return {
        code: verdict.code,
        reason: `${tool} is denied by ${source}.`,
        next: `Do without it, or ask an admin to change ${change} under Policies.`,
      };
    default:
      return offList(tool, verdict.rule, verdict.off);
  }
}

export const toldOfGuard = (tool: string): Told => ({
  code: "guard_ask",
  reason: `In this run the agent has read private data and text that others wrote, and ${tool} can carry data out. Its guard wants a person to approve that.`,
  next: "Have somebody approve the call; or an admin forgets the run, or adds the place to what is inside, under Policies.",
});

/** What one rule says of a call by itself. */
export function toldOf(tool: string, rule: Rule, decision: DecisionOf, target: Target | undefined): string {
  if (target) return offList(tool, rule, target).reason;
  const lists = Object.keys(rule.resources ?? {}).length > 0 ? ", within its lists" : "";
  return `${shown(rule.name)} says ${decision}${lists}.`;
}
