import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestDatabase } from "../../test/support/database.ts";
import type { Principal } from "../context.ts";
import type { Database } from "../db/index.ts";
import { readOverview } from "./overview.ts";
import { openRollup } from "./rollup.ts";

const NOW = Date.parse("2026-11-21T15:20:00Z");
const DAY_MS = 86_400_000;
const workspaceId = "wsp_counted";
const who = { workspaceId, kind: "system", id: "test" } as unknown as Principal;

let database: Database;
let now = NOW;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

const sql = (text: string, values: unknown[] = []) => database.system.query(text, values);
const told: unknown[] = [];
const counter = (version = "1.0.0") =>
  openRollup({
    db: { embedded: true },
    system: database.system,
    audit: { append: async (_who, event) => void told.push(event.data) },
    clock: () => now,
    version,
    systemPrincipal: () => who,
  });
const overview = (range: "24h" | "7d" | "30d", filter: { agent?: string; connector?: string } = {}) =>
  readOverview({ reports: database.db.reports, registry: { servers: new Map() }, clock: () => now }, who, {
    range,
    ...filter,
  });

/** So many calls, spread over the last 60 days, by 3 agents, 7 connectors and 5 tools; each fifth fails. */
async function record(
  rows: number,
  at = "$2::timestamptz - n * (interval '60 days' / $3::int)",
): Promise<void> {
  await sql(
    `WITH first AS (SELECT COALESCE(max(seq), 0) AS seq FROM audit_events WHERE workspace_id = $1)
     INSERT INTO audit_events (workspace_id, seq, id, at, type, actor_kind, actor_id, actor_label, target_kind, target_id,
       outcome, request_id, data, prev_hash, hash)
     SELECT $1, first.seq + n, 'evt_' || first.seq + n, ${at}, 'tool.call', 'agent', 'agt_' || n % 3, 'Agent ' || n % 3,
       'connector', 'con_' || n % 7, CASE WHEN n % 5 = 0 THEN 'failed' ELSE 'ok' END, NULL,
       jsonb_build_object('tool', 'tool_' || n % 5, 'duration_ms', n % 900, 'provider_bytes', 4000, 'answer_bytes', 400),
       sha256('x'), sha256('x')
     FROM first, generate_series(1, $3::int) AS n`,
    [workspaceId, new Date(now), rows],
  );
  await sql(
    `INSERT INTO audit_heads (workspace_id, seq, hash) SELECT $1, max(seq), sha256('x') FROM audit_events WHERE workspace_id = $1
     ON CONFLICT (workspace_id) DO UPDATE SET seq = EXCLUDED.seq`,
    [workspaceId],
  );
}
/** What the log itself says of a range of whole days. */
async function counted(days: number) {
  const from = new Date(Math.floor(now / DAY_MS) * DAY_MS - (days - 1) * DAY_MS);
  const { rows } = await sql(
    `SELECT actor_id AS id, count(*)::int AS calls, count(*) FILTER (WHERE outcome = 'failed')::int AS errors
     FROM audit_events WHERE workspace_id = $1 AND at >= $2 GROUP BY 1 ORDER BY 2 DESC, 1`,
    [workspaceId, from],
  );
  return rows;
}
const agentsOf = async (range: "7d" | "30d") =>
  (await overview(range)).agents.map(({ id, calls, errors }) => ({ id, calls, errors }));

test("whoever counts, and however often, each row is counted once", async () => {
  await record(3_000);
  const counters = [counter(), counter(), counter()];
  await Promise.all(counters.map((one) => one.catchUp(workspaceId, 1_000)));
  while (!(await Promise.all(counters.map((one) => one.catchUp(workspaceId)))).every(Boolean));
  const found = await overview("30d");
  expect(found.behind).toBe(0);
  expect(await agentsOf("30d")).toEqual(await counted(30));
  const all = (await counted(30)).reduce((sum, row) => sum + Number(row.calls), 0);
  expect(found.totals).toMatchObject({ calls: all, provider_bytes: (all - found.totals.errors) * 4_000 });
  expect(found.totals.tokens_saved).toBe(((all - found.totals.errors) * 3_600) / 4);
  expect(found.totals.p50_ms).toBeGreaterThan(350);
  expect(found.totals.p50_ms).toBeLessThan(550);
  const { rows } = await sql("SELECT sum(rows)::int AS rows FROM audit_hours WHERE workspace_id = $1", [
    workspaceId,
  ]);
  expect(rows[0]?.rows).toBe(3_000);
});

test("everybody who asks while one counts sees what was there when they asked", async () => {
  const rollup = counter();
  await record(400);
  const first = rollup.catchUp(workspaceId);
  await record(400);
  const seen = await Promise.all(
    Array.from({ length: 5 }, async () => {
      await rollup.catchUp(workspaceId);
      return (await overview("30d")).behind;
    }),
  );
  expect([await first, ...seen]).toEqual([true, 0, 0, 0, 0, 0]);
});

test("the sums of days that are over say the same, and give way when such a day is counted again", async () => {
  const before = await Promise.all([
    overview("7d"),
    overview("30d"),
    overview("30d", { connector: "con_3" }),
  ]);
  const rollup = counter();
  await rollup.sweep();
  const windows = async () =>
    (await sql("SELECT DISTINCT days FROM call_windows WHERE workspace_id = $1 ORDER BY 1", [workspaceId]))
      .rows;
  expect(await windows()).toEqual([{ days: 7 }, { days: 30 }]);
  const after = await Promise.all([overview("7d"), overview("30d"), overview("30d", { connector: "con_3" })]);
  expect(after).toEqual(before);
  await record(10); // today and the days before
  await rollup.catchUp(workspaceId);
  expect(await windows()).toEqual([]);
  await rollup.sweep();
  expect([await agentsOf("7d"), await agentsOf("30d")]).toEqual([await counted(7), await counted(30)]);
  now += DAY_MS;
  await record(20, "$2::timestamptz - n * interval '1 minute'");
  await rollup.sweep();
  expect([await agentsOf("7d"), await agentsOf("30d")]).toEqual([await counted(7), await counted(30)]);
  expect(await windows()).toHaveLength(2);
});

test("renewals are added, and another version of the gateway is told of once", async () => {
  const rollup = counter();
  const before = (await overview("30d")).totals.refreshes;
  for (const connector of ["con_1", "con_1", "con_2"]) rollup.noteRefresh(workspaceId, connector);
  await rollup.flush();
  await rollup.flush();
  const after = await overview("30d");
  expect(after.totals.refreshes - before).toBe(3);
  expect(after.connectors.find(({ id }) => id === "con_1")?.refreshes).toBe(2);
  await sql("INSERT INTO workspaces (id, slug, name) VALUES ($1, 'counted', 'Counted')", [workspaceId]);
  const old = counter("1.0.0");
  now += 60_000;
  const fresh = counter("1.1.0");
  for (const one of [fresh, old, fresh, old]) await one.sweep();
  expect(told).toEqual([{ from: "1.0.0", to: "1.1.0" }]);
});
