import type { PolicyDecision } from "../../api/contract.ts";
import { CheckCircle, Clock, XOctagon } from "../../ui/icons.tsx";
import { Tag, type Tone } from "../../ui/notice.tsx";
import { decision as words } from "../../words/rules.ts";

export const decisions: Record<
  PolicyDecision,
  { word: string; tone: Tone; icon: typeof Clock; means: string }
> = {
  allow: { word: words.allow, tone: "valid", icon: CheckCircle, means: words.callGoesThrough },
  ask: { word: words.ask, tone: "pending", icon: Clock, means: words.callWaitsUntilPersonHas },
  deny: { word: words.deny, tone: "invalid", icon: XOctagon, means: words.callIsRefused },
};

export function Decision({ decision }: { decision: PolicyDecision }) {
  const { word, tone, icon } = decisions[decision];
  return (
    <Tag tone={tone} icon={icon}>
      {word}
    </Tag>
  );
}
