import { LRUCache } from "lru-cache";
import { type Api, ToolError } from "../kit/index.ts";

/** A message a second in each channel, on its way a little more apart. Slack lets bursts through, but promises nothing. */
const POSTS = { rate: 0.9, burst: 1 };
/** A call that has to wait longer is refused and says for how long. */
const LONGEST_WAIT_MS = 5_000;

export interface Bucket {
  tokens: number;
  /** Milliseconds since the epoch. */
  at: number;
}

/** Takes one token, on credit where there is none. Answers milliseconds until it may be used; more than `most`: not taken. */
export function take(
  bucket: Bucket,
  { rate, burst }: { rate: number; burst: number },
  now: number,
  most: number,
): number {
  const filled = Math.min(burst, bucket.tokens + (Math.max(0, now - bucket.at) / 1000) * rate);
  const wait = filled >= 1 ? 0 : Math.ceil(((1 - filled) / rate) * 1000);
  bucket.at = now;
  bucket.tokens = wait > most ? filled : filled - 1;
  return wait;
}

const buckets = new LRUCache<string, Bucket>({ max: 20_000 });

/**
 * Waits for this connector's turn at a method; throws `rate_limited` where that is too far off. In this process only.
 * Answers how to give the turn back: a call that Slack refused at once has used nothing up that is worth waiting for.
 */
export async function turnAt(api: Api, method: string, channel: string | undefined): Promise<() => void> {
  const posts = method === "chat.postMessage";
  const perMinute = Object.hasOwn(api.perMinute, method) ? api.perMinute[method] : undefined;
  if (!posts && perMinute === undefined) return () => {};
  const limit = posts ? POSTS : { rate: (perMinute ?? 1) / 60, burst: perMinute ?? 1 };
  const key = `${api.connectorId}/${method}/${posts ? channel : ""}`;
  const now = Date.now();
  const bucket = buckets.get(key) ?? { tokens: limit.burst, at: now };
  buckets.set(key, bucket);
  const wait = take(bucket, limit, now, LONGEST_WAIT_MS);
  if (wait <= LONGEST_WAIT_MS) {
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    return () => {
      bucket.tokens = Math.min(limit.burst, bucket.tokens + 1);
    };
  }
  const retryAfter = Math.ceil(wait / 1000);
  const allowed = posts ? "one message a second in a channel" : `${perMinute} calls a minute`;
  throw new ToolError(
    "rate_limited",
    `Slack allows ${allowed} of ${method}, and this connector has used them. Nothing was sent. Try again in ${retryAfter} seconds.`,
    { retryAfter, reason: "ratelimited" },
  );
}
