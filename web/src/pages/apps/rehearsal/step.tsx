import type { RehearsalStep } from "../../../api/contract.ts";
import { Pause } from "../../../ui/icons.tsx";
import { Tag, type Tone } from "../../../ui/notice.tsx";
import { Time } from "../../../ui/time.tsx";
import { rehearsalWords as words } from "../../../words/apps.ts";
import css from "./rehearsal.module.css";

const tones: Record<RehearsalStep["state"], Tone> = {
  waiting: "pending",
  passed: "valid",
  attention: "attention",
  failed: "invalid",
  skipped: "unknown",
};

/** One step: whether it went well, what came back, and what to do where it did not. */
export function Step({ step }: { step: RehearsalStep }) {
  const { state, at, message, fix, reply } = step;
  return (
    <li className={css.step}>
      <div className={css.head}>
        <h2>{words.stepNames[step.step]}</h2>
        <Tag tone={tones[state]} {...(state === "skipped" && { icon: Pause })}>
          {words.stepStates[state]}
        </Tag>
        {at && <Time at={at} />}
      </div>
      {message && <p>{message}</p>}
      {fix && (
        <p>
          <strong>{words.fix}:</strong> {fix}
        </p>
      )}
      {reply.length > 0 && (
        <details className={css.reply} open={state === "failed"}>
          <summary>{words.reply}</summary>
          <dl>
            {reply.map(({ name, value }) => (
              <div key={name}>
                <dt>{name.replaceAll("_", " ")}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        </details>
      )}
    </li>
  );
}
