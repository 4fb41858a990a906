import { expect, test } from "vitest";
import { countedAs, openPauses } from "./pauses.ts";

function paused() {
  let now = 1_000_000;
  const pauses = openPauses(() => now);
  const holds = (grant: string, path: string) => {
    try {
      pauses.check(grant, path, "Slack");
      return undefined;
    } catch (error) {
      return error as { fault: string; retryAfter: number; message: string };
    }
  };
  const later = (ms: number) => {
    now += ms;
  };
  return { pauses, holds, later };
}

test("a limit holds for its time, its grant and the first segment of its path", () => {
  const { pauses, holds, later } = paused();
  pauses.note("grt_1", "/conversations.history", 30);
  expect(holds("grt_1", "/conversations.history")).toMatchObject({ fault: "rate_limited", retryAfter: 30 });
  expect(holds("grt_1", "/conversations.history/x")).toBeDefined();
  expect(holds("grt_1", "/conversations.replies")).toBeUndefined();
  expect(holds("grt_2", "/conversations.history")).toBeUndefined();
  later(29_001);
  expect(holds("grt_1", "/conversations.history")).toMatchObject({
    retryAfter: 1,
    message: "Slack asked to slow down a moment ago. Nothing was sent. Try again in 1 seconds.",
  });
  later(999);
  expect(holds("grt_1", "/conversations.history")).toBeUndefined();
});

test("a path that is limited apart is counted by itself", () => {
  const { pauses, holds } = paused();
  const apart = ["/search/code"];
  pauses.note("grt_1", countedAs("/search/code", apart), 30);
  expect(holds("grt_1", countedAs("/search/code", apart))).toBeDefined();
  expect(holds("grt_1", countedAs("/search/issues", apart))).toBeUndefined();
  pauses.note("grt_1", countedAs("/search/issues", apart), 30);
  expect(holds("grt_1", countedAs("/search/repositories", apart))).toBeDefined();
  expect(countedAs("/search/code")).toBe("/search/code");
});

test("nobody is locked out for longer than an hour", () => {
  const { pauses, holds, later } = paused();
  pauses.note("grt_1", "/search", 1e12);
  expect(holds("grt_1", "/search/issues")?.retryAfter).toBe(3600);
  later(3_600_000);
  expect(holds("grt_1", "/search/issues")).toBeUndefined();
});
