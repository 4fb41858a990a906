import type { LiveEnded, Room } from "../api/contract.ts";
import { openStream, type Source } from "./stream.ts";

export type News =
  | { kind: "status"; status: "live" | "reconnecting" }
  | { kind: "hello"; rooms: readonly Room[] }
  | { kind: "changed"; rooms: readonly Room[] }
  | { kind: "ended"; reason: LiveEnded["reason"] }
  | { kind: "refused" };
type Message = News | { kind: "who" };

type Options = {
  /** Of one person in one workspace: tabs of others share nothing with it. */
  name: string;
  open: () => Source;
  onNews: (news: News) => void;
};

/** Longer than a hidden tab's slowest timer, a minute. */
const SILENCE_MS = 90_000;
const SIGN_OF_LIFE_MS = 25_000;

export interface Line {
  retry(): void;
  close(): void;
}

/**
 * One stream for all tabs of a browser, because a browser opens no more than six connections to a host over HTTP/1.1 and
 * the gateway no more than six streams for a session. Whoever holds the lock listens and tells the others; when its tab
 * goes, the next one in the queue takes over. Locks exist in secure contexts alone (https and localhost); elsewhere each
 * tab listens for itself.
 */
export function openLine({ name, open, onNews }: Options): Line {
  // The types know no context without them.
  const locks = navigator.locks as LockManager | undefined;
  if (locks === undefined || typeof BroadcastChannel === "undefined") return alone({ open, onNews });
  const channel = new BroadcastChannel(name);
  const gone = new AbortController();
  let stream: ReturnType<typeof openStream> | undefined;
  let status: "live" | "reconnecting" = "reconnecting";
  let heard = Date.now();
  const publish = (news: News) => {
    if (news.kind === "status") status = news.status;
    onNews(news);
    channel.postMessage(news);
  };
  const lead = async () => {
    stream = openStream({ open, ...listeners(publish) });
    const sign = setInterval(() => channel.postMessage({ kind: "status", status }), SIGN_OF_LIFE_MS);
    await new Promise<void>((resolve) => gone.signal.addEventListener("abort", () => resolve()));
    clearInterval(sign);
    stream.close();
  };
  const queue = (steal: boolean): void => {
    const wanted = steal ? { steal } : { signal: gone.signal };
    locks.request(name, wanted, lead).catch(() => {
      // Another tab took the lock because this one was asleep: back into the queue.
      stream?.close();
      stream = undefined;
      if (!gone.signal.aborted) queue(false);
    });
  };
  channel.onmessage = ({ data }: MessageEvent<Message>) => {
    heard = Date.now();
    if (data.kind === "who") {
      if (stream) channel.postMessage({ kind: "status", status });
    } else if (!stream) onNews(data);
  };
  const watch = setInterval(() => {
    if (stream || document.visibilityState === "hidden" || Date.now() - heard < SILENCE_MS) return;
    heard = Date.now();
    queue(true);
  }, SIGN_OF_LIFE_MS);
  channel.postMessage({ kind: "who" });
  queue(false);
  return {
    retry: () => stream?.retry(),
    close() {
      clearInterval(watch);
      gone.abort();
      channel.close();
    },
  };
}

function alone({ open, onNews }: Pick<Options, "open" | "onNews">): Line {
  return openStream({ open, ...listeners(onNews) });
}

const listeners = (tell: (news: News) => void) => ({
  onStatus: (status: "live" | "reconnecting") => tell({ kind: "status", status }),
  onHello: (rooms: readonly Room[]) => tell({ kind: "hello", rooms }),
  onChanged: (rooms: readonly Room[]) => tell({ kind: "changed", rooms }),
  onEnded: (reason: LiveEnded["reason"]) => tell({ kind: "ended", reason }),
  onRefused: () => tell({ kind: "refused" }),
});
