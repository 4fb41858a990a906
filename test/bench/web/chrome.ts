import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";

const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
  "--hide-scrollbars",
  "--remote-debugging-pipe",
];

type Fields = Record<string, unknown>;
interface Message {
  id?: number;
  sessionId?: string;
  method?: string;
  params?: Fields;
  result?: Fields;
  error?: { message: string };
}

/** One target of the browser, or the browser itself. */
export interface Session {
  /** A command of the Chrome DevTools Protocol. */
  send<Result = Fields>(method: string, params?: Fields): Promise<Result>;
  on(method: string, listener: (params: Fields) => void): void;
}

export interface Chrome extends Session {
  attach(targetId: string): Promise<Session>;
  close(): Promise<void>;
}

/**
 * Chromium that is asked for nothing but what one names. Playwright turns `Runtime` and `Network` on in every page; to
 * tell them where each error was made, which libraries make some of while they load, V8 parses the whole app again: a
 * quarter of the time until a heading is there, which nobody waits for who has no developer tools open.
 */
export async function openChrome(): Promise<Chrome> {
  const profile = mkdtempSync(join(tmpdir(), "valetkey-chrome-"));
  const child = spawn(
    process.env.CHROMIUM ?? "/usr/bin/chromium",
    [...FLAGS, `--user-data-dir=${profile}`, "about:blank"],
    { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] },
  );
  const session = talkTo(child);
  return {
    ...session(undefined),
    attach: async (targetId) => {
      const { sessionId } = await session(undefined).send<{ sessionId: string }>("Target.attachToTarget", {
        targetId,
        flatten: true,
      });
      return session(sessionId);
    },
    close: async () => {
      const ended = once(child, "exit");
      child.kill();
      await ended;
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Messages on the pipe end with a zero byte. */
function talkTo(child: ChildProcess): (sessionId: string | undefined) => Session {
  const [, , , requests, answers] = child.stdio as unknown as [null, null, null, Writable, Readable];
  const waiting = new Map<number, PromiseWithResolvers<Fields>>();
  const listeners: { sessionId: string | undefined; method: string; tell: (params: Fields) => void }[] = [];
  let last = 0;
  let rest = "";
  answers.setEncoding("utf8").on("data", (text: string) => {
    const messages = (rest + text).split("\0");
    rest = messages.pop() ?? "";
    for (const message of messages) hear(JSON.parse(message));
  });
  const hear = ({ id, sessionId, method, params = {}, result = {}, error }: Message) => {
    if (id !== undefined) {
      if (error) waiting.get(id)?.reject(new Error(error.message));
      else waiting.get(id)?.resolve(result);
      waiting.delete(id);
      return;
    }
    for (const each of listeners)
      if (each.sessionId === sessionId && each.method === method) each.tell(params);
  };
  child.once("exit", () => {
    for (const { reject } of waiting.values()) reject(new Error("Chromium ended"));
  });
  return (sessionId) => ({
    send<Result>(method: string, params: Fields = {}) {
      const answer = Promise.withResolvers<Fields>();
      waiting.set(++last, answer);
      requests.write(`${JSON.stringify({ id: last, sessionId, method, params })}\0`);
      return answer.promise as Promise<Result>;
    },
    on: (method, tell) => void listeners.push({ sessionId, method, tell }),
  });
}
