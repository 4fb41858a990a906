import type { RevocationRun } from "../../api/contract.ts";
import { Tag, type Tone } from "../../ui/notice.tsx";
import { progress as said } from "../../words/revocations.ts";
import css from "./revocations.module.css";

const words: Record<keyof RevocationRun["upstream"], { tone: Tone; word: string; means: string }> = {
  pending: { tone: "pending", word: "pending", means: said.askedOrToBeAskedAgain },
  revoked: { tone: "valid", word: "revoked", means: said.confirmedByProvider },
  kept: {
    tone: "unknown",
    word: "kept",
    means: said.anotherConnectorIsOnAccount,
  },
  failed: { tone: "invalid", word: "failed", means: said.endItInAccountsOwnSettings },
};
const states = ["pending", "revoked", "kept", "failed"] as const;

/** Two separate truths: what has ended here, and what the providers say. */
export function Progress({ run }: { run: RevocationRun }) {
  const { total, upstream, fenced_at } = run;
  const owed = states.reduce((sum, state) => sum + upstream[state], 0);
  const answered = owed - upstream.pending;
  return (
    <>
      <section className={css.part} aria-label={said.here}>
        {fenced_at ? (
          <p>
            <Tag tone="valid">{said.endedHere}</Tag>{" "}
            {total === 0 ? said.nothingWasConnected : said.grantsEnded(total)}
          </p>
        ) : (
          <p>
            <Tag tone="pending">{said.ending}</Tag> {said.grantsToEnd(total)}
          </p>
        )}
      </section>
      {owed > 0 && (
        <section className={css.part} aria-label={said.atProviders}>
          <label className={css.bar}>
            <span>{said.ofSettledAtProviders(answered, owed)}</span>
            <progress max={owed} value={answered} />
          </label>
          <ul className={css.states}>
            {states
              .filter((state) => upstream[state] > 0)
              .map((state) => (
                <li key={state}>
                  <Tag tone={words[state].tone}>
                    {upstream[state]} {words[state].word}
                  </Tag>{" "}
                  {words[state].means}
                </li>
              ))}
          </ul>
        </section>
      )}
    </>
  );
}
