import { afterAll, beforeAll, expect, test } from "vitest";
import { auditPage, auditQuery, auditVerification } from "../api/contract/index.ts";
import { type Database, openDatabase } from "../db/index.ts";
import { exportAudit, openAudit, queryAudit, verifyExport, verifyWorkspace } from "./index.ts";
import { call, principal } from "./testing.ts";

/** The same against the real, embedded database. */

let database: Database;
beforeAll(async () => {
  database = await openDatabase({});
});
afterAll(() => database.close());

const open = () => openAudit({ db: database.db, clock: Date.now, log: console });
const upTo = (n: number) => Array.from({ length: n }, (_, i) => i + 1);
/** As an intruder with the database in hand would. */
const tamper = async (...statements: string[]) => {
  await database.system.query("ALTER TABLE audit_events DISABLE TRIGGER append_only");
  for (const sql of statements) await database.system.query(sql);
  await database.system.query("ALTER TABLE audit_events ENABLE TRIGGER append_only");
};
const verify = (workspaceId: string) => verifyWorkspace(database.db, principal(workspaceId));

async function fill(workspaceId: string, count: number): Promise<void> {
  const audit = open();
  for (const n of upTo(count)) audit.enqueue(principal(workspaceId), call(n));
  await audit.close(50_000); // 10,000 rows take longer than a shutdown may on a busy machine
}

test("a workspace without rows is empty", async () => {
  expect(auditVerification.parse(await verify("wsp_none"))).toMatchObject({
    result: "empty",
    checked: 0,
    head_hash: null,
  });
});

test("10,000 rows verify, also from their export", { timeout: 60_000 }, async () => {
  await fill("wsp_many", 10_000);
  const seen: number[] = [];
  const result = await verifyWorkspace(database.db, principal("wsp_many"), {
    onProgress: (n) => seen.push(n),
  });
  expect(result).toMatchObject({
    result: "intact",
    checked: 10_000,
    first_seq: 1,
    last_seq: 10_000,
    reason: null,
  });
  expect(seen).toEqual([2000, 4000, 6000, 8000, 10_000]);
  const chunks: Buffer[] = [];
  for await (const lines of exportAudit(database.db, principal("wsp_many"))) chunks.push(Buffer.from(lines));
  expect(await verifyExport(chunks)).toMatchObject({
    result: "intact",
    head_hash: result.head_hash,
    checked: 10_000,
  });
});

test("two writers at the same time keep one chain", async () => {
  const writers = [open(), open(), open()];
  const appends = upTo(300).map((n) => writers[n % 3]!.append(principal("wsp_two"), call(n)));
  for (const n of upTo(300)) writers[n % 3]!.enqueue(principal("wsp_two"), call(n));
  await Promise.all([...appends, ...writers.map((writer) => writer.flush())]);
  expect(await verify("wsp_two")).toMatchObject({ result: "intact", checked: 600 });
});

test("a chain verifies while it grows", async () => {
  await fill("wsp_busy", 3000);
  const audit = open();
  const writing = Promise.all(upTo(50).map((n) => audit.append(principal("wsp_busy"), call(n))));
  const results = [await verify("wsp_busy"), await verify("wsp_busy")];
  await writing;
  expect(results.map((result) => result.result)).toEqual(["intact", "intact"]);
  expect((await verify("wsp_busy")).checked).toBe(3050);
});

test.each([
  [
    "a changed label",
    "UPDATE audit_events SET actor_label = 'Somebody' WHERE seq = 5",
    5,
    "hash does not match its content",
  ],
  [
    "changed data",
    `UPDATE audit_events SET data = data || '{"code":"x"}' WHERE seq = 6`,
    6,
    "hash does not match its content",
  ],
  ["a deleted row", "DELETE FROM audit_events WHERE seq = 7", 8, "sequence jumps from 6 to 8"],
  ["a cut tail", "DELETE FROM audit_events WHERE seq > 18", 19, "head says 20, last row is 18"],
  ["everything gone", "DELETE FROM audit_events WHERE true", 1, "head says 20, last row is none"],
  ["a head set back", "UPDATE audit_heads SET seq = 12 WHERE true", 12, "head hash does not match row 12"],
  ["no head", "DELETE FROM audit_heads WHERE true", 1, "head says nothing, last row is 20"],
  [
    "a row before the first",
    "UPDATE audit_events SET seq = -1 WHERE seq = 1",
    -1,
    "sequence starts at -1 instead of 1",
  ],
])("%s is found in the database", async (what, sql, at, reason) => {
  const workspaceId = `wsp_${what.replaceAll(" ", "_")}`;
  await fill(workspaceId, 20);
  expect((await verify(workspaceId)).result).toBe("intact");
  await tamper(`${sql} AND workspace_id = '${workspaceId}'`);
  const result = await verify(workspaceId);
  expect(result).toMatchObject({ result: "broken", broken_at: at });
  expect(result.reason).toContain(reason);
});

test("odd text comes back from the database as it was signed", async () => {
  const who = { ...principal("wsp_odd"), label: "A\u0000nn \ud800 🔑\n\u202e" };
  const audit = open();
  const event = call(1);
  event.data = { ...event.data, numbers: [1e21, 1e-7, -0, 0.1, 2 ** 53] } as unknown as typeof event.data;
  await audit.append(who, event);
  await audit.append(who, { type: "sign_out", outcome: "ok", data: { session: "ses_\u0007" } });
  expect(await verify("wsp_odd")).toMatchObject({ result: "intact", checked: 2 });
  const { events } = await queryAudit(database.db, who, auditQuery.parse({}));
  expect(events[1]?.actor.label).toBe("Ann \ufffd 🔑");
});

test("pages go from the newest to the oldest, and hold what the filter asks for", async () => {
  const who = principal("wsp_pages");
  const audit = open();
  for (const n of upTo(25)) audit.enqueue(who, call(n));
  await audit.append(who, {
    type: "agent.created",
    outcome: "ok",
    target: { kind: "agent", id: "agt_9", label: "x" },
    data: { slug: "x", tools: null, delegation: "none" },
  });
  const page = async (query: object) =>
    auditPage.parse(await queryAudit(database.db, who, auditQuery.parse(query)));
  const first = await page({ page_size: 10 });
  expect(first.events.map((event) => event.seq)).toEqual([26, 25, 24, 23, 22, 21, 20, 19, 18, 17]);
  expect(first.types).toEqual(["agent.created", "tool.call"]);
  const second = await page({ page_size: 10, cursor: first.next_cursor! });
  const third = await page({ page_size: 10, cursor: second.next_cursor! });
  expect(third.events.map((event) => event.seq)).toEqual([6, 5, 4, 3, 2, 1]);
  expect(third.next_cursor).toBeNull();
  expect((await page({ type: "agent.created" })).events).toHaveLength(1);
  expect((await page({ target: "con_1", outcome: "ok" })).events).toHaveLength(25);
  expect((await page({ actor: "agt_2" })).events).toHaveLength(0);
  expect(
    (await page({ to: first.events.at(-1)!.at, from: "2020-01-01T00:00:00Z" })).events.length,
  ).toBeLessThan(26);
  await expect(page({ cursor: "bm90aGluZw" })).rejects.toMatchObject({ code: "bad_request" });
});

test("one workspace does not see another's rows", async () => {
  await fill("wsp_a", 3);
  await fill("wsp_b", 2);
  const page = await queryAudit(database.db, principal("wsp_a"), auditQuery.parse({}));
  expect(page.events).toHaveLength(3);
  expect((await verify("wsp_b")).checked).toBe(2);
});
