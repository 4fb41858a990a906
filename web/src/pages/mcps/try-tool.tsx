import { Button } from "@mantine/core";
import { useTryTool } from "../../api/mcps.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { announce } from "../../ui/live.tsx";
import { Tag } from "../../ui/notice.tsx";
import { OwnWords } from "../../ui/own-words.tsx";
import { bytes, duration } from "../../words/format.ts";
import { mcpWords as words } from "../../words/mcps.ts";
import css from "./mcps.module.css";

/** Calls one reading tool, and says whether it worked. */
export function TryTool({ server, tool, through }: { server: string; tool: string; through: string }) {
  const attempt = useTryTool(server);
  const { data } = attempt;
  const said = data?.ok
    ? words.works(tool, duration(data.duration_ms), bytes(data.answer_bytes ?? 0))
    : undefined;
  const go = () =>
    attempt.mutate(through ? { tool, connector: through } : { tool }, {
      onSuccess: ({ ok, duration_ms, answer_bytes, message }) =>
        announce(
          ok
            ? words.works(tool, duration(duration_ms), bytes(answer_bytes ?? 0))
            : `${words.testFailed(tool)}. ${message ?? ""}`,
        ),
    });
  return (
    <div className={css.try}>
      <Button
        variant="default"
        size="compact-sm"
        aria-label={words.testOf(tool)}
        onClick={go}
        loading={attempt.isPending}
      >
        {words.test}
      </Button>
      {said && (
        <span title={data?.connector ?? ""}>
          <Tag tone="valid">{said}</Tag>
        </span>
      )}
      {data && !data.ok && (
        <p className={css.reason}>
          <Tag tone="invalid">{words.testFailed(tool)}</Tag> <OwnWords text={data.message ?? ""} />{" "}
          <code>{data.code}</code>
        </p>
      )}
      {attempt.error && <ErrorPanel title={words.testFailed(tool)} error={attempt.error} />}
    </div>
  );
}
