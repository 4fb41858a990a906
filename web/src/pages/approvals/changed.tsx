import { useRef } from "react";
import type { Approval } from "../../api/contract.ts";
import { useSession } from "../../shell/session-context.ts";
import { Notice } from "../../ui/notice.tsx";
import { approvals as words } from "../../words/approvals.ts";

/** Says that somebody else, or time, has changed what one is looking at. One's own decision is no surprise. */
export function Changed({ approval }: { approval: Approval }) {
  const { user } = useSession();
  const first = useRef(approval).current;
  const { state, approved_by, decided_by } = approval;
  if (first.state !== "pending") return null;
  const own = decided_by?.id === user.id;
  const newcomer = approved_by.find(
    ({ id }) => id !== user.id && !first.approved_by.some((one) => one.id === id),
  );
  const text =
    state === "pending"
      ? newcomer && words.changedOne(newcomer.name)
      : own
        ? undefined
        : decided_by
          ? words.changed(decided_by.name)
          : words.changedRun;
  if (!text) return null;
  return (
    <div role="alert">
      <Notice tone="attention">{text}</Notice>
    </div>
  );
}
