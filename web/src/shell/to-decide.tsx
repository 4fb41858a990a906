import { useQuery } from "@tanstack/react-query";
import { approvalCountsQuery } from "../api/approvals.ts";
import { toDecide as words } from "../words/shell.ts";
import { useWorkspace } from "./session-context.ts";
import css from "./shell.module.css";

/** How many calls wait for this person's word. Nothing while none does, or while it cannot be known. */
export function ToDecide() {
  const { data } = useQuery(approvalCountsQuery(useWorkspace().id));
  const count = data?.to_decide ?? 0;
  if (count === 0) return null;
  return (
    <span className={css.count}>
      <span aria-hidden="true">{count > 99 ? "99+" : count}</span>
      <span className="vk-hidden"> {words.waiting(count)}</span>
    </span>
  );
}
