import type { PolicyDecision } from "../../api/contract.ts";
import { CheckCircle, Clock, XOctagon } from "../../ui/icons.tsx";
import { Tag, type Tone } from "../../ui/notice.tsx";

export const decisions: Record<
  PolicyDecision,
  { word: string; tone: Tone; icon: typeof Clock; means: string }
> = {
  allow: { word: "Allow", tone: "valid", icon: CheckCircle, means: "The call goes through." },
  ask: { word: "Ask", tone: "pending", icon: Clock, means: "The call waits until a person has approved it." },
  deny: { word: "Deny", tone: "invalid", icon: XOctagon, means: "The call is refused." },
};

export function Decision({ decision }: { decision: PolicyDecision }) {
  const { word, tone, icon } = decisions[decision];
  return (
    <Tag tone={tone} icon={icon}>
      {word}
    </Tag>
  );
}
