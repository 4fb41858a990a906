import { setTimeout as sleep } from "node:timers/promises";
import { Agent, type Dispatcher } from "undici";
import type { Clock } from "../clock.ts";
import { GatewayError } from "../errors.ts";
import { isLoopbackAddress, isPublicAddress, isTrustedAddress } from "./address.ts";
import { decode } from "./decode.ts";
import { Exchange, type RawAnswer } from "./exchange.ts";
import { connectionWasGone, failureOf, markSent } from "./failure.ts";
import { outgoingHeaders } from "./headers.ts";
import { guardedLookup, type Resolve, resolveBySystem } from "./lookup.ts";
import { isSafe, retryDelay } from "./retry-after.ts";
import { aim, type Target } from "./target.ts";
import type { Egress, EgressRequest, EgressResponse } from "./types.ts";

export interface EgressOptions {
  clock?: Clock;
  /** Tests only; the system's resolver otherwise. */
  resolve?: Resolve;
  /** Bytes of an answer, before and after decoding. Default 10 MB. */
  maxBytes?: number;
  /** Sockets per origin; more calls wait in line. Default 64. */
  connections?: number;
  /** Milliseconds to connect (5,000), to wait for the head (30,000), between two chunks (15,000), in all (60,000). */
  connectMs?: number;
  headersMs?: number;
  bodyMs?: number;
  totalMs?: number;
}

const METHODS = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);
const KEEP_ALIVE_MS = 30_000;

function openPool(options: EgressOptions, accepts: (address: string) => boolean): Agent {
  return new Agent({
    connections: options.connections ?? 64,
    pipelining: 1,
    keepAliveTimeout: KEEP_ALIVE_MS,
    headersTimeout: options.headersMs ?? 30_000,
    bodyTimeout: options.bodyMs ?? 15_000,
    allowH2: false,
    connect: {
      timeout: options.connectMs ?? 5_000,
      lookup: guardedLookup(options.resolve ?? resolveBySystem, accepts),
    },
  });
}

/** The gateway's only way to strangers. One per process. */
export function openEgress(options: EgressOptions = {}): Egress {
  const { clock = Date.now, maxBytes = 10 * 1024 * 1024, totalMs = 60_000 } = options;
  const strangers = openPool(options, isPublicAddress);
  const loopback = openPool(options, isLoopbackAddress);
  const ownNetwork = openPool(options, isTrustedAddress);
  const poolOf = ({ sandbox, trusted }: Target) => (sandbox ? loopback : trusted ? ownNetwork : strangers);

  async function once(request: EgressRequest, target: Target, headers: Record<string, string>, ms: number) {
    request.signal?.throwIfAborted();
    const limit = request.maxBytes ?? maxBytes;
    const exchange = new Exchange({ ...request, maxBytes: limit, deadlineMs: ms });
    try {
      poolOf(target).dispatch(
        {
          origin: target.origin,
          path: target.path,
          method: request.method as Dispatcher.HttpMethod,
          headers,
          body: request.body ?? null,
        },
        exchange,
      );
    } catch (error) {
      exchange.fail(failureOf(error));
    }
    return exchange.answer;
  }

  return {
    async send(request, policy) {
      if (!METHODS.has(request.method))
        throw new GatewayError("egress_refused", { detail: "Unknown HTTP method." });
      const target = aim(request.url, policy);
      const headers = outgoingHeaders(request.headers);
      const total = request.timeoutMs ?? totalMs;
      const startedAt = performance.now();
      const elapsed = () => performance.now() - startedAt;
      for (let sends = 1; ; sends++) {
        let answer: RawAnswer;
        try {
          answer = await once(request, target, headers, Math.max(1, total - elapsed()));
        } catch (error) {
          if (sends === 1 && isSafe(request.method) && connectionWasGone(error)) continue;
          throw error;
        }
        const wait = request.retry && retryDelay(request, answer, sends, elapsed(), clock());
        if (wait === undefined || elapsed() + wait >= total)
          return finished(answer, request.maxBytes ?? maxBytes);
        request.retry?.onWait?.(wait);
        await pause(wait, request.signal);
      }
    },
    async close() {
      await Promise.all([strangers, loopback, ownNetwork].map((pool) => pool.destroy()));
    },
  };
}

async function finished({ status, headers, body }: RawAnswer, maxBytes: number): Promise<EgressResponse> {
  const encoding = headers["content-encoding"];
  if (encoding === undefined) return { status, headers, body };
  const decoded = await decode(body, encoding, maxBytes).catch((error: unknown) => {
    if (error instanceof GatewayError) markSent(error); // the answer came, and cannot be read
    throw error;
  });
  delete headers["content-encoding"];
  delete headers["content-length"];
  return { status, headers, body: decoded };
}

async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  await sleep(ms, undefined, signal ? { signal } : {}).catch((error) => {
    throw signal?.reason ?? error;
  });
}
