import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import type { AuditRow } from "../db/index.ts";
import { verifyChain } from "./chain.ts";
import type { Pace } from "./lane-parts.ts";
import { call, fakeDb, principal } from "./testing.ts";
import { openAudit } from "./writer.ts";

const who = principal();

function setUp(pace: Partial<Pace> = {}, maxBacklog = 10_000) {
  const fake = fakeDb();
  const logged: string[] = [];
  const log = {
    warn: (_: object, message: string) => void logged.push(message),
    error: (_: object, message: string) => void logged.push(message),
  };
  const quick = { lingerMs: 5, retryMs: 1, retryMaxMs: 5, ...pace };
  const audit = openAudit({ db: fake.db, clock: Date.now, log, maxBacklog, pace: quick });
  const rows = (workspaceId = "wsp_1") => fake.rowsOf(workspaceId);
  const order = (workspaceId?: string) => rows(workspaceId).map((row) => Number(row.requestId?.slice(4)));
  const isIntact = () => verifyChain("wsp_1", rows(), rows().at(-1)) === undefined;
  return { fake, audit, logged, rows, order, isIntact };
}

const upTo = (n: number) => Array.from({ length: n }, (_, i) => i + 1);
const unavailable = expect.objectContaining({ code: "audit_unavailable" });
const sqlError = (code: string) => Object.assign(new Error("the database says no"), { code });

test("appends at the same time share commits and keep their order", async () => {
  const { fake, audit, order, isIntact } = setUp();
  await Promise.all(upTo(1000).map((n) => audit.append(who, call(n))));
  expect(order()).toEqual(upTo(1000));
  expect(fake.commits).toBeLessThanOrEqual(3);
  expect(isIntact()).toBe(true);
});

test("an append that resolved is in the database", async () => {
  const { audit, rows } = setUp({ lingerMs: 60_000 });
  await audit.append(who, call(1, "started"));
  expect(rows()).toHaveLength(1);
  expect(audit.backlog()).toBe(0);
});

test("an append takes the rows before it along, at once", async () => {
  const { audit, order } = setUp({ lingerMs: 60_000 });
  audit.enqueue(who, call(1));
  audit.enqueue(who, call(2));
  await audit.append(who, call(3));
  expect(order()).toEqual([1, 2, 3]);
});

test("calls gather for a moment and then go without anybody waiting", async () => {
  const { fake, audit, order } = setUp({ lingerMs: 10 });
  for (const n of upTo(30)) {
    audit.enqueue(who, call(n));
    await sleep(1);
  }
  await expect.poll(() => order()).toEqual(upTo(30));
  expect(fake.commits).toBeLessThan(12);
});

test("each workspace has its own chain", async () => {
  const { audit, order, rows } = setUp();
  const other = principal("wsp_2");
  await Promise.all(upTo(20).map((n) => audit.append(n % 2 ? who : other, call(n))));
  expect(order()).toEqual(upTo(20).filter((n) => n % 2));
  expect(rows("wsp_2").map((row) => row.seq)).toEqual(upTo(10).map(BigInt));
});

test("a failed commit is tried again without losing, doubling or reordering rows", async () => {
  const { fake, audit, order, isIntact, logged } = setUp();
  let failures = 2;
  fake.before = async () => {
    if (failures-- > 0) throw sqlError("40001");
  };
  for (const n of upTo(5)) audit.enqueue(who, call(n));
  await audit.append(who, call(6));
  expect(order()).toEqual(upTo(6));
  expect(isIntact()).toBe(true);
  expect(logged).toHaveLength(1);
});

test("a commit whose answer was lost is not written twice, also when another replica wrote since", async () => {
  for (const other of [0, 3]) {
    const { fake, audit, order, isIntact } = setUp();
    const replica = openAudit({ db: fake.db, clock: Date.now, log: console });
    fake.after = async (rows: readonly AuditRow[]) => {
      fake.after = async () => {};
      if (rows.length > 0 && other)
        await Promise.all(upTo(other).map((n) => replica.append(who, call(100 + n))));
      throw new Error("connection lost");
    };
    await Promise.all([1, 2].map((n) => audit.append(who, call(n))));
    await audit.append(who, call(3));
    expect(order()).toEqual([1, 2, ...upTo(other).map((n) => 100 + n), 3]);
    expect(isIntact()).toBe(true);
  }
});

test("a commit that failed is written behind what another replica wrote in its place", async () => {
  const { fake, audit, order, isIntact } = setUp();
  const replica = openAudit({ db: fake.db, clock: Date.now, log: console });
  fake.before = async () => {
    fake.before = async () => {};
    await replica.append(who, call(9));
    throw new Error("connection lost");
  };
  await audit.append(who, call(1));
  expect(order()).toEqual([9, 1]);
  expect(isIntact()).toBe(true);
});

test("while commits fail nobody may run; facts are kept, intentions are not", async () => {
  const { fake, audit, order, logged } = setUp();
  let isDown = true;
  fake.before = async () => {
    if (isDown) throw sqlError("57P01");
  };
  audit.enqueue(who, call(1));
  await expect(audit.append(who, call(2, "started"))).rejects.toEqual(unavailable);
  expect(audit.healthy()).toBe(false);
  expect(audit.healthy("wsp_1")).toBe(false);
  expect(audit.healthy("wsp_2")).toBe(true);
  await expect(audit.append(who, call(3, "started"))).rejects.toEqual(unavailable);
  await expect(audit.append(who, call(4))).rejects.toEqual(unavailable);
  expect(() => audit.enqueue(who, call(5))).toThrow(unavailable);
  isDown = false;
  await audit.flush();
  expect(order()).toEqual([1, 4, 5]);
  expect(audit.healthy()).toBe(true);
  expect(logged).toHaveLength(2);
});

test("a commit that hangs makes callers give up and refuses the next ones", async () => {
  const { fake, audit, order } = setUp({ patienceMs: 30 });
  const { promise: stuck, resolve } = Promise.withResolvers<void>();
  fake.before = () => stuck;
  await expect(audit.append(who, call(1))).rejects.toEqual(unavailable);
  await expect.poll(() => audit.healthy()).toBe(false);
  resolve();
  await audit.flush();
  expect(order()).toEqual([1]);
});

test("a full backlog refuses", async () => {
  const { fake, audit, rows } = setUp({}, 10);
  const { promise: stuck, resolve } = Promise.withResolvers<void>();
  fake.before = () => stuck;
  for (const n of upTo(10)) audit.enqueue(who, call(n));
  expect(audit.healthy()).toBe(false);
  expect(() => audit.enqueue(who, call(11))).toThrow(unavailable);
  await expect(audit.append(principal("wsp_2"), call(12))).rejects.toEqual(unavailable);
  resolve();
  await audit.flush();
  expect(rows()).toHaveLength(10);
  expect(audit.healthy()).toBe(true);
});

test("a row the database refuses is written without its details and blocks nobody", async () => {
  const { fake, audit, rows, isIntact, logged } = setUp();
  fake.before = async (sent) => {
    if (sent.some((row) => (row.data as { call?: string }).call === "call_37")) throw sqlError("22P05");
  };
  await Promise.all(upTo(100).map((n) => audit.append(who, call(n))));
  expect(rows()).toHaveLength(100);
  expect(rows()[36]).toMatchObject({ type: "tool.call", requestId: "req_37", data: { reduced: true } });
  expect(isIntact()).toBe(true);
  expect(logged).toHaveLength(1);
});

test("a row refused even so is left out, and whoever waits for it is told", async () => {
  const { fake, audit, order } = setUp();
  fake.before = async (sent) => {
    if (sent.some((row) => row.requestId === "req_2")) throw sqlError("22P05");
  };
  const results = await Promise.allSettled(upTo(3).map((n) => audit.append(who, call(n))));
  expect(results.map((result) => result.status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect(order()).toEqual([1, 3]);
});

test("closing writes what waits and takes nothing more", async () => {
  const { audit, order } = setUp({ lingerMs: 60_000 });
  for (const n of upTo(7)) audit.enqueue(who, call(n));
  await audit.close();
  expect(order()).toEqual(upTo(7));
  expect(() => audit.enqueue(who, call(8))).toThrow(unavailable);
  expect(audit.healthy()).toBe(false);
});

test("closing over a database that is gone ends, and says what was lost", async () => {
  const { fake, audit, logged } = setUp();
  fake.before = () => Promise.reject(sqlError("57P01"));
  audit.enqueue(who, call(1));
  await expect(audit.close(40)).rejects.toEqual(unavailable);
  expect(logged.at(-1)).toMatch(/closed with rows/);
});
