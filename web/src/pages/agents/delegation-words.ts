import type { AgentInfo } from "../../api/contract.ts";
import { counted } from "../../scopes/pick.ts";

/** For whom an agent may act besides itself. */
export function delegationWords(delegation: AgentInfo["delegation"]): string {
  if (delegation === "none" || delegation.length === 0) return "Itself";
  if (delegation === "members") return "Itself and every member";
  return `Itself and ${counted(delegation.length, "person", "people")}`;
}
