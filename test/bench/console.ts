// npm run bench:console: what the console asks for, on a PostgreSQL with a workspace that has grown.
//   1,000,000 audit rows of 40 days by 60 agents, 40 people and 10,000 connectors, counted as the job counts them.
// Each page is asked for over HTTP by one person, one request after another, in turn; told as p50, p95 and the slowest.
// Exits with 1 when the p95 of a page is over 100 ms.
// Options: --rows N, --connectors N, --rounds N (default 60), --only <part of a name>
import { availableParallelism, loadavg } from "node:os";
import { parseArgs } from "node:util";
import { quantile, say, wait, withCleanup } from "../prove/report.ts";
import { startSandboxGoogle } from "../sandbox/google.ts";
import { REDIRECT } from "../sandbox/sign-in.ts";
import { spawnGateway } from "../support/gateway-process.ts";
import { startPostgres } from "../support/postgres-server.ts";

const { values } = parseArgs({
  options: {
    rows: { type: "string", default: "1000000" },
    connectors: { type: "string", default: "10000" },
    rounds: { type: "string", default: "60" },
    only: { type: "string" },
  },
});
const ROWS = Number(values.rows);
const CONNECTORS = Number(values.connectors);
const ROUNDS = Number(values.rounds);
const MOST_MS = 100;
const DAYS = 40;

type Query = (sql: string) => Promise<Record<string, unknown>[]>;

/**
 * As it would have grown: mostly calls, some that fail or are refused, now and then what people do. An agent uses a
 * sixtieth of the connectors, a connector eight tools, some connectors much more than others.
 */
async function grow(query: Query, workspaceId: string, ownerId: string): Promise<void> {
  const w = `'${workspaceId}'`;
  const each = `generate_series(1, ${CONNECTORS}) AS c`;
  const id = "lpad(c::text, 6, '0')";
  await query(`INSERT INTO connectors (workspace_id, id, slug, name, provider, kind, account_id, account_label,
      created_by, verdict, verdict_cause, verdict_at)
    SELECT ${w}, 'con_b' || ${id}, 'mail_' || c, 'Mailbox ' || c, 'google', 'shared', 'account-' || c,
      'person' || c || '@seed.test', '${ownerId}',
      (CASE WHEN c % 97 = 0 THEN 'invalid' WHEN c % 31 = 0 THEN 'unknown' ELSE 'valid' END)::"Verdict",
      CASE WHEN c % 97 = 0 THEN 'invalid_grant' WHEN c % 31 = 0 THEN 'provider_unreachable' END,
      now() - (c % 90) * interval '1 minute' FROM ${each}`);
  await query(`INSERT INTO grants (workspace_id, id, connector_id, provider, client_id, account_id, account_label,
      tools, scopes_requested, scopes_granted, authorized_by)
    SELECT ${w}, 'grt_b' || ${id}, 'con_b' || ${id}, 'google', 'client', 'account-' || c, 'person' || c || '@seed.test',
      ARRAY['gmail_search_threads'], ARRAY['openid'], ARRAY['openid'], '${ownerId}' FROM ${each}`);
  await query(`INSERT INTO agents (workspace_id, id, slug, name, created_by)
    SELECT ${w}, 'agt_b' || a, 'agent_' || a, 'Agent ' || a, '${ownerId}' FROM generate_series(1, 60) AS a`);
  const hash = "sha256(('row' || n)::bytea)";
  const first = `(SELECT COALESCE(max(seq), 0) FROM audit_events WHERE workspace_id = ${w})`;
  await query(`INSERT INTO audit_events (workspace_id, seq, id, at, type, actor_kind, actor_id, actor_label,
      target_kind, target_id, target_label, outcome, request_id, data, prev_hash, hash)
    SELECT ${w}, ${first} + n, 'evt_b' || n, now() - (${ROWS} - n) * (interval '${DAYS} days' / ${ROWS}),
      CASE WHEN n % 500 = 0 THEN (ARRAY['connector.authorized', 'policy.rule_changed', 'grant.ended', 'sign_in.succeeded',
          'connector.validated', 'token.issued'])[1 + (n / 500) % 6]
        WHEN n % 53 = 0 THEN 'tool.refused' ELSE 'tool.call' END,
      CASE WHEN n % 10 = 0 THEN 'user' ELSE 'agent' END,
      CASE WHEN n % 10 = 0 THEN 'usr_b' || n % 40 ELSE 'agt_b' || 1 + c % 60 END,
      CASE WHEN n % 10 = 0 THEN 'person' || n % 40 || '@seed.test' ELSE 'Agent ' || 1 + c % 60 END,
      'connector', 'con_b' || lpad(c::text, 6, '0'), NULL,
      CASE WHEN n % 500 = 0 THEN 'ok' WHEN n % 53 = 0 THEN 'refused' WHEN n % 37 = 0 THEN 'failed' ELSE 'ok' END,
      'req_b' || n,
      jsonb_build_object('call', 'call_' || n, 'tool', 'tool_' || c % 10 * 8 + n % 8, 'server', 'gmail', 'effect', 'read',
        'code', CASE WHEN n % 37 = 0 THEN 'provider_down' END, 'duration_ms', (random() * 900)::int,
        'provider_bytes', 20000 + n % 5000, 'answer_bytes', 4000), ${hash}, ${hash}
    FROM (SELECT n, (1 + power(random(), 3) * ${CONNECTORS - 1})::int AS c FROM generate_series(1, ${ROWS}) AS n) AS x`);
  await query(`INSERT INTO audit_heads (workspace_id, seq, hash) SELECT ${w}, max(seq), sha256('x') FROM audit_events
      WHERE workspace_id = ${w}
    ON CONFLICT (workspace_id) DO UPDATE SET seq = EXCLUDED.seq, hash = EXCLUDED.hash`);
}

const ago = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();

/** Name to path, as the pages ask. */
const PAGES: Record<string, () => string> = {
  "(a page of a workspace's sessions, for comparison)": () => "/sessions",
  "audit, newest": () => "/audit",
  "audit, 200 rows": () => "/audit?page_size=200",
  "audit, deep in the past": () =>
    `/audit?cursor=${Buffer.from(`seq:${Math.round(ROWS / 3)}`).toString("base64url")}`,
  "audit, followed": () =>
    `/audit?direction=newer&cursor=${Buffer.from(`seq:${ROWS - 20}`).toString("base64url")}`,
  "audit, one agent": () => "/audit?agent=agt_b7",
  "audit, one connector that is seldom used": () =>
    `/audit?connector=con_b${String(CONNECTORS - 3).padStart(6, "0")}`,
  "audit, one tool": () => "/audit?tool=tool_42",
  "audit, failed": () => "/audit?outcome=failed",
  "audit, refused of one agent": () => "/audit?outcome=refused&agent=agt_b7",
  "audit, a type that is rare": () => "/audit?type=policy.rule_changed",
  "audit, three days a month ago": () => `/audit?from=${ago(33)}&to=${ago(30)}`,
  "audit, failed of a tool a month ago": () =>
    `/audit?from=${ago(33)}&to=${ago(30)}&outcome=failed&tool=tool_5`,
  "audit, a name": () => "/audit?q=person17",
  "audit, a code": () => "/audit?q=provider_down",
  "audit, a request": () => `/audit?q=req_b${Math.round(ROWS / 2)}`,
  "audit, a word that is nowhere": () => "/audit?q=nowhere-to-be-found",
  "audit, one row and its neighbours": () => `/audit/${Math.round(ROWS / 2)}?tool=tool_42`,
  "overview, 24 hours": () => "/overview",
  "overview, 7 days": () => "/overview?range=7d",
  "overview, 30 days": () => "/overview?range=30d",
  "overview, 30 days of an agent": () => "/overview?range=30d&agent=agt_b7",
  "overview, 30 days of a connector": () => "/overview?range=30d&connector=con_b000001",
  "health board": () => "/overview/health",
  "status, for dashboards": () => "/status",
  attention: () => "/overview/attention",
  "revocation's preview": () => "/connectors/con_b000001/revoke_preview",
  "connectors, first page": () => "/connectors?page_size=50",
  "connectors, worst first": () => "/connectors?page_size=50&sort=health",
  "connectors, searched": () => "/connectors?page_size=50&q=Mailbox%20777",
};
/** Told, not judged: somebody waits for them knowingly. */
const LONG: Record<string, () => string> = {
  "count of everything": () => "/audit/count",
  "count of what failed": () => "/audit/count?outcome=failed",
  "count of a name": () => "/audit/count?q=person17",
};

await withCleanup(async (after) => {
  const google = await startSandboxGoogle({ redirectUris: [REDIRECT] });
  after(() => google.close());
  const server = await startPostgres();
  after(() => server.stop());
  const gateway = await spawnGateway({
    databaseUrl: server.url,
    google,
    jobs: true,
    env: { API_REQUESTS_PER_MINUTE: "100000" },
  });
  after(() => gateway.stop());
  const owner = await gateway.person();
  let began = performance.now();
  const seconds = () => ((performance.now() - began) / 1_000).toFixed(1);
  await grow((sql) => gateway.query(sql), gateway.workspaceId, owner.session.user.id);
  await gateway.query("ANALYZE");
  say(`${ROWS} audit rows and ${CONNECTORS} connectors were made in ${seconds()} s`);
  began = performance.now();
  for (let behind = ROWS; behind > 0; ) behind = (await owner.api("GET", "/overview")).behind;
  say(`and counted in ${seconds()} s, by the job and by somebody who looks`);
  const windows = async () =>
    (await gateway.query("SELECT DISTINCT days FROM call_windows WHERE kind = 'all'")).length;
  while ((await windows()) < 2) await wait(1_000); // the job comes each minute
  await gateway.query("VACUUM ANALYZE");
  const [sizes] = await gateway.query(`SELECT pg_size_pretty(pg_total_relation_size('audit_events')) AS log,
    pg_size_pretty(pg_total_relation_size('call_rollups')) AS numbers, (SELECT count(*) FROM call_rollups) AS rows,
    (SELECT count(*) FROM audit_terms) AS terms`);
  say(
    `the log takes ${sizes?.log}, the numbers ${sizes?.numbers} in ${sizes?.rows} rows, and names ${sizes?.terms} things\n`,
  );
  say(
    `${availableParallelism()} processors, of which others use ${loadavg()[0]?.toFixed(1)} (load of the last minute)\n`,
  );
  const slow: string[] = [];
  const measure = async (pages: Record<string, () => string>, rounds: number, isJudged: boolean) => {
    const chosen = Object.entries(pages).filter(([name]) => name.includes(values.only ?? ""));
    const times = new Map(chosen.map(([name]) => [name, [] as number[]]));
    for (let round = -3; round < rounds; round++) {
      for (const [name, path] of chosen) {
        const started = performance.now();
        const { status } = await owner.tryApi("GET", path());
        if (status !== 200) throw new Error(`${name} answers ${status}`);
        if (round >= 0) times.get(name)?.push(performance.now() - started);
      }
    }
    for (const [name, figures] of times) {
      const [p50, p95, max] = [0.5, 0.95, 1].map((share) => quantile(figures, share));
      const isSlow = isJudged && (p95 ?? 0) > MOST_MS;
      if (isSlow) slow.push(name);
      say(
        `${name.padEnd(52)} p50 ${(p50 ?? 0).toFixed(1).padStart(6)}  p95 ${(p95 ?? 0).toFixed(1).padStart(6)}  slowest ${(max ?? 0).toFixed(1).padStart(6)} ms${isSlow ? "  SLOW" : ""}`,
      );
    }
  };
  await measure(PAGES, ROUNDS, true);
  say("");
  await measure(LONG, Math.min(ROUNDS, 10), false);
  if (slow.length > 0) {
    say(`\nFAILED: over ${MOST_MS} ms at the 95th percentile: ${slow.join("; ")}`);
    process.exitCode = 1;
  }
});
