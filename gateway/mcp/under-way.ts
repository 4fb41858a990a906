import { LRUCache } from "lru-cache";
import type { CallScope } from "../invoke/index.ts";
import type { ClientSession } from "./session.ts";

/** As much of the database's notification channel as this needs. */
export interface ToldChannel {
  on(topic: string, handler: (change: { workspace: string; id: string }) => void): () => void;
  onGap(handler: () => void): () => void;
  publish(topic: string, change: { workspace: string; id: string }): Promise<void>;
}

/**
 * Calls of the older protocol that are under way, so that a notification in another request can end one; and sessions
 * that their clients have ended. A notification that reaches another replica is passed on: ids are of this session
 * alone, so nobody ends a stranger's call.
 */
export interface UnderWay {
  /** Until the answer has left. */
  add(session: ClientSession, requestId: string | number, scope: CallScope): () => void;
  /** `notifications/cancelled`. What is not under way any more is none of it. */
  cancel(workspace: string, session: ClientSession, requestId: unknown): Promise<void>;
  /** Ends the session and all its calls, here and on every replica. */
  end(workspace: string, session: ClientSession): Promise<void>;
  hasEnded(session: ClientSession): boolean;
  close(): void;
}

const MOST_ENDED = 10_000;
const CANCELLED = "mcp_cancelled";
const ENDED = "mcp_session_ended";

const isId = (id: unknown): id is string | number =>
  typeof id === "number" || (typeof id === "string" && id.length <= 200);

/** `7` and `"7"` are two requests. */
const keyOf = ({ id }: ClientSession, requestId: string | number): string =>
  `${id} ${JSON.stringify(requestId)}`;

export function openUnderWay(channel: ToldChannel): UnderWay {
  const calls = new Map<string, Set<CallScope>>();
  const ended = new LRUCache<string, true>({ max: MOST_ENDED });

  const cancelHere = (key: string): boolean => {
    const found = calls.get(key);
    for (const scope of found ?? []) scope.cancel();
    return found !== undefined;
  };
  const endHere = (session: string) => {
    ended.set(session, true);
    for (const [key, scopes] of calls) {
      if (key.startsWith(`${session} `)) for (const scope of scopes) scope.cancel();
    }
  };
  const stops = [
    channel.on(CANCELLED, ({ id }) => void cancelHere(id)),
    channel.on(ENDED, ({ id }) => endHere(id)),
  ];

  return {
    add(session, requestId, scope) {
      const key = keyOf(session, requestId);
      const scopes = calls.get(key) ?? new Set();
      calls.set(key, scopes.add(scope));
      return () => {
        scopes.delete(scope);
        if (scopes.size === 0 && calls.get(key) === scopes) calls.delete(key);
      };
    },
    async cancel(workspace, session, requestId) {
      if (!isId(requestId)) return;
      const key = keyOf(session, requestId);
      if (!cancelHere(key)) await channel.publish(CANCELLED, { workspace, id: key });
    },
    async end(workspace, session) {
      endHere(session.id);
      await channel.publish(ENDED, { workspace, id: session.id });
    },
    hasEnded: ({ id }) => ended.has(id),
    close() {
      for (const stop of stops) stop();
    },
  };
}
