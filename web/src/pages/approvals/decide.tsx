import { Button, Textarea } from "@mantine/core";
import { useState } from "react";
import { useCancelApproval, useDecide } from "../../api/approvals.ts";
import type { Approval } from "../../api/contract.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { announce } from "../../ui/live.tsx";
import { useSettled } from "../../ui/use-settled.ts";
import css from "./approvals.module.css";

const reasons: Record<NonNullable<Approval["why_not"]>, string> = {
  role: "Owners and admins of the workspace decide, and for a personal connection its owner. You can tell one of them.",
  four_eyes: "The rule asks for four eyes, and this call is yours. Another owner or admin must decide.",
  already: "You have approved it. Somebody else must as well.",
  over: "There is nothing left to decide.",
};

/** Approve or deny, once; never by a single key, and never preselected. */
export function Decide({ approval }: { approval: Approval }) {
  const { may_decide, why_not, may_cancel } = approval;
  return (
    <section className={css.part} aria-labelledby="decision">
      <h2 id="decision">Decision</h2>
      {may_decide ? <Form approval={approval} /> : why_not && <p>{reasons[why_not]}</p>}
      {may_cancel && <Cancel approval={approval} />}
    </section>
  );
}

function Form({ approval }: { approval: Approval }) {
  const [note, setNote] = useState("");
  const decide = useDecide(approval.id);
  const settled = useSettled();
  const go = (decision: "approve" | "deny") => () =>
    decide.mutate(
      { decision, ...(note.trim() && { note: note.trim() }) },
      {
        onSuccess: () => {
          announce(decision === "approve" ? "Approved" : "Denied");
          document.querySelector("h1")?.focus();
        },
      },
    );
  const busy = (decision: string) => decide.isPending && decide.variables?.decision === decision;
  return (
    <div className={css.form}>
      <Textarea
        label="Note"
        description="Optional. The agent reads it: say what it should do instead."
        maxLength={500}
        rows={2}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      {decide.error && <ErrorPanel title="The decision did not count" error={decide.error} />}
      <div className={css.buttons}>
        <Button onClick={go("approve")} loading={busy("approve")} disabled={!settled || decide.isPending}>
          Approve this call once
        </Button>
        <Button
          color="danger"
          onClick={go("deny")}
          loading={busy("deny")}
          disabled={!settled || decide.isPending}
        >
          Deny
        </Button>
      </div>
    </div>
  );
}

function Cancel({ approval }: { approval: Approval }) {
  const cancel = useCancelApproval(approval.id);
  const go = () =>
    cancel.mutate(undefined, {
      onSuccess: () => {
        announce("Cancelled");
        document.querySelector("h1")?.focus();
      },
    });
  return (
    <div className={css.form}>
      <p className={css.dim}>It was asked for in your name. You can take it back.</p>
      {cancel.error && <ErrorPanel title="Failed to cancel" error={cancel.error} />}
      <div className={css.buttons}>
        <Button variant="default" onClick={go} loading={cancel.isPending}>
          Cancel the request
        </Button>
      </div>
    </div>
  );
}
