import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { waitingQuery } from "../../api/approvals.ts";
import { page } from "../../paths.ts";
import { useWorkspace } from "../../shell/session-context.ts";
import { TimeLeft } from "../../ui/time-left.tsx";
import { approvals as words } from "../../words/approvals.ts";
import css from "./approvals.module.css";

/** What else waits, beside the one that is looked at where the screen has room; J and K go through the same. */
export function Queue({ current }: { current: string }) {
  const { data } = useQuery(waitingQuery(useWorkspace().id, false));
  const waiting = data?.approvals ?? [];
  if (!waiting.some(({ id }) => id !== current)) return null;
  return (
    <nav className={css.queue} aria-label={words.queue}>
      <h2>{words.queue}</h2>
      <ul>
        {waiting.map(({ id, tool, caller, expires_at }) => (
          <li key={id}>
            <Link to={page.approval(id)} {...(id === current && { "aria-current": "page" })}>
              <strong>{tool.title}</strong>
              <span className={css.same}>{caller.name}</span>
              <span className={css.same}>
                <TimeLeft until={expires_at} />
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
