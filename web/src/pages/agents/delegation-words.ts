import type { AgentInfo } from "../../api/contract.ts";
import { delegationWords as words } from "../../words/agent-page.ts";

/** For whom an agent may act besides itself. */
export function delegationWords(delegation: AgentInfo["delegation"]): string {
  if (delegation === "none" || delegation.length === 0) return words.itself;
  if (delegation === "members") return words.itselfAndEveryMember;
  return words.itselfAndPeople(delegation.length);
}
