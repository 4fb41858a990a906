/** For whom an agent may act when they ask for it: nobody, every member of the workspace, or these (`usr_…`). */
export type Delegation = "none" | "members" | readonly string[];

/** As it is kept, in two columns. */
export interface KeptDelegation {
  delegation: string;
  delegates: readonly string[];
}

export const readDelegation = ({ delegation, delegates }: KeptDelegation): Delegation =>
  delegation === "members" ? "members" : delegation === "listed" ? delegates : "none";

/** An empty list is nobody. */
export const keepDelegation = (delegation: Delegation): { delegation: string; delegates: string[] } =>
  typeof delegation === "string"
    ? { delegation, delegates: [] }
    : { delegation: delegation.length > 0 ? "listed" : "none", delegates: [...new Set(delegation)] };

/** Whether an agent may act for this person; that they are a member is somebody else's question. */
export const mayAct = (delegation: Delegation, userId: string): boolean =>
  delegation === "members" || (delegation !== "none" && delegation.includes(userId));

/** The same of what is kept. An unknown word, as of a newer gateway, allows nothing. */
export const mayActFor = (kept: KeptDelegation, userId: string): boolean =>
  mayAct(readDelegation(kept), userId);

/** The same as a condition on rows of agents. */
export const delegatedTo = (userId: string) => ({
  OR: [{ delegation: "members" }, { delegation: "listed", delegates: { has: userId } }],
});
