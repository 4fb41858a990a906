import { Button } from "@mantine/core";
import type { SessionInfo } from "../api/contract.ts";
import { Window } from "../ui/icons.tsx";
import { Tag } from "../ui/notice.tsx";
import { Time } from "../ui/time.tsx";
import { sessionList as words } from "../words/session-list.ts";
import css from "./session-list.module.css";

const ways: Record<SessionInfo["method"], string> = {
  link: words.signInLink,
  operator: words.operatorsLink,
  company: words.companysSign,
  cli: words.programThatWasConfirmed,
};

type Props = {
  sessions: readonly SessionInfo[];
  /** Ends one; without it the list is to be read. */
  onEnd?: (session: SessionInfo) => void;
  /** Id of the one that is being ended. */
  busy?: string | undefined;
};

export function SessionList({ sessions, onEnd, busy }: Props) {
  if (sessions.length === 0) return <p className={css.dim}>{words.notSignedInAnywhere}</p>;
  return (
    <ul className={css.sessions} aria-label={words.sessions}>
      {sessions.map((session) => {
        const device = session.device ?? words.unknownBrowser;
        return (
          <li key={session.id}>
            <Window size={20} />
            <div className={css.text}>
              <p>
                <strong>{device}</strong> {session.current && <Tag tone="valid">{words.thisOne}</Tag>}
              </p>
              <p className={css.dim}>
                {words.beganWith(
                  <Time at={session.created_at} />,
                  ways[session.method],
                  <Time at={session.last_seen_at} />,
                  <Time at={session.expires_at} />,
                )}
              </p>
            </div>
            {onEnd && !session.current && (
              <Button
                variant="default"
                size="compact-sm"
                onClick={() => onEnd(session)}
                loading={busy === session.id}
                aria-label={words.endSession(device)}
              >
                {words.end}
              </Button>
            )}
          </li>
        );
      })}
    </ul>
  );
}
