import { contract } from "../../gateway/api/index.ts";
import type { Person } from "./person.ts";

export type NewRule = { name: string; decision: "allow" | "ask" | "deny" } & Record<string, unknown>;

/** Adds a rule and gives it back with a way to end it. */
export async function withRule(owner: Person, rule: Omit<NewRule, "name"> & { name?: string }) {
  const made = contract.policyRule.parse(await owner.api("POST", "/policies", { name: "A rule", ...rule }));
  return { ...made, end: () => owner.api("DELETE", `/policies/${made.id}`) };
}
