import { randomInt } from "node:crypto";
import type { Request, Response } from "express";
import type { Identity, SignedIn } from "../identity/index.ts";
import type { Live } from "../live/index.ts";

/** Bytes that may wait for a client that does not read. */
const MOST_WAITING = 64 * 1024;

export interface LiveStreamOptions {
  live: Live;
  identity: Pick<Identity, "sessions">;
}

/**
 * Server-sent events (HTML Standard, section 9.2) for somebody who is signed in, until the session ends, their role
 * changes or they go. Throws `too_many_streams` before anything is sent.
 */
export function serveLive(
  { live, identity }: LiveStreamOptions,
  { principal, role }: SignedIn,
  req: Request,
  res: Response,
): void {
  const write = (text: string): void => {
    if (res.writableEnded || res.destroyed) return;
    res.write(text);
    if (res.writableLength > MOST_WAITING) res.destroy();
  };
  let isOpen = false;
  /** Clients that lose a gateway together do not all come back together. */
  const head = () => {
    isOpen = true;
    res.status(200);
    res.setHeader("content-type", "text/event-stream; charset=utf-8");
    res.setHeader("cache-control", "no-store, no-transform");
    res.setHeader("x-accel-buffering", "no"); // proxies that gather answers would gather these for ever
    res.flushHeaders();
    write(`retry: ${randomInt(2_000, 5_000)}\n\n`);
  };
  const drop = live.open({
    workspaceId: principal.workspaceId,
    userId: principal.userId,
    sessionId: principal.credentialId ?? "",
    permissions: principal.permissions,
    send(event, data) {
      if (!isOpen) head();
      write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    },
    beat: () => write(": still here\n\n"),
    end: () => void res.end(),
    async judge() {
      const now = await identity.sessions.roleOf(principal);
      if (now === undefined) return "signed_out";
      return now === role ? undefined : "role_changed";
    },
  });
  req.socket.setNoDelay(true);
  res.once("close", drop);
}
