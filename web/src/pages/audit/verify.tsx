import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useState } from "react";
import { checkQuery, checksQuery, useStartCheck } from "../../api/audit.ts";
import type { AuditCheck } from "../../api/contract.ts";
import { useWorkspace } from "../../shell/session-context.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { Shield } from "../../ui/icons.tsx";
import { announce } from "../../ui/live.tsx";
import { MonoId } from "../../ui/mono-id.tsx";
import { Tag, type Tone } from "../../ui/notice.tsx";
import { Progress } from "../../ui/progress.tsx";
import { Time } from "../../ui/time.tsx";
import { auditWords as words } from "../../words/audit.ts";
import css from "./audit.module.css";

/** A walk along the whole chain, which goes on while nobody watches; the last one stays on show. */
export function Verify() {
  const workspace = useWorkspace().id;
  const [own, setOwn] = useState<string>();
  const past = useQuery(checksQuery(workspace));
  const start = useStartCheck();
  const [newest, ...earlier] = past.data?.checks ?? [];
  const id = own ?? newest?.id;
  const watched = useQuery({ ...checkQuery(workspace, id ?? ""), enabled: id !== undefined });
  const check = watched.data ?? newest;
  const running = start.isPending || check?.state === "running";
  const ended = useEffectEvent((done: AuditCheck) => {
    if (done.id === own) announce(words.verified(lookOf(done).word));
    void past.refetch();
  });
  const state = check?.state;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when it ends
  useEffect(() => {
    if (check && state === "done" && own) ended(check);
  }, [state, own]);
  const begin = () => start.mutate(undefined, { onSuccess: (begun) => setOwn(begun.id) });
  const error = start.error ?? watched.error;
  return (
    <div className={css.verify}>
      <Button variant="default" leftSection={<Shield />} onClick={begin} loading={running}>
        {words.verify}
      </Button>
      {check?.state === "running" && (
        <Progress
          label={words.verifying}
          value={check.checked}
          max={Math.max(1, check.total)}
          text={words.walked(check.checked, check.total)}
        />
      )}
      {check?.state === "done" && <Result check={check} />}
      {error && <ErrorPanel title={words.verifyFailed} error={error} onRetry={begin} />}
      {earlier.length > 0 && (
        <details className={css.history}>
          <summary>{words.history}</summary>
          {earlier.map((one) => (
            <Result key={one.id} check={one} />
          ))}
        </details>
      )}
    </div>
  );
}

/** Zero checked is never green, and neither is what was not finished. */
function lookOf({ result, broken_at }: AuditCheck): { tone: Tone; word: string } {
  if (result === "intact") return { tone: "valid", word: words.results.intact };
  if (result === "broken") return { tone: "invalid", word: words.results.broken(broken_at) };
  if (result === "empty") return { tone: "unknown", word: words.results.empty };
  return { tone: "attention", word: words.results.incomplete };
}

function Result({ check }: { check: AuditCheck }) {
  const { tone, word } = lookOf(check);
  const { checked, first_seq, last_seq, head_hash, reason, started_by, ended_at, started_at, result } = check;
  return (
    <div className={css.result} role={result === "broken" ? "alert" : undefined}>
      <Tag tone={tone}>{word}</Tag>
      {reason && <span>{reason}</span>}
      {result === "incomplete" && <span>{words.incomplete}</span>}
      <span>
        {words.checkedRange(checked, first_seq, last_seq)}, <Time at={ended_at ?? started_at} />{" "}
        {words.by(started_by)}
      </span>
      {head_hash && (
        <span>
          {words.head} <MonoId value={head_hash} what={words.headHash} />
        </span>
      )}
    </div>
  );
}
