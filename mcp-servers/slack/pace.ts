import { LRUCache } from "lru-cache";
import { type Api, ToolError } from "../kit/index.ts";

/**
 * Calls a minute that Slack publishes for each method (https://docs.slack.dev/apis/web-api/rate-limits). Methods with
 * limits of their own that it does not tell are not here: they answer with Retry-After, which the gateway keeps to.
 */
const PER_MINUTE: Readonly<Record<string, number>> = {
  "conversations.history": 50,
  "conversations.replies": 50,
  "conversations.info": 50,
  "conversations.list": 20,
  "conversations.members": 100,
  "conversations.open": 50,
  "users.conversations": 50,
  "users.info": 100,
  "users.list": 20,
  "users.lookupByEmail": 50,
  "usergroups.list": 20,
  "search.messages": 20,
  "chat.update": 50,
  "chat.delete": 50,
  "chat.scheduleMessage": 50,
  "reactions.add": 50,
  "files.info": 100,
  "files.getUploadURLExternal": 100,
  "files.completeUploadExternal": 100,
};
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
  const perMinute = PER_MINUTE[method];
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
