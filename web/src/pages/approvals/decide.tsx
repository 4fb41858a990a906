import { Button, Checkbox, Textarea } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { useCancelApproval, useDecideEach, waitingQuery } from "../../api/approvals.ts";
import type { Approval } from "../../api/contract.ts";
import { useShortcuts } from "../../keys/registry.ts";
import { useWorkspace } from "../../shell/session-context.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { announce } from "../../ui/live.tsx";
import { Notice } from "../../ui/notice.tsx";
import { useFocus } from "../../ui/use-focus.ts";
import { useSettled } from "../../ui/use-settled.ts";
import { approvals as words } from "../../words/approvals.ts";
import css from "./approvals.module.css";
import { useHeld } from "./use-held.ts";

const reasons: Record<NonNullable<Approval["why_not"]>, string> = {
  role: words.ownersAndAdminsOfWorkspace,
  four_eyes: words.ruleAsksForFourEyes,
  already: words.youHaveApprovedIt,
  over: words.nothingLeftToDecide,
};

/** Approve or deny, held back for five seconds; by a single key only from inside the request, and never preselected. */
export function Decide({ approval }: { approval: Approval }) {
  const { may_decide, why_not, may_cancel } = approval;
  return (
    <section className={css.part} aria-labelledby="decision">
      <h2 id="decision">{words.decision}</h2>
      {may_decide ? <Form approval={approval} /> : why_not && <p>{reasons[why_not]}</p>}
      {may_cancel && <Cancel approval={approval} />}
    </section>
  );
}

type Word = "deny" | "once" | "session" | "always";

function Form({ approval }: { approval: Approval }) {
  const [note, setNote] = useState("");
  const [also, setAlso] = useState(false);
  const [missed, setMissed] = useState(0);
  const others = useSame(approval);
  const decide = useDecideEach();
  const settled = useSettled();
  const about = useRef<HTMLDivElement>(null);

  const release = async (word: Word) => {
    const body = {
      ...(word === "deny" ? { decision: "deny" as const } : { decision: "approve" as const, span: word }),
      ...(note.trim() && { note: note.trim() }),
    };
    await decide.mutateAsync({ id: approval.id, ...body });
    const rest = also ? others.filter(({ may_decide }) => may_decide) : [];
    const done = await Promise.allSettled(rest.map(({ id }) => decide.mutateAsync({ id, ...body })));
    setMissed(done.filter(({ status }) => status === "rejected").length);
    announce(word === "deny" ? words.denied : words.approved);
    document.querySelector("h1")?.focus();
  };
  const { held, hold, cancel, now } = useHeld<Word>((word) => void release(word).catch(() => {}));
  const begin = (word: Word) => () => {
    if (!settled || decide.isPending || held) return;
    hold(word);
    announce(words.held(words.holding[word]));
  };
  const undo = () => {
    cancel();
    announce(words.undone);
    about.current?.focus();
  };
  useOwnKeys({ a: begin("once"), d: begin("deny") });
  return (
    <div className={css.form} ref={about} tabIndex={-1}>
      <Textarea
        label={words.note}
        description={words.optionalAgentReadsIt}
        maxLength={500}
        rows={2}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      {others.length > 0 && (
        <Checkbox
          label={words.alsoSame(others.length)}
          checked={also}
          onChange={(event) => setAlso(event.currentTarget.checked)}
        />
      )}
      {decide.error && <ErrorPanel title={words.decisionDidNotCount} error={decide.error} />}
      {missed > 0 && <Notice tone="attention">{words.alsoFailed(missed)}</Notice>}
      {held ? (
        <Holding word={held.what} left={held.left} onUndo={undo} onNow={now} />
      ) : (
        <Choices
          approval={approval}
          off={!settled || decide.isPending}
          busy={decide.isPending}
          begin={begin}
        />
      )}
    </div>
  );
}

/** Other waiting requests for the same. */
function useSame({ id, fingerprint }: Approval): readonly Approval[] {
  const { data } = useQuery(waitingQuery(useWorkspace().id, false));
  return data?.approvals.filter((one) => one.fingerprint === fingerprint && one.id !== id) ?? [];
}

type ChoicesProps = {
  approval: Approval;
  off: boolean;
  busy: boolean;
  begin: (word: Word) => () => void;
};

function Choices({ approval, off, busy, begin }: ChoicesProps) {
  return (
    <>
      <div className={css.buttons}>
        <Button onClick={begin("once")} loading={busy} disabled={off}>
          {words.spans.once}
        </Button>
        <Button color="danger" onClick={begin("deny")} disabled={off}>
          {words.deny}
        </Button>
      </div>
      {approval.may_stand && (
        <details>
          <summary>{words.more}</summary>
          <p className={css.dim}>{words.moreHint}</p>
          <div className={css.buttons}>
            {(["session", "always"] as const).map((span) => (
              <Button key={span} variant="default" onClick={begin(span)} disabled={off}>
                {words.spans[span]}
              </Button>
            ))}
          </div>
        </details>
      )}
    </>
  );
}

type HoldingProps = { word: Word; left: number; onUndo: () => void; onNow: () => void };

/** Five seconds in which nothing has been sent yet. */
function Holding({ word, left, onUndo, onNow }: HoldingProps) {
  const undo = useFocus<HTMLButtonElement>();
  return (
    <Notice tone="pending">
      <p>
        {words.holdingFor(words.holding[word], left)} {words.leaving}
      </p>
      <div className={css.buttons}>
        <Button ref={undo} variant="default" onClick={onUndo}>
          {words.undo}
        </Button>
        <Button variant="default" onClick={onNow}>
          {words.now}
        </Button>
      </div>
    </Notice>
  );
}

/** Single keys that count only while the focus is inside the request: nobody decides by a stray key. */
function useOwnKeys({ a, d }: { a: () => void; d: () => void }): void {
  const within = (run: () => void) => () => {
    if (document.activeElement?.closest("[data-request]")) run();
  };
  useShortcuts([
    { keys: "a", name: words.approveKey, run: within(a) },
    { keys: "d", name: words.denyKey, run: within(d) },
  ]);
}

function Cancel({ approval }: { approval: Approval }) {
  const cancel = useCancelApproval(approval.id);
  const go = () =>
    cancel.mutate(undefined, {
      onSuccess: () => {
        announce(words.cancelled);
        document.querySelector("h1")?.focus();
      },
    });
  return (
    <div className={css.form}>
      <p className={css.dim}>{words.itWasAskedForInYour}</p>
      {cancel.error && <ErrorPanel title={words.failedToCancel} error={cancel.error} />}
      <div className={css.buttons}>
        <Button variant="default" onClick={go} loading={cancel.isPending}>
          {words.cancelRequest}
        </Button>
      </div>
    </div>
  );
}
