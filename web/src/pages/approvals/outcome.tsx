import type { Approval } from "../../api/contract.ts";
import { Notice, type Tone } from "../../ui/notice.tsx";
import { Time } from "../../ui/time.tsx";
import { TimeLeft } from "../../ui/time-left.tsx";
import css from "./approvals.module.css";

const tones: Record<Approval["state"], Tone> = {
  pending: "pending",
  approved: "valid",
  used: "valid",
  denied: "invalid",
  expired: "unknown",
  cancelled: "unknown",
};

/** How it stands, in one line: the first thing that whoever opens the page looks for. */
export function Outcome({ approval }: { approval: Approval }) {
  const { state, note } = approval;
  return (
    <div className={css.outcome} role={state === "pending" ? undefined : "status"}>
      <Notice tone={tones[state]}>
        <Words approval={approval} />
        {note && <p className={css.note}>Note to the agent: {note}</p>}
      </Notice>
    </div>
  );
}

function Words({ approval }: { approval: Approval }) {
  const { state, decided_by, decided_at, expires_at, used_at, approved_by, approvers } = approval;
  const who = decided_by?.name ?? "Somebody who left";
  const when = decided_at && <Time at={decided_at} />;
  switch (state) {
    case "pending":
      return (
        <>
          The call waits, and nothing has been done: <TimeLeft until={expires_at} />.
          {approvers > 1 &&
            ` ${approvedSoFar(
              approved_by.map(({ name }) => name),
              approvers,
            )}`}
        </>
      );
    case "approved":
      return (
        <>
          Approved by {who} {when}. The agent may make this very call once: <TimeLeft until={expires_at} />.
        </>
      );
    case "used":
      return (
        <>
          Approved by {who} {when}; the call was made {used_at && <Time at={used_at} />}.
        </>
      );
    case "denied":
      return (
        <>
          Denied by {who} {when}. Nothing was done.
        </>
      );
    case "expired":
      return <>It expired before it was decided or used. Nothing was done; the agent can ask anew.</>;
    case "cancelled":
      return <>It was cancelled by the person it was asked for. Nothing was done.</>;
  }
}

const approvedSoFar = (names: readonly string[], needed: number): string =>
  names.length === 0
    ? `Nobody of the ${needed} who must has approved yet.`
    : `Approved by ${names.join(" and ")}; ${needed - names.length} more must.`;
