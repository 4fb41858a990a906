import type { RevocationRun } from "../../api/contract.ts";
import { counted } from "../../scopes/pick.ts";
import { Tag, type Tone } from "../../ui/notice.tsx";
import css from "./revocations.module.css";

const words: Record<keyof RevocationRun["upstream"], { tone: Tone; word: string; means: string }> = {
  pending: { tone: "pending", word: "pending", means: "asked, or to be asked again" },
  revoked: { tone: "valid", word: "revoked", means: "confirmed by the provider" },
  kept: {
    tone: "unknown",
    word: "kept",
    means: "another connector is on the account, or it cannot be revoked",
  },
  failed: { tone: "invalid", word: "failed", means: "end it in the account's own settings" },
};
const states = ["pending", "revoked", "kept", "failed"] as const;

/** Two separate truths: what has ended here, and what the providers say. */
export function Progress({ run }: { run: RevocationRun }) {
  const { total, upstream, fenced_at } = run;
  const owed = states.reduce((sum, state) => sum + upstream[state], 0);
  const answered = owed - upstream.pending;
  return (
    <>
      <section className={css.part} aria-label="Here">
        {fenced_at ? (
          <p>
            <Tag tone="valid">Ended here</Tag>{" "}
            {total === 0
              ? "Nothing was connected."
              : `${counted(total, "grant")} ended: no result of theirs gets out any more.`}
          </p>
        ) : (
          <p>
            <Tag tone="pending">Ending</Tag> {counted(total, "grant")} to end.
          </p>
        )}
      </section>
      {owed > 0 && (
        <section className={css.part} aria-label="At the providers">
          <label className={css.bar}>
            <span>
              {answered} of {owed} settled at the providers
            </span>
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
