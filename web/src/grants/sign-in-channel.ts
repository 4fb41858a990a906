import { z } from "zod";

/** What the window of a sign-in tells the page that opened it: ids and codes, nothing that opens anything. */
const news = z.discriminatedUnion("is", [
  /** Back from the provider; the answer is being traded. */
  z.object({ is: z.literal("returned"), service: z.string() }),
  /** Another account: the window asks what shall become of it. */
  z.object({ is: z.literal("asked"), service: z.string() }),
  z.object({ is: z.literal("connected"), service: z.string(), connector: z.string() }),
  z.object({ is: z.literal("refused"), service: z.string(), code: z.string(), title: z.string() }),
]);
export type News = z.infer<typeof news>;

const CHANNEL = "valetkey-sign-in";
const MARK = "valetkey-sign-in-window";
const RETURN = "valetkey-return";

/** Storage may be blocked; then a sign-in takes the whole page and ends on the list of integrations. */
function stored<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}

export function tell(message: News): void {
  if (!("BroadcastChannel" in window)) return;
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage(message);
  channel.close();
}

export function hear(onNews: (message: News) => void): () => void {
  if (!("BroadcastChannel" in window)) return () => undefined;
  const channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = ({ data }) => {
    const parsed = news.safeParse(data);
    if (parsed.success) onNews(parsed.data);
  };
  return () => channel.close();
}

/** Marks a window that this page has just opened, while it still is of this origin. False: it cannot be told later. */
export const mark = (opened: Window): boolean =>
  stored(() => {
    opened.sessionStorage.setItem(MARK, "1");
    return true;
  }) ?? false;

/** Whether this is the window of a sign-in, also after it has been elsewhere. */
export const isSignInWindow = (): boolean =>
  stored(() => window.sessionStorage.getItem(MARK) === "1") ?? false;

/** Where the person was when a sign-in took the whole page. */
export const keepPlace = (path: string): void =>
  void stored(() => window.sessionStorage.setItem(RETURN, path));
export function takePlace(): string | undefined {
  const path = stored(() => window.sessionStorage.getItem(RETURN)) ?? undefined;
  stored(() => window.sessionStorage.removeItem(RETURN));
  // Of this app, and nothing that a browser would read as another host.
  return path && /^\/(?![/\\])/.test(path) ? path : undefined;
}
