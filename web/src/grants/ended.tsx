import type { Connector, Revoked } from "../api/contract.ts";
import { Tag } from "../ui/notice.tsx";
import { Time } from "../ui/time.tsx";
import { Upstream } from "../ui/upstream.tsx";
import { ended as words } from "../words/grants.ts";
import css from "./grants.module.css";

/** Two separate truths after an end: gone here, and what the provider says. `result` is there right after it. */
export function Ended({ connector, result }: { connector: Connector; result?: Revoked | undefined }) {
  const at = connector.grant?.ended_at;
  // Right after the end the list may still show the grant as it was.
  const upstream = at || !result ? connector.grant?.upstream : result.upstream;
  return (
    <ul className={css.ended}>
      <li>
        <Tag tone="valid">{words.removedHere}</Tag> {at && <Time at={at} />}
        {result && words.noResultCouldGetOutAfter(Math.ceil(result.fenced_in_ms), result.aborted_calls)}
      </li>
      {upstream && (
        <li>
          <Upstream upstream={upstream} />
        </li>
      )}
    </ul>
  );
}
