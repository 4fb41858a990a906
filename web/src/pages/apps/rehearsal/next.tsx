import { Button, Radio } from "@mantine/core";
import { useState } from "react";
import type { Rehearsal } from "../../../api/contract.ts";
import { useCheckRehearsal, useGiveUp, useRehearsalSignIn } from "../../../api/rehearsals.ts";
import { ErrorPanel } from "../../../ui/error-panel.tsx";
import { rehearsalWords as words } from "../../../words/apps.ts";
import css from "./rehearsal.module.css";

const stateOf = ({ steps }: Rehearsal, name: string) => steps.find(({ step }) => step === name)?.state;

/** Where it goes on from: a sign-in that waits, or one to be tried again. */
export function Next({ rehearsal }: { rehearsal: Rehearsal }) {
  const { id, provider_title: title, state } = rehearsal;
  const signIn = useRehearsalSignIn(id);
  const check = useCheckRehearsal(id);
  // Signing in cannot succeed while the provider does not know the client.
  const blocked = stateOf(rehearsal, "client") === "failed" || stateOf(rehearsal, "callback") === "failed";
  const waits = stateOf(rehearsal, "authorize") === "waiting";
  const busy = signIn.isPending || signIn.isSuccess;
  const error = signIn.error ?? check.error;
  return (
    <div className={css.next}>
      <div className={css.buttons}>
        <Button
          variant={waits && !blocked ? "filled" : "default"}
          loading={busy}
          disabled={blocked}
          onClick={() => signIn.mutate(undefined)}
        >
          {waits ? words.signIn(title) : words.again(title)}
        </Button>
        <Button
          variant={blocked ? "filled" : "default"}
          loading={check.isPending}
          onClick={() => check.mutate(undefined)}
        >
          {words.checkAgain}
        </Button>
      </div>
      {error && <ErrorPanel title={words.failedAct} error={error} />}
      {waits && !blocked && state === "open" && <Stuck id={id} />}
    </div>
  );
}

const reasons = ["redirect_mismatch", "not_allowed", "other"] as const;

function Stuck({ id }: { id: string }) {
  const [seen, setSeen] = useState<(typeof reasons)[number]>("redirect_mismatch");
  const giveUp = useGiveUp(id);
  return (
    <details className={css.reply}>
      <summary>{words.stuck}</summary>
      <div className={css.stuck}>
        <Radio.Group
          label={words.stuckHint}
          value={seen}
          onChange={(value) => setSeen(reasons.find((each) => each === value) ?? "other")}
        >
          <div className={css.radios}>
            {reasons.map((each) => (
              <Radio key={each} value={each} label={words.seen[each]} />
            ))}
          </div>
        </Radio.Group>
        <Button
          variant="default"
          size="sm"
          loading={giveUp.isPending}
          onClick={() => giveUp.mutate({ seen })}
        >
          {words.report}
        </Button>
        {giveUp.error && <ErrorPanel title={words.failedAct} error={giveUp.error} />}
      </div>
    </details>
  );
}
