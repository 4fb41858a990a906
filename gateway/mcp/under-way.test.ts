import { expect, test, vi } from "vitest";
import { CallScope } from "../invoke/index.ts";
import type { ClientSession } from "./session.ts";
import { openUnderWay, type ToldChannel } from "./under-way.ts";

type Handler = Parameters<ToldChannel["on"]>[1];

/** A channel that two replicas share. */
function sharedChannel() {
  const handlers: [string, Handler][] = [];
  const publish = vi.fn(async (topic: string, change: { workspace: string; id: string }) => {
    for (const [on, handler] of handlers) if (on === topic) handler(change);
  });
  const channel: ToldChannel = {
    on(topic, handler) {
      handlers.push([topic, handler]);
      return () => {};
    },
    onGap: () => () => {},
    publish,
  };
  return { channel, publish };
}

const session = (id: string): ClientSession => ({ id, version: "2025-11-25", capabilities: {} });
function call() {
  const controller = new AbortController();
  const scope = new CallScope({
    requestId: "req_1",
    signal: controller.signal,
    kill: () => {},
    cancel: () => controller.abort(),
  });
  return { scope, signal: controller.signal };
}

test("a call is cancelled by its own session and its own id alone", async () => {
  const { channel } = sharedChannel();
  const underWay = openUnderWay(channel);
  const [mine, text, theirs] = [call(), call(), call()];
  underWay.add(session("a"), 7, mine.scope);
  underWay.add(session("a"), "7", text.scope);
  underWay.add(session("b"), 7, theirs.scope);
  for (const wrong of [8, null, undefined, {}, ["7"], "x".repeat(300)])
    await underWay.cancel("wsp_1", session("a"), wrong);
  expect(mine.signal.aborted).toBe(false);
  await underWay.cancel("wsp_1", session("a"), 7);
  expect([mine, text, theirs].map(({ signal }) => signal.aborted)).toEqual([true, false, false]);
});

test("a call on another replica is cancelled too, and one that is over is nobody's", async () => {
  const { channel, publish } = sharedChannel();
  const [here, there] = [openUnderWay(channel), openUnderWay(channel)];
  const { scope, signal } = call();
  const done = there.add(session("a"), 1, scope);
  await here.cancel("wsp_1", session("a"), 1);
  expect(signal.aborted).toBe(true);
  expect(publish).toHaveBeenCalledTimes(1);
  done();
  const next = call();
  done(); // twice does no harm
  there.add(session("a"), 1, next.scope)();
  await here.cancel("wsp_1", session("a"), 1);
  expect(next.signal.aborted).toBe(false);
});

test("a session that ends takes its calls along, on every replica", async () => {
  const { channel } = sharedChannel();
  const [here, there] = [openUnderWay(channel), openUnderWay(channel)];
  const [mine, theirs] = [call(), call()];
  there.add(session("a"), 1, mine.scope);
  there.add(session("ab"), 1, theirs.scope);
  await here.end("wsp_1", session("a"));
  expect([mine.signal.aborted, theirs.signal.aborted]).toEqual([true, false]);
  expect([here, there].map((one) => one.hasEnded(session("a")))).toEqual([true, true]);
  expect(there.hasEnded(session("ab"))).toBe(false);
});
