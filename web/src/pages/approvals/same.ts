import type { Approval } from "../../api/contract.ts";

export type Group = { first: Approval; others: readonly Approval[] };

/** Requests for one tool with the same arguments on the same connector stand together, as the oldest of them does. */
export function grouped(approvals: readonly Approval[]): Group[] {
  const groups = Map.groupBy(approvals, ({ fingerprint }) => fingerprint);
  return [...groups.values()].flatMap(([first, ...others]) => (first ? [{ first, others }] : []));
}
