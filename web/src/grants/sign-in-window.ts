import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { requestLink, type Start } from "../api/grants.ts";
import { useWorkspace } from "../shell/session-context.ts";
import { leaveFor } from "../ui/leave-for.ts";
import { announce } from "../ui/live.tsx";
import { signInWindow as words } from "../words/sign-in-window.ts";
import { hear, keepPlace, mark, type News } from "./sign-in-channel.ts";

/** What is to be connected, and what people call its provider. */
export type Attempt = { start: Start; title: string };
export type SignIn =
  | { at: "idle" }
  | { at: "starting" | "waiting" | "closed"; attempt: Attempt }
  | { at: "failed"; attempt: Attempt; error: unknown }
  | { at: "refused"; attempt: Attempt; code: string; why: string };

const LOOK_MS = 400;
/** A window that comes back to this origin is another one to the browser: it then looks closed for a moment. */
const GRACE_MS = 1_500;
/** Once it is back the gateway trades the answer, which may take a while; then it tells. */
const TRADE_MS = 30_000;

/** Where a second window helps: beside this one, and not on a phone, where it would hide it. */
const hasRoom = () => window.matchMedia("(min-width: 768px) and (hover: hover)").matches;

function openBeside(): Window | null {
  if (!hasRoom()) return null;
  const left = Math.round(window.screenX + Math.max(0, (window.outerWidth - 560) / 2));
  const opened = window.open(
    "about:blank",
    "",
    `popup,width=560,height=720,left=${left},top=${window.screenY + 80}`,
  );
  if (!opened) return null;
  if (!mark(opened)) {
    opened.close();
    return null;
  }
  // The provider shall not be able to reach back and lead this page elsewhere.
  opened.opener = null;
  return opened;
}

/**
 * Connecting in a window beside the page, or on the whole page where there is no room for one or the browser blocks it.
 * The window tells how it ended; `onConnected` gets the connector's id.
 */
export function useSignInWindow(onConnected: (connector: string) => void) {
  const workspace = useWorkspace().id;
  const client = useQueryClient();
  const [state, setState] = useState<SignIn>({ at: "idle" });
  const beside = useRef<Window | null>(null);
  const after = useRef(onConnected);
  after.current = onConnected;

  const go = async (attempt: Attempt) => {
    beside.current?.close();
    const opened = openBeside();
    beside.current = opened;
    setState({ at: "starting", attempt });
    try {
      const { authorization_url } = await requestLink(workspace, attempt.start);
      if (!opened || opened.closed) {
        keepPlace(window.location.pathname + window.location.search + window.location.hash);
        return leaveFor(authorization_url);
      }
      leaveFor(authorization_url, opened);
      setState({ at: "waiting", attempt });
      announce(words.waiting(attempt.title));
    } catch (error) {
      opened?.close();
      setState({ at: "failed", attempt, error });
    }
  };

  useEffect(() => {
    // Back from the provider may restore this very page, its button still busy.
    const back = (event: PageTransitionEvent) => event.persisted && setState({ at: "idle" });
    window.addEventListener("pageshow", back);
    return () => window.removeEventListener("pageshow", back);
  }, []);
  useWatch(state, beside, setState, (connector) => {
    // What became of it is on the card now, also that it waits for an answer.
    for (const key of ["integrations", "activity", "connectors", "mcps", "missing", "audit"])
      void client.invalidateQueries({ queryKey: [key] });
    if (connector) after.current(connector);
  });

  const reset = () => {
    beside.current?.close();
    setState({ at: "idle" });
  };
  return { state, go, reset, show: () => beside.current?.focus() };
}

/** Hears from the window, and sees when it is gone. */
function useWatch(
  state: SignIn,
  beside: { current: Window | null },
  setState: (next: SignIn) => void,
  onDone: (connector: string | undefined) => void,
): void {
  const latest = useRef(onDone);
  latest.current = onDone;
  // A closed one may still tell: it may only have looked closed.
  const attempt =
    state.at === "waiting" || state.at === "closed" || state.at === "refused" ? state.attempt : undefined;
  const waits = state.at === "waiting";
  useEffect(() => {
    if (!attempt) return;
    let returned = false;
    const onNews = (news: News) => {
      if (news.service !== attempt.start.service) return;
      if (news.is === "returned") returned = true;
      else if (news.is === "refused") setState({ at: "refused", attempt, code: news.code, why: news.title });
      else {
        setState({ at: "idle" });
        latest.current(news.is === "connected" ? news.connector : undefined);
      }
    };
    const stop = hear(onNews);
    let goneAt = 0;
    const timer = window.setInterval(() => {
      if (!waits || !beside.current?.closed) return;
      goneAt ||= Date.now();
      if (Date.now() - goneAt < (returned ? TRADE_MS : GRACE_MS)) return;
      setState({ at: "closed", attempt });
      announce(words.closed);
    }, LOOK_MS);
    return () => {
      stop();
      window.clearInterval(timer);
    };
  }, [attempt, waits, beside, setState]);
}
