import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { fakeApi } from "../kit/fixture.ts";
import { ToolError } from "../kit/index.ts";
import { slack } from "../providers/slack.ts";
import { call, change } from "./call.ts";
import { take } from "./pace.ts";

const paced = (options: Parameters<typeof fakeApi>[0]) =>
  fakeApi({ perMinute: slack.perMinute ?? {}, ...options });

it("lets a burst through, then one at a time, and refuses what is too far off", () => {
  const bucket = { tokens: 3, at: 0 };
  const limit = { rate: 1, burst: 3 };
  const at = (now: number) => take(bucket, limit, now, 2_000);
  expect([at(0), at(0), at(0)]).toEqual([0, 0, 0]);
  expect([at(0), at(0)]).toEqual([1_000, 2_000]);
  // Not taken: the next one has no longer to wait for it.
  expect([at(0), at(0)]).toEqual([3_000, 3_000]);
  expect(at(1_000)).toBe(2_000);
  expect(at(60_000)).toBe(0);
});

it("never holds more than its burst, and does not mind a clock that goes back", () => {
  const bucket = { tokens: 2, at: 1_000_000 };
  const at = (now: number) => take(bucket, { rate: 1, burst: 2 }, now, 0);
  expect(at(0)).toBe(0);
  expect([at(9_000_000), at(9_000_000), at(9_000_000)]).toEqual([0, 0, 1_000]);
});

describe("a connector", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("keeps to Slack's tier of a method, apart from other methods and connectors", async () => {
    const { api, calls } = paced({ answer: () => ({ ok: true }) });
    for (let n = 0; n < 20; n++) await call(api, "users.list");
    const waiting = call(api, "users.list");
    await expect(call(api, "users.list")).rejects.toMatchObject({
      fault: "rate_limited",
      retryAfter: 6,
      message: expect.stringContaining("20 calls a minute of users.list"),
    });
    await call(api, "users.info");
    await call(paced({ answer: () => ({ ok: true }) }).api, "users.list");
    expect(calls).toHaveLength(21);
    await vi.advanceTimersByTimeAsync(3_000);
    await waiting;
    expect(calls).toHaveLength(22);
  });

  it("gets its turn back where Slack refused at once, but not where it was too fast", async () => {
    let fault: "bad_argument" | "rate_limited" = "bad_argument";
    const { api, calls } = paced({
      answer: () => {
        throw new ToolError(fault, "no");
      },
    });
    const post = () => change(api, "chat.postMessage", { channel: "C1" }).catch(() => undefined);
    for (let n = 0; n < 10; n++) await post();
    expect(calls).toHaveLength(10);
    fault = "rate_limited";
    await post();
    void post();
    await vi.advanceTimersByTimeAsync(0);
    expect(calls).toHaveLength(11);
  });

  it("posts a message a second in each channel", async () => {
    const { api, calls } = paced({ answer: () => ({ ok: true }) });
    const post = (channel: string) => change(api, "chat.postMessage", { channel });
    const sent = Promise.all(["C1", "C1", "C1", "C2"].map(post));
    await vi.advanceTimersByTimeAsync(0);
    expect(calls).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(1_200);
    expect(calls).toHaveLength(3);
    await vi.advanceTimersByTimeAsync(1_200);
    await sent;
  });
});
