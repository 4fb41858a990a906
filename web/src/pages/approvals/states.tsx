import type { Approval } from "../../api/contract.ts";
import { CheckCircle, Unplugged } from "../../ui/icons.tsx";
import { Tag, type Tone } from "../../ui/notice.tsx";
import { states as words } from "../../words/approvals.ts";

const looks: Record<Approval["state"], { tone: Tone; word: string; icon?: typeof Unplugged }> = {
  pending: { tone: "pending", word: words.waiting },
  approved: { tone: "valid", word: words.approvedNotUsedYet },
  used: { tone: "valid", word: words.approvedAndUsed, icon: CheckCircle },
  denied: { tone: "invalid", word: words.denied },
  expired: { tone: "unknown", word: words.expired, icon: Unplugged },
  cancelled: { tone: "unknown", word: words.cancelled, icon: Unplugged },
};

export function ApprovalState({ state }: { state: Approval["state"] }) {
  const { word, ...look } = looks[state];
  return <Tag {...look}>{word}</Tag>;
}

/** Who stands behind the call, in words. */
export function Caller({ approval }: { approval: Approval }) {
  const { caller, on_behalf_of } = approval;
  return (
    <>
      {caller.name}
      {caller.kind === "agent" && " (agent)"}
      {on_behalf_of && words.for(on_behalf_of.name)}
    </>
  );
}
