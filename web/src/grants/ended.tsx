import type { Connector, Revoked } from "../api/contract.ts";
import { counted } from "../scopes/pick.ts";
import { Tag } from "../ui/notice.tsx";
import { Time } from "../ui/time.tsx";
import { Upstream } from "../ui/upstream.tsx";
import css from "./grants.module.css";

/** Two separate truths after an end: gone here, and what the provider says. `result` is there right after it. */
export function Ended({ connector, result }: { connector: Connector; result?: Revoked | undefined }) {
  const at = connector.grant?.ended_at;
  // Right after the end the list may still show the grant as it was.
  const upstream = at || !result ? connector.grant?.upstream : result.upstream;
  return (
    <ul className={css.ended}>
      <li>
        <Tag tone="valid">Removed here</Tag> {at && <Time at={at} />}
        {result &&
          ` · no result could get out after ${Math.ceil(result.fenced_in_ms)} ms · ${counted(result.aborted_calls, "call")} cut off`}
      </li>
      {upstream && (
        <li>
          <Upstream upstream={upstream} />
        </li>
      )}
    </ul>
  );
}
