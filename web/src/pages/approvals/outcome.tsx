import type { Approval } from "../../api/contract.ts";
import { Notice, type Tone } from "../../ui/notice.tsx";
import { Time } from "../../ui/time.tsx";
import { TimeLeft } from "../../ui/time-left.tsx";
import { outcome as words } from "../../words/approvals.ts";
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
        {note && <p className={css.note}>{words.noteToAgent(note)}</p>}
      </Notice>
    </div>
  );
}

function Words({ approval }: { approval: Approval }) {
  const { state, decided_by, decided_at, expires_at, used_at, approved_by, approvers } = approval;
  const who = decided_by?.name ?? words.somebodyWhoLeft;
  const when = decided_at && <Time at={decided_at} />;
  switch (state) {
    case "pending":
      return (
        <>
          {words.callWaits(
            <TimeLeft until={expires_at} />,
            approvers,
            approvedSoFar(
              approved_by.map(({ name }) => name),
              approvers,
            ),
          )}
        </>
      );
    case "approved":
      return <>{words.approved(who, when, <TimeLeft until={expires_at} />)}</>;
    case "used":
      return <>{words.approvedOf(who, when, used_at && <Time at={used_at} />)}</>;
    case "denied":
      return <>{words.denied(who, when)}</>;
    case "expired":
      return <>{words.itExpiredBeforeItWasDecided}</>;
    case "cancelled":
      return <>{words.itWasCancelledByPersonIt}</>;
  }
}

const approvedSoFar = (names: readonly string[], needed: number): string =>
  names.length === 0
    ? words.nobodyOfWhoMustHasApproved(needed)
    : words.approvedByMore(names, needed - names.length);
