import type { Approval } from "../../api/contract.ts";
import { CheckCircle, Unplugged } from "../../ui/icons.tsx";
import { Tag, type Tone } from "../../ui/notice.tsx";

const looks: Record<Approval["state"], { tone: Tone; word: string; icon?: typeof Unplugged }> = {
  pending: { tone: "pending", word: "Waiting" },
  approved: { tone: "valid", word: "Approved, not used yet" },
  used: { tone: "valid", word: "Approved and used", icon: CheckCircle },
  denied: { tone: "invalid", word: "Denied" },
  expired: { tone: "unknown", word: "Expired", icon: Unplugged },
  cancelled: { tone: "unknown", word: "Cancelled", icon: Unplugged },
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
      {on_behalf_of && `, for ${on_behalf_of.name}`}
    </>
  );
}
