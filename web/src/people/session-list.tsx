import { Button } from "@mantine/core";
import type { SessionInfo } from "../api/contract.ts";
import { Window } from "../ui/icons.tsx";
import { Tag } from "../ui/notice.tsx";
import { Time } from "../ui/time.tsx";
import css from "./session-list.module.css";

const ways: Record<SessionInfo["method"], string> = {
  link: "a sign-in link",
  operator: "an operator's link",
  company: "the company's sign-in",
  cli: "a program that was confirmed in the browser",
};

type Props = {
  sessions: readonly SessionInfo[];
  /** Ends one; without it the list is to be read. */
  onEnd?: (session: SessionInfo) => void;
  /** Id of the one that is being ended. */
  busy?: string | undefined;
};

export function SessionList({ sessions, onEnd, busy }: Props) {
  if (sessions.length === 0) return <p className={css.dim}>Not signed in anywhere.</p>;
  return (
    <ul className={css.sessions} aria-label="Sessions">
      {sessions.map((session) => {
        const device = session.device ?? "Unknown browser";
        return (
          <li key={session.id}>
            <Window size={20} />
            <div className={css.text}>
              <p>
                <strong>{device}</strong> {session.current && <Tag tone="valid">This one</Tag>}
              </p>
              <p className={css.dim}>
                Began <Time at={session.created_at} /> with {ways[session.method]}; last seen{" "}
                <Time at={session.last_seen_at} />; ends <Time at={session.expires_at} /> at the latest.
              </p>
            </div>
            {onEnd && !session.current && (
              <Button
                variant="default"
                size="compact-sm"
                onClick={() => onEnd(session)}
                loading={busy === session.id}
                aria-label={`End the session of ${device}`}
              >
                End
              </Button>
            )}
          </li>
        );
      })}
    </ul>
  );
}
