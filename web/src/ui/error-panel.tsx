import { Button } from "@mantine/core";
import { asApiError } from "../api/error.ts";
import { errorPanel as words } from "../words/parts.ts";
import { CopyButton } from "./copy.tsx";
import { XOctagon } from "./icons.tsx";
import { Prose } from "./prose.tsx";
import css from "./ui.module.css";

type Props = { title: string; error: unknown; onRetry?: () => void; busy?: boolean };

/** A failure that needs somebody: what failed, what to do, and the ids to quote. */
export function ErrorPanel({ title, error, onRetry, busy }: Props) {
  const { problem } = asApiError(error);
  return (
    <div role="alert" className={css.problem}>
      <XOctagon size={20} />
      <div className={css.problemBody}>
        <strong>{title}</strong>
        <p>
          <Prose text={`${problem.detail ?? problem.title} ${problem.next}`} />
        </p>
        <ProblemIds code={problem.code} requestId={problem.request_id} />
        {onRetry && (
          <Button variant="default" size="sm" onClick={onRetry} loading={busy === true}>
            {words.retry}
          </Button>
        )}
      </div>
    </div>
  );
}

export function ProblemIds({ code, requestId }: { code: string; requestId: string }) {
  return (
    <p className={css.ids}>
      <code>{code}</code>
      {requestId ? (
        <>
          <span>{words.request(<code>{requestId}</code>)}</span>
          <CopyButton value={`${code} ${requestId}`} what={words.codeAndRequestId} />
        </>
      ) : (
        <CopyButton value={code} what="code" />
      )}
    </p>
  );
}
