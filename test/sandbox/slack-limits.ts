import { SPECS } from "./slack-specs.ts";

/**
 * - `off`: none, as tests want it.
 * - `tiers`: what Slack publishes for each method, and a message a second in each channel.
 * - `outside_marketplace`: the same, and one conversations.history or .replies a minute with at most 15 messages, as
 *   for apps that are sold outside the Marketplace.
 * https://docs.slack.dev/apis/web-api/rate-limits
 */
export type SlackLimits = "off" | "tiers" | "outside_marketplace";

const SPARSE = new Set(["conversations.history", "conversations.replies"]);
const MINUTE = 60_000;
export const SPARSE_PAGE = 15;

/** Calls of the last minute, by app and method. */
export class RateLimits {
  mode: SlackLimits = "off";
  readonly #calls = new Map<string, number[]>();

  /** Whether a method gives fewer messages than asked for. */
  isSparse(method: string): boolean {
    return this.mode === "outside_marketplace" && SPARSE.has(method);
  }

  /** 429 with Retry-After in seconds, or undefined: the call counts. */
  meet(method: string, account: string, channel: string, now = Date.now()): Response | undefined {
    if (this.mode === "off") return undefined;
    const posts = method === "chat.postMessage";
    const [most, span] = posts ? [1, 1_000] : [this.isSparse(method) ? 1 : SPECS[method]?.perMinute, MINUTE];
    if (most === undefined) return undefined;
    const key = `${account} ${method} ${posts ? channel : ""}`;
    const recent = (this.#calls.get(key) ?? []).filter((at) => at > now - span);
    this.#calls.set(key, recent);
    if (recent.length < most) {
      recent.push(now);
      return undefined;
    }
    const wait = Math.max(1, Math.ceil(((recent[0] ?? now) + span - now) / 1000));
    return Response.json(
      { ok: false, error: "ratelimited" },
      { status: 429, headers: { "retry-after": String(wait) } },
    );
  }

  clear(): void {
    this.#calls.clear();
  }
}
