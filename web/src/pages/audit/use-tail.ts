import { useCallback, useEffect, useEffectEvent, useRef, useState } from "react";
import { type AuditFilters, newerThan } from "../../api/audit.ts";
import { isPaused, onHint, onLive, unlessLive } from "../../live/state.ts";
import { announce } from "../../ui/live.tsx";
import { auditWords as words } from "../../words/audit.ts";
import { announcedAt, type Fresh, isHeld } from "./tail.ts";

const EVERY_MS = 5_000;

type Options = {
  workspace: string;
  filters: AuditFilters;
  /** Of the newest page; undefined: another page is shown, or none yet. */
  cursor: string | undefined;
  /** Something of the page is open over it. */
  busy: boolean;
  /** Reads the newest page again. */
  onFollow: () => void;
};

/**
 * Follows the log's end on its first page: new rows appear by themselves, or are counted while somebody reads, has
 * marked or focused something, or has paused live updates.
 */
export function useTail({ workspace, filters, cursor, busy, onFollow }: Options) {
  const [fresh, setFresh] = useState<Fresh>();
  const [held, setHeld] = useState(false);
  const told = useRef(0);
  const running = useRef(false);
  const look = useEffectEvent(async () => {
    if (cursor === undefined || running.current) return;
    running.current = true;
    // A failure is told by the page itself when it is read again.
    const page = await newerThan(workspace, filters, cursor).catch(() => undefined);
    running.current = false;
    if (!page || page.events.length === 0) return;
    if (!busy && !isPaused() && !isHeld()) return onFollow();
    const now = { count: page.events.length, more: page.has_newer };
    setFresh(now);
    const said = announcedAt(told.current, Date.now());
    if (said === undefined) return;
    told.current = said;
    announce(words.fresh(now.count, now.more));
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: of another page nothing is known yet
  useEffect(() => setFresh(undefined), [cursor]);
  useEffect(() => {
    const stopHints = onHint((rooms) => rooms.has("audit") && void look());
    let timer: number | undefined;
    const plan = () => {
      window.clearInterval(timer);
      const every = unlessLive(EVERY_MS)();
      timer = every === false ? undefined : window.setInterval(() => void look(), every);
    };
    plan();
    const stopLive = onLive(plan);
    return () => {
      stopHints();
      stopLive();
      window.clearInterval(timer);
    };
  }, []);
  useEffect(() => {
    const watch = () => setHeld(isHeld());
    const events = ["scroll", "selectionchange", "focusin", "focusout"] as const;
    for (const event of events) document.addEventListener(event, watch, { passive: true });
    return () => {
      for (const event of events) document.removeEventListener(event, watch);
    };
  }, []);
  const follow = useCallback(() => {
    setFresh(undefined);
    window.scrollTo({ top: 0 });
    onFollow();
  }, [onFollow]);
  return { fresh, held: held || busy, follow };
}
