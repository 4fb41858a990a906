import type { TargetKind } from "../../mcp-servers/kit/index.ts";
import { type HeldTo, type Judgement, offList, type Whose } from "../policy/index.ts";
import { Refusal } from "./outcome.ts";

/** The lists that a call is held to while it runs: `Api.limits`, `allowsTarget` and `requireTargets` of its tool. */
export interface Hold {
  limits(kind: TargetKind): boolean;
  allows(kind: TargetKind, names: readonly string[]): boolean;
  /** Throws a `Refusal` for a target that is not listed. */
  require(kind: TargetKind, targets: readonly (readonly string[])[]): void;
  /** Throws a `Refusal` while the tool has not told what it touches: before it changes or hands out anything. */
  requireTold(): void;
}

/** `judgements`: of every name that rules know the tool by; each one's lists hold. */
export function openHold(tool: string, judgements: readonly Judgement[], whose: Whose): Hold {
  const held: readonly HeldTo[] = judgements.flatMap(({ heldTo }) => heldTo);
  const pending = new Set(judgements.flatMap((one) => [...one.pending]));
  const of = (kind: TargetKind) => held.filter((one) => one.kind === kind);
  const offOf = (kind: TargetKind, names: readonly string[]) =>
    of(kind).find(({ rule }) => !names.some((name) => rule.lists.get(kind)?.(name, whose) === "yes"));
  const refusal = ({ kind, rule }: HeldTo, name: string | undefined) => {
    const target = name === undefined ? { kind, open: "unbounded" as const } : { kind, name };
    const { code, reason, next } = offList(tool, rule, target);
    return new Refusal(code, `${reason} ${next}`, { rule: rule.id, target: kind, next });
  };
  return {
    limits: (kind) => of(kind).length > 0,
    allows: (kind, names) => offOf(kind, names) === undefined,
    require(kind, targets) {
      for (const names of targets) {
        const off = offOf(kind, names);
        if (off) throw refusal(off, names[0]);
      }
      pending.delete(kind);
    },
    requireTold() {
      const [kind] = pending;
      const first = kind && of(kind)[0];
      if (first) throw refusal(first, undefined);
    },
  };
}
