import { Button } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import type { PolicyChange } from "../../../../gateway/api/contract/policy-changes.ts";
import type { PolicyPreview } from "../../api/contract.ts";
import { policyPreviewQuery, useReplay } from "../../api/policies.ts";
import { useWorkspace } from "../../shell/session-context.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { Notice, Tag } from "../../ui/notice.tsx";
import { policies as words } from "../../words/policies.ts";
import css from "./policies.module.css";
import { Replayed } from "./replayed.tsx";

/** Whoever types goes on typing. */
const SETTLE_MS = 500;

/** What a change would come to, before it is made: who gains and loses, tests, and what the last days would have been. */
export function Preview({ change }: { change: PolicyChange }) {
  const [settled] = useDebouncedValue(JSON.stringify(change), SETTLE_MS);
  const wanted = JSON.parse(settled) as PolicyChange;
  const { data, error, refetch, isFetching } = useQuery(policyPreviewQuery(useWorkspace().id, wanted));
  const replay = useReplay();
  return (
    <section className={css.preview} aria-label={words.preview} aria-busy={isFetching}>
      <h3>{words.preview}</h3>
      {error && (
        <ErrorPanel
          title={words.previewFailed}
          error={error}
          onRetry={() => void refetch()}
          busy={isFetching}
        />
      )}
      {!data && !error && <p className={css.dim}>{words.previewBusy}</p>}
      {data && <Found preview={data} />}
      <div className={css.replay}>
        <Button variant="default" size="sm" loading={replay.isPending} onClick={() => replay.mutate(change)}>
          {words.replay}
        </Button>
        <span className={css.dim}>{words.replayHint}</span>
      </div>
      {replay.error && <ErrorPanel title={words.replayFailed} error={replay.error} />}
      <div role="status">{replay.data && <Replayed replay={replay.data} />}</div>
    </section>
  );
}

function Found({ preview: { changes, more, gains, loses, tests, warnings } }: { preview: PolicyPreview }) {
  const failing = tests.filter(({ passed }) => !passed);
  return (
    <>
      {failing.length > 0 && (
        <div role="alert">
          <Notice tone="invalid">
            {words.failing(failing.map(({ name }) => name))}
            <ul className={css.plain}>
              {failing.map(({ id, name, expected, decision }) => (
                <li key={id}>
                  {name}: {words.testResult(expected, decision)}
                </li>
              ))}
            </ul>
          </Notice>
        </div>
      )}
      {warnings.map(({ code, message }) => (
        <Notice key={code} tone="attention">
          {message}
        </Notice>
      ))}
      {changes.length === 0 ? (
        <p className={css.dim}>{words.noChange}</p>
      ) : (
        <>
          <p>
            {words.loses(loses)}. {words.gains(gains)}.
          </p>
          <ul className={css.changes} aria-label={words.changed}>
            {changes.map(({ caller, kind, from, to, connector, tools }) => (
              <li key={JSON.stringify([caller, kind, from, to, connector])}>
                <Tag tone={kind === "loses" ? "attention" : kind === "gains" ? "valid" : "unknown"}>
                  {words.kinds[kind]}
                </Tag>{" "}
                <strong>{words.caller(caller.name)}</strong>
                <details>
                  <summary>{words.change(tools.length, from, to, connector)}</summary>
                  <p className={css.dim}>{tools.map(({ title }) => title).join(", ")}</p>
                </details>
              </li>
            ))}
          </ul>
          {more > 0 && <p className={css.dim}>{words.more(more)}</p>}
        </>
      )}
    </>
  );
}
