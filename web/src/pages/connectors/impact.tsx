import { Button } from "@mantine/core";
import { addressOf } from "../../../../gateway/api/client.ts";
import { exportImpact } from "../../../../gateway/api/contract/connectors.ts";
import type { RevokePreview } from "../../api/contract.ts";
import { useWorkspace } from "../../shell/session-context.ts";
import { DownloadProgress, useDownload } from "../../ui/use-download.tsx";
import { revokeWords as words } from "../../words/revoke.ts";
import css from "./connectors.module.css";

/** The consequences of a revocation by the gateway. */
export function Impact({ preview }: { preview: RevokePreview }) {
  const { connector, agents, people, tools, tokens, shares_account_with: siblings } = preview;
  const title = connector.provider_title;
  const loses = words.loses(agents.length, people, tools.length, connector.account);
  return (
    <>
      <p>
        {loses.before}
        <strong>{loses.account}</strong>
        {loses.after}
      </p>
      <ul className={css.list}>
        {agents.length > 0 && <li>{words.agents(agents.map((agent) => agent.name))}</li>}
        <li>{words.tokens(tokens)}</li>
        <li>{words.calls(preview.calls_7_days)}</li>
        <li>{words.pending(preview.pending_approvals)}</li>
        <li>{words.callsUnderWayAreCutOff}</li>
        {siblings.length === 0 && <li>{words.isToldToRevokeAccessToo(title)}</li>}
        {siblings.length > 0 && !preview.ends_together && (
          <li>
            {words.isToldToRevokeThisAccess(
              title,
              siblings.map((each) => each.slug).join(", "),
              siblings.length,
            )}
          </li>
        )}
      </ul>
      <DryRun preview={preview} />
    </>
  );
}

/** Yesterday, had it been revoked then. */
function DryRun({ preview: { calls_24_hours: day, connector } }: { preview: RevokePreview }) {
  const workspace = useWorkspace().id;
  const download = useDownload();
  const url = addressOf(exportImpact, { workspace, id: connector.id });
  return (
    <>
      {day.calls === 0 ? (
        <p className={css.dim}>{words.dryRun(0)}</p>
      ) : (
        <details className={css.raw}>
          <summary>{words.dryRun(day.calls)}</summary>
          <ul className={css.list}>
            {day.by.map(({ caller, name, tool, calls }) => (
              <li key={`${caller} ${tool}`}>{words.by(name, tool, calls)}</li>
            ))}
          </ul>
        </details>
      )}
      <div>
        <Button
          variant="default"
          size="sm"
          loading={download.busy}
          onClick={() => void download.start(url, words.listFile(connector.slug))}
        >
          {words.exportList}
        </Button>
      </div>
      <DownloadProgress download={download} />
    </>
  );
}
