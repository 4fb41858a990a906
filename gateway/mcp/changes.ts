import { AsyncLocalStorage } from "node:async_hooks";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { ServerEventBus } from "@modelcontextprotocol/server";
import type { Principal } from "../context.ts";
import { GatewayError } from "../errors.ts";

/** Several changes of one moment are told once. */
const GATHER_MS = 50;
const KEEP_ALIVE_MS = 15_000;
const MAX_STREAMS = 20;

/** As much of the database's notification channel as this needs. */
export interface ChangeSource {
  on(topic: string, handler: (change: { workspace: string }) => void): () => void;
  onGap(handler: () => void): () => void;
}

interface Listening {
  who: Principal;
  tell(): void;
}

export interface NextChange {
  /** True once something changed; false after so many milliseconds without, or when the signal aborts. */
  within(ms: number): Promise<boolean>;
  stop(): void;
}

/**
 * "Your tools may have changed": pushed when a connector of the caller's workspace is granted, revoked, switched off or
 * found dead, on whatever replica. In 2026-07-28 over `subscriptions/listen`, in 2025-11-25 over the GET stream. It says
 * that something changed, never what, and only inside the workspace. Streams end when tokens or members change, so that
 * whoever lost access does not go on listening.
 */
export interface Changes {
  /** For the SDK's handler of one MCP server; its listeners hear of their own workspace alone. */
  readonly bus: ServerEventBus;
  /** Runs a request whose subscription, if it opens one, belongs to this principal. */
  within<T>(who: Principal, res: ServerResponse, work: () => Promise<T>): Promise<T>;
  /** The next change in this principal's workspace, from now on. With too many waiting already there is none. */
  next(who: Principal, signal: AbortSignal): NextChange;
  /** The GET stream of the older protocol. */
  stream(req: IncomingMessage, res: ServerResponse, who: Principal): void;
  close(): void;
}

export function openChanges(channel: ChangeSource): Changes {
  const listening = new Set<Listening>();
  /** Answers that stay open, by workspace. */
  const open = new Map<ServerResponse, Principal>();
  const waiting = new Map<string, NodeJS.Timeout>();
  const current = new AsyncLocalStorage<{ who: Principal; res: ServerResponse }>();

  const tell = (workspace: string) => {
    waiting.delete(workspace);
    for (const one of listening) if (one.who.workspaceId === workspace) one.tell();
  };
  const changed = ({ workspace }: { workspace: string }) => {
    if (listening.size === 0 || waiting.has(workspace)) return;
    waiting.set(workspace, setTimeout(tell, GATHER_MS, workspace).unref());
  };
  const endAll = (workspace?: string) => {
    for (const [res, who] of open) if (!workspace || who.workspaceId === workspace) res.destroy();
  };
  const stops = [
    channel.on("connectors", changed),
    channel.on("policy_rules", changed),
    channel.on("policy_settings", changed),
    channel.on("api_tokens", ({ workspace }) => endAll(workspace)),
    channel.on("members", ({ workspace }) => endAll(workspace)),
    channel.on("agents", ({ workspace }) => endAll(workspace)),
    channel.onGap(() => endAll()), // what was missed is unknown: clients connect again and ask anew
  ];

  const hold = (res: ServerResponse, who: Principal) => {
    const mine = [...open.values()].filter((one) => one.credentialId === who.credentialId);
    if (mine.length >= MAX_STREAMS)
      throw new GatewayError("unavailable", { detail: "Too many open streams." });
    open.set(res, who);
    res.once("close", () => open.delete(res));
  };
  const listen = (one: Listening) => {
    listening.add(one);
    return () => void listening.delete(one);
  };

  return {
    bus: {
      publish: () => {}, // events come from the channel
      subscribe(listener) {
        const found = current.getStore();
        if (!found) return () => {};
        hold(found.res, found.who);
        return listen({ who: found.who, tell: () => listener({ kind: "tools_list_changed" }) });
      },
    },
    next(who, signal) {
      const { promise, resolve } = Promise.withResolvers<boolean>();
      const mine = [...listening].filter((one) => one.who.credentialId === who.credentialId);
      if (mine.length >= MAX_STREAMS) resolve(false);
      const stop = listen({ who, tell: () => resolve(true) });
      const gone = () => resolve(false);
      signal.addEventListener("abort", gone, { once: true });
      return {
        async within(ms) {
          const timer = setTimeout(resolve, ms, false);
          return promise.finally(() => clearTimeout(timer));
        },
        stop() {
          stop();
          signal.removeEventListener("abort", gone);
        },
      };
    },
    within: (who, res, work) => current.run({ who, res }, work),
    stream(_req, res, who) {
      hold(res, who);
      res.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
      res.write(": open\n\n");
      const message = { jsonrpc: "2.0", method: "notifications/tools/list_changed" };
      const stop = listen({
        who,
        tell: () => res.write(`event: message\ndata: ${JSON.stringify(message)}\n\n`),
      });
      const alive = setInterval(() => res.write(": alive\n\n"), KEEP_ALIVE_MS).unref();
      res.once("close", () => {
        stop();
        clearInterval(alive);
      });
    },
    close() {
      for (const stop of stops) stop();
      for (const timer of waiting.values()) clearTimeout(timer);
      endAll();
    },
  };
}
