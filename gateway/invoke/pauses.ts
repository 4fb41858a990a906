import { LRUCache } from "lru-cache";
import { ToolError } from "../../mcp-servers/kit/index.ts";
import type { Clock } from "../clock.ts";

/** The longest that a provider is left alone on its word; GitHub's primary limit is by the hour. */
const LONGEST_MS = 60 * 60_000;

/**
 * Limits that were hit a moment ago, by grant and by the first segment of the path: until its time a call there is
 * refused without asking the provider, who may lock out a client that goes on. By process.
 */
export interface Pauses {
  /** Throws `rate_limited` while the provider is to be left alone. */
  check(grantId: string, path: string, provider: string): void;
  note(grantId: string, path: string, seconds: number): void;
}

/** The path that a call is counted under: one that a provider limits apart stands for itself. */
export const countedAs = (path: string, apart: readonly string[] = []): string =>
  apart.includes(path) ? `/${path.slice(1).replaceAll("/", " ")}` : path;

export function openPauses(clock: Clock): Pauses {
  const until = new LRUCache<string, number>({ max: 10_000 });
  const keyOf = (grantId: string, path: string) => `${grantId}/${path.split("/")[1] ?? ""}`;
  return {
    check(grantId, path, provider) {
      const left = (until.get(keyOf(grantId, path)) ?? 0) - clock();
      if (left <= 0) return;
      const retryAfter = Math.ceil(left / 1000);
      throw new ToolError(
        "rate_limited",
        `${provider} asked to slow down a moment ago. Nothing was sent. Try again in ${retryAfter} seconds.`,
        { retryAfter },
      );
    },
    note: (grantId, path, seconds) =>
      void until.set(keyOf(grantId, path), clock() + Math.min(seconds * 1000, LONGEST_MS)),
  };
}
