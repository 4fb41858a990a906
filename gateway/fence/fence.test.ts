import { setTimeout as sleep } from "node:timers/promises";
import { beforeEach, describe, expect, test } from "vitest";
import { Handlers } from "../db/channel.ts";
import type { Channel } from "../db/index.ts";
import { type Fence, openFence, type Ticket } from "./index.ts";

/** A channel whose lease and losses the test decides on. */
function channelOf() {
  const handlers = new Handlers();
  const state = { fresh: true };
  const channel: Channel = {
    on: (topic, handler) => handlers.on(topic, handler),
    onGap: (handler) => handlers.onGap(handler),
    fresh: () => state.fresh,
    publish: async (topic, change) => handlers.emit(topic, change),
    settled: () => handlers.idle(),
  };
  return { channel, handlers, state };
}

let setup: ReturnType<typeof channelOf>;
let fence: Fence;
let epoch: number | undefined;
let isDatabaseDown: boolean;
let asked: number;
let cut: { count: number };

beforeEach(() => {
  setup = channelOf();
  epoch = 0;
  isDatabaseDown = false;
  asked = 0;
  cut = { count: 0 };
  fence = openFence({
    channel: setup.channel,
    currentEpoch: async () => {
      asked += 1;
      if (isDatabaseDown) throw new Error("the database is away");
      return epoch;
    },
  });
});

const begin = (at = 0, signal = new AbortController().signal): Ticket => {
  const own = cut;
  const ticket: Ticket = fence.begin({
    workspaceId: "wsp_1",
    connectorId: "con_1",
    epoch: at,
    signal,
    timeoutMs: 60_000,
    kill: () => {
      own.count += 1;
      ticket.release();
    },
  });
  return ticket;
};
const revoke = () => {
  epoch = (epoch ?? 0) + 1;
  setup.handlers.emit("fence", { workspace: "wsp_1", id: "con_1", epoch });
  return setup.channel.settled();
};

describe("while notifications arrive", () => {
  test("a result leaves without asking the database", async () => {
    expect(await begin().mayHandOut()).toBe(true);
    expect(asked).toBe(0);
  });

  test("a revocation aborts the calls under way and waits for them", async () => {
    const ticket = begin();
    let over = false;
    const revoked = revoke().then(() => {
      over = true;
    });
    expect(ticket.signal.aborted).toBe(true);
    expect(await ticket.mayHandOut()).toBe(false);
    await sleep(20);
    expect(over).toBe(false);
    ticket.release();
    await revoked;
    expect(cut.count).toBe(0);
  });

  test("an answer that does not leave is cut", async () => {
    begin();
    const from = performance.now();
    await revoke();
    expect(cut.count).toBe(1);
    expect(performance.now() - from).toBeLessThan(900);
  });

  test("a call that begins late under the old epoch is refused, under the new one it is not", async () => {
    await revoke();
    const late = begin(0);
    expect(late.signal.aborted).toBe(true);
    expect(await late.mayHandOut()).toBe(false);
    expect(await begin(1).mayHandOut()).toBe(true);
  });

  test("another connector's and another workspace's calls go on", async () => {
    const others = [
      { workspaceId: "wsp_1", connectorId: "con_2" },
      { workspaceId: "wsp_2", connectorId: "con_1" },
    ].map((of) =>
      fence.begin({
        ...of,
        epoch: 0,
        signal: new AbortController().signal,
        timeoutMs: 60_000,
        kill: () => {},
      }),
    );
    await revoke();
    for (const other of others) expect(await other.mayHandOut()).toBe(true);
  });

  test("the caller's own signal ends the call as well", () => {
    const caller = new AbortController();
    const ticket = begin(0, caller.signal);
    caller.abort();
    expect(ticket.signal.aborted).toBe(true);
  });

  test("counts what is under way; releasing twice counts once", () => {
    const ticket = begin();
    begin();
    expect(fence.inFlight("wsp_1", "con_1")).toBe(2);
    ticket.release();
    ticket.release();
    expect(fence.inFlight("wsp_1", "con_1")).toBe(1);
  });
});

describe("when a notification may have been missed", () => {
  /** Lost and found again; the revocation in between was not heard. */
  const missed = (work: () => void) => {
    setup.state.fresh = false;
    setup.handlers.gap();
    work();
    setup.handlers.gap();
    setup.state.fresh = true;
  };

  test("a call from before is held against the database, though the lease is fresh again", async () => {
    const ticket = begin();
    missed(() => {
      epoch = 1;
    });
    expect(await ticket.mayHandOut()).toBe(false);
  });

  test("so is a call that read its connector before and begins after", async () => {
    missed(() => {
      epoch = 1;
    });
    expect(await begin(0).mayHandOut()).toBe(false);
    expect(await begin(1).mayHandOut()).toBe(true);
  });

  test("a call nobody revoked goes on", async () => {
    const ticket = begin();
    missed(() => {});
    expect(await ticket.mayHandOut()).toBe(true);
    expect(ticket.signal.aborted).toBe(false);
  });

  test("calls under way are aborted, and an answer on its way is cut", async () => {
    const ticket = begin();
    expect(await ticket.mayHandOut()).toBe(true); // it is leaving, slowly
    missed(() => {
      epoch = 1;
    });
    await sleep(600);
    expect(ticket.signal.aborted).toBe(true);
    expect(cut.count).toBe(1);
  });

  test("the same while the lease is out without the connection being lost", async () => {
    begin();
    setup.state.fresh = false;
    await sleep(20);
    epoch = 1;
    await sleep(900);
    expect(cut.count).toBe(1);
  });

  test("without lease and database nothing leaves", async () => {
    const ticket = begin();
    setup.state.fresh = false;
    isDatabaseDown = true;
    expect(await ticket.mayHandOut()).toBe(false);
  });

  test("a database that does not say at once delays a result, and is not taken for a revocation", async () => {
    const ticket = begin();
    setup.state.fresh = false;
    isDatabaseDown = true;
    setTimeout(() => {
      isDatabaseDown = false;
    }, 300);
    expect(await ticket.mayHandOut()).toBe(true);
  });

  test("a revocation that comes while a result waits for the database drops it", async () => {
    const ticket = begin();
    setup.state.fresh = false;
    isDatabaseDown = true;
    const allowed = ticket.mayHandOut();
    await sleep(150);
    epoch = 1;
    isDatabaseDown = false;
    expect(await allowed).toBe(false);
  });

  test("results that wait at the same moment ask once, and each is told", async () => {
    const tickets = Array.from({ length: 50 }, () => begin());
    setup.state.fresh = false;
    const told = await Promise.all(tickets.map((ticket) => ticket.mayHandOut()));
    expect(told.every(Boolean)).toBe(true);
    expect(asked).toBeLessThanOrEqual(2);
  });

  test("without lease and database an answer on its way is cut within the grace a revocation gives", async () => {
    const leaving = begin();
    expect(await leaving.mayHandOut()).toBe(true);
    const waiting = begin(); // nothing of this one has been handed out: it may still be refused in words
    setup.state.fresh = false;
    isDatabaseDown = true;
    await sleep(240);
    expect(cut.count).toBe(1);
    expect(waiting.signal.aborted).toBe(false);
    expect(await waiting.mayHandOut()).toBe(false);
  });

  test("a connector that is gone counts as revoked", async () => {
    const ticket = begin();
    missed(() => {
      epoch = undefined;
    });
    await sleep(20);
    expect(ticket.signal.aborted).toBe(true);
    expect(await ticket.mayHandOut()).toBe(false);
  });
});
