import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { contract } from "../../gateway/api/index.ts";
import { verifyExport } from "../../gateway/audit/index.ts";
import { rawCall } from "../support/agent.ts";
import { startGateway, type TestGateway } from "../support/gateway.ts";
import { listen } from "../support/live.ts";
import { auditRows, until } from "../support/look.ts";
import type { Person } from "../support/person.ts";
import { secondWorkspace } from "../support/second-workspace.ts";

const HOST = "https://app.example.com";
const TOOLS = ["gmail_search_threads", "gmail_list_labels"];

let gateway: TestGateway;
let owner: Person;
let auditor: Person;
let member: Person;
let connector: string;
let agentId: string;
let token: string;

beforeAll(async () => {
  gateway = await startGateway({ env: { EMBED_ORIGINS: HOST } });
  owner = gateway.owner;
  auditor = await gateway.member("audit@acme.test", "auditor");
  member = await gateway.member("mia@acme.test");
  const done = await owner.authorize({ email: "ada@acme.test", tools: TOOLS, name: "Office mail" });
  connector = done.body.connector.id;
  agentId = await owner.newAgent("Mail helper");
  token = (await owner.newToken({ agent: agentId })).value;
});
afterAll(() => gateway?.close());

const call = async (tool = "gmail_list_labels", args = {}) =>
  (await rawCall(gateway.url, token, tool, args)).text();

describe("live updates", () => {
  test("a page hears within a second what changed, of its own workspace and of rooms its role may read", async () => {
    const { owner: eve } = await secondWorkspace(gateway);
    const [admin, auditing, teammate, stranger] = await Promise.all(
      [owner, auditor, member, eve].map((person) => listen(person)),
    );
    if (!admin || !auditing || !teammate || !stranger) throw new Error("nobody listens");
    try {
      expect(admin.headers.get("content-type")).toContain("text/event-stream");
      expect(admin.headers.get("cache-control")).toContain("no-store");
      await until(
        () => [admin, auditing, teammate, stranger].map(({ heard }) => heard[0]?.event),
        (first) => first.every((event) => event === "hello"),
      );
      expect(auditing.heard[0]?.data.rooms).not.toContain("apps");
      expect(teammate.heard[0]?.data.rooms).toEqual([
        ...["integrations", "tokens", "clients", "approvals", "sessions", "workspace"],
      ]);
      await new Promise((resolve) => setTimeout(resolve, 700)); // what their own sign-ins changed
      for (const one of [admin, auditing, teammate, stranger]) one.clear();
      await owner.api("PATCH", `/connectors/${connector}`, { name: "Mail of the office" });
      const answered = performance.now();
      await Promise.all([admin.hears("connectors"), teammate.hears("integrations"), auditing.hears("audit")]);
      expect((admin.heard[0]?.at ?? 0) - answered).toBeLessThan(1_000);
      await admin.hears("audit");
      await owner.api("POST", "/limits", { subject: { kind: "agent", id: agentId }, per_day: 10_000 });
      await admin.hears("limits");
      expect(auditing.rooms()).not.toContain("limits");
      expect(teammate.rooms().filter((room) => room !== "integrations")).toEqual([]);
      expect(stranger.rooms()).toEqual([]);

      admin.clear();
      for (let n = 0; n < 30; n++) await call();
      await admin.hears("calls", 3_000);
      await new Promise((resolve) => setTimeout(resolve, 1_100));
      const messages = admin.heard.filter(({ event }) => event === "changed");
      const apart = messages.slice(1).map(({ at }, n) => at - (messages[n]?.at ?? 0));
      expect(Math.min(...apart, 1_000)).toBeGreaterThan(200);
      const calls = messages.filter(({ data }) => data.rooms?.includes("calls"));
      expect(calls.slice(1).every(({ at }, n) => at - (calls[n]?.at ?? 0) > 900)).toBe(true);
      expect(teammate.rooms()).not.toContain("calls");
    } finally {
      await Promise.all([admin, auditing, teammate, stranger].map((one) => one.close()));
    }
  });

  test("a stream ends with its session or with the role it began with, and a seventh is refused", async () => {
    const pat = await gateway.member("pat@acme.test", "admin");
    const streams = await Promise.all(Array.from({ length: 6 }, () => listen(pat)));
    const seventh = await listen(pat);
    expect(seventh.status).toBe(429);
    const [first] = streams;
    await owner.api("PATCH", `/members/${pat.session.user.id}`, { role: "member" });
    await Promise.all(streams.map((one) => one.ends()));
    expect(first?.heard.at(-1)).toMatchObject({ event: "ended", data: { reason: "role_changed" } });
    const again = await listen(pat);
    await until(
      () => again.heard.length,
      (n) => n > 0,
    );
    await pat.call("DELETE", "/api/session");
    await again.ends();
    expect(again.heard.at(-1)).toMatchObject({ event: "ended", data: { reason: "signed_out" } });
    expect((await listen(pat)).status).toBe(401);
  });
});

describe("the overview", () => {
  test("counts each call once, by agent, connector and tool, with what it took and saved", async () => {
    const before = contract.overview.parse(await owner.api("GET", "/overview"));
    for (let n = 0; n < 5; n++) await call("gmail_search_threads", { query: "invoice" });
    await call("gmail_search_threads", { page_size: "many" });
    gateway.google.inject({ path: "/gmail/v1/users/me/labels", status: 500, times: 10 } as never);
    await call();
    await gateway.app.audit.flush();
    const [one, two] = await Promise.all([1, 2].map(() => auditor.api("GET", "/overview")));
    const after = contract.overview.parse(one);
    expect(two.totals).toEqual(one.totals);
    expect(after.behind).toBe(0);
    expect(after.series).toHaveLength(24);
    const more = (name: "calls" | "errors" | "refused") => after.totals[name] - before.totals[name];
    expect({ calls: more("calls"), errors: more("errors"), refused: more("refused") }).toEqual({
      calls: 6,
      errors: 1,
      refused: 1,
    });
    expect(after.series.reduce((sum, point) => sum + point.calls, 0)).toBe(after.totals.calls);
    const rows = (await auditRows(gateway, { type: "tool.call" })).filter((row) => row.outcome === "ok");
    const bytes = (key: string) => rows.reduce((sum, { data }) => sum + Number(data[key] ?? 0), 0);
    expect(after.totals.provider_bytes).toBe(bytes("provider_bytes"));
    expect(after.totals.answer_bytes).toBe(bytes("answer_bytes"));
    expect(after.totals.tokens_saved).toBeGreaterThan(0);
    expect(after.totals.p95_ms).toBeGreaterThanOrEqual(after.totals.p50_ms ?? 0);
    expect(after.agents).toMatchObject([{ id: agentId, label: "Mail helper", of: "agent" }]);
    expect(after.connectors).toMatchObject([{ id: connector, label: "Mail of the office", of: "google" }]);
    expect(after.tools.find(({ id }) => id === "gmail_search_threads")).toMatchObject({
      calls: 5,
      refused: 1,
      of: "gmail",
    });
    const ofTool = contract.overview.parse(
      await owner.api("GET", "/overview?tool=gmail_search_threads&range=30d"),
    );
    expect(ofTool).toMatchObject({ grain: "day", totals: { calls: 5, errors: 0 }, agents: [{ calls: 5 }] });
    expect(after.changes.map(({ group }) => group)).toEqual(
      expect.arrayContaining(["authorization", "policy"]),
    );
    expect((await member.tryApi("GET", "/overview")).status).toBe(403);
    expect((await owner.tryApi("GET", "/overview?tool=a&agent=b")).status).toBe(400);
  });

  test("the board is worst first, and what needs attention says who acts, can be set aside and comes back", async () => {
    const second = await owner.authorize({ email: "ben@acme.test", tools: TOOLS, name: "Second" });
    const id = second.body.connector.id as string;
    await gateway.app.database.system.query(
      "UPDATE connectors SET verdict = 'invalid', verdict_cause = 'invalid_grant', verdict_at = now() WHERE id = $1",
      [id],
    );
    const board = contract.healthBoard.parse(await auditor.api("GET", "/overview/health"));
    expect(board.rows[0]).toMatchObject({ id, verdict: { state: "invalid", health: "red" } });
    expect(board.counts.red).toBe(1);
    const of = async (person: Person) =>
      contract.attention.parse(await person.api("GET", "/overview/attention"));
    const matter = `connector_invalid:${id}`;
    expect((await of(owner)).items[0]).toMatchObject({
      id: matter,
      severity: "critical",
      you_can_fix: true,
      fix: { action: "reconnect", path: `/settings/connectors/${id}` },
    });
    expect((await of(auditor)).items[0]).toMatchObject({
      id: matter,
      you_can_fix: false,
      owner: { who: "admin" },
    });
    const dismiss = { id: matter, reason: "Ben is on leave", days: 7 };
    expect((await auditor.tryApi("POST", "/overview/attention/dismissals", dismiss)).status).toBe(403);
    const left = contract.attention.parse(await owner.api("POST", "/overview/attention/dismissals", dismiss));
    expect(left.items.map((item) => item.id)).not.toContain(matter);
    expect(left.dismissed[0]).toMatchObject({ id: matter, dismissed: { reason: "Ben is on leave" } });
    await gateway.app.database.system.query(
      "UPDATE connectors SET verdict_cause = 'refresh_lost' WHERE id = $1",
      [id],
    );
    expect((await of(owner)).items[0]).toMatchObject({ id: matter, dismissed: null });
    await gateway.app.database.system.query(
      "UPDATE connectors SET verdict_cause = 'invalid_grant' WHERE id = $1",
      [id],
    );
    const back = await owner.api("DELETE", `/overview/attention/dismissals?id=${encodeURIComponent(matter)}`);
    expect(back.items[0]).toMatchObject({ id: matter, dismissed: null });
    expect((await auditRows(gateway)).slice(0, 2).map(({ type }) => type)).toEqual([
      "attention.restored",
      "attention.dismissed",
    ]);
  });

  test("a revocation's preview says who used the connector, and what would have failed", async () => {
    const preview = contract.revokePreview.parse(
      await owner.api("GET", `/connectors/${connector}/revoke_preview`),
    );
    const ran = (await auditRows(gateway, { type: "tool.call", connector })).length;
    expect(preview).toMatchObject({
      calls_7_days: ran,
      calls_24_hours: { calls: ran },
      pending_approvals: 0,
    });
    expect(preview.agents[0]).toMatchObject({ id: agentId, calls_7_days: ran });
    expect(preview.calls_24_hours.by.reduce((sum, { calls }) => sum + calls, 0)).toBe(ran);
    const list = await owner.fetch(`/api/workspaces/${gateway.workspaceId}/connectors/${connector}/impact`);
    expect(list.headers.get("content-disposition")).toContain("attachment");
    expect(await list.text()).toContain(`"agent","${agentId}","Mail helper"`);
  });
});

/** What the program that is handed out says of an export: as it is, with a word changed in its row 7, and cut off. */
async function offline(chain: Buffer): Promise<(string | undefined)[]> {
  const directory = mkdtempSync(join(tmpdir(), "valetkey-offline-"));
  const program = join(directory, "verify-audit.mjs");
  const answer = await auditor.fetch(`/api/workspaces/${gateway.workspaceId}/audit/verifier`);
  writeFileSync(program, await answer.text());
  const lines = chain.toString().split("\n");
  const forged = lines.with(7, (lines[7] ?? "").replace('"outcome":"', '"outcome":"o'));
  const said = [chain, forged.join("\n"), chain.subarray(0, chain.length - 40)].map((content, n) => {
    const file = join(directory, `${n}.jsonl`);
    writeFileSync(file, content);
    return spawnSync(process.execPath, [program, file], { encoding: "utf8" }).stdout;
  });
  rmSync(directory, { recursive: true });
  return said.map((text, n) => (n === 0 ? text : text.split(":")[0]));
}

describe("the audit log at work", () => {
  const page = async (query: Record<string, string>) =>
    contract.auditPage.parse(await auditor.api("GET", `/audit?${new URLSearchParams(query)}`));

  test("is followed from its end, found by words and times, and read beside its neighbours", async () => {
    await gateway.app.audit.flush();
    const last = await page({ page_size: "5" });
    expect((await page({ direction: "newer", cursor: last.newer_cursor })).events).toEqual([]);
    await call();
    await gateway.app.audit.flush();
    const [first] = last.events;
    const tail = await page({ direction: "newer", cursor: last.newer_cursor });
    expect(tail.events.map(({ seq }) => seq)).toEqual([(first?.seq ?? 0) + 1]);
    expect(tail.has_newer).toBe(false);
    const all = await page({ page_size: "200" });
    const words = await page({ q: "mail HELP", page_size: "200" });
    const expected = all.events.filter((row) => /mail help/i.test(JSON.stringify([row.actor, row.target])));
    expect(words.events.map(({ seq }) => seq)).toEqual(expected.map(({ seq }) => seq));
    const [some] = tail.events;
    expect((await page({ q: some?.request_id ?? "" })).events.map(({ seq }) => seq)).toEqual([some?.seq]);
    const since = all.events.at(-20)?.at ?? "";
    const counted = await auditor.api("GET", `/audit/count?${new URLSearchParams({ from: since })}`);
    expect(counted.rows).toBe(all.events.filter(({ at }) => at >= since).length);
    expect((await page({ to: since, page_size: "200" })).events.length + counted.rows).toBe(
      all.events.length,
    );
    const calls = all.events.filter((row) => row.data.tool === "gmail_search_threads").map(({ seq }) => seq);
    expect((await page({ tool: "gmail_search_threads" })).events.map(({ seq }) => seq)).toEqual(calls);
    const beside = contract.oneAuditEvent.parse(
      await auditor.api("GET", `/audit/${calls[1]}?tool=gmail_search_threads`),
    );
    expect([beside.newer_seq, beside.older_seq]).toEqual([calls[0], calls[2]]);
    expect((await page({ agent: agentId, page_size: "200" })).events.length).toBeGreaterThan(calls.length);
  });

  test("is verified by a walk that goes on by itself, and whoever asks meanwhile joins it", async () => {
    const sql = (text: string) => gateway.app.database.system.query(text, [gateway.workspaceId]);
    await sql(
      "INSERT INTO audit_checks (workspace_id, id, started_by) VALUES ($1, 'chk_theirs', 'another replica')",
    );
    expect((await auditor.api("POST", "/audit/checks")).id).toBe("chk_theirs");
    // That replica is gone: nobody waits for it for ever.
    await sql("UPDATE audit_checks SET seen_at = now() - interval '1 hour' WHERE workspace_id = $1");
    const { id } = await auditor.api("POST", "/audit/checks");
    const done = await until(
      async () => contract.auditCheck.parse(await auditor.api("GET", `/audit/checks/${id}`)),
      ({ state }) => state === "done",
    );
    expect(done).toMatchObject({ result: "intact", broken_at: null, head_hash: expect.any(String) });
    expect(done.checked).toBeGreaterThanOrEqual(done.total);
    const { checks } = contract.auditChecks.parse(await auditor.api("GET", "/audit/checks"));
    expect(checks.map((check) => [check.id, check.result])).toEqual([
      [id, "intact"],
      ["chk_theirs", "incomplete"],
    ]);
  });

  test("leaves as a chain that verifies, and as extracts that say how long they are and end with their hash", async () => {
    const path = `/api/workspaces/${gateway.workspaceId}/audit/export`;
    const whole = await auditor.fetch(path);
    const chain = Buffer.from(await whole.arrayBuffer());
    expect(await verifyExport([chain])).toMatchObject({
      result: "intact",
      checked: Number(whole.headers.get("x-valetkey-rows")),
    });
    const verdicts = await offline(chain);
    expect(verdicts).toEqual([
      expect.stringMatching(/^Intact: \d+ events, #1 to/),
      "Broken at #7",
      "Incomplete",
    ]);
    await owner.api("PATCH", `/connectors/${connector}`, { name: '=HYPERLINK("http://evil.test")' });
    const csv = await auditor.fetch(`${path}?format=csv&q=HYPERLINK`);
    expect(csv.headers.get("content-type")).toContain("text/csv");
    const text = await csv.text();
    const records = text.trimEnd().split("\r\n");
    expect(records).toHaveLength(Number(csv.headers.get("x-valetkey-rows")) + 2);
    expect(records.every((record) => record.split('","').length >= 14)).toBe(true);
    expect(text).not.toMatch(/(^|,)"[=+@-]/m);
    const last = records.at(-1) ?? "";
    const covered = text.slice(0, text.length - last.length - 2);
    expect(last).toContain(createHash("sha256").update(covered).digest("hex"));
    const lines = (await (await auditor.fetch(`${path}?outcome=failed`)).text()).trimEnd().split("\n");
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({
      filters: { outcome: "failed" },
      rows: lines.length - 2,
    });
  });
});

describe("what is missing", () => {
  const missing = (headers: Record<string, string>, query = "", method = "GET") =>
    fetch(`${gateway.url}/api/workspaces/${gateway.workspaceId}/missing${query}`, { method, headers });

  test("is the same as in the check, by server, for a teammate and for an agent", async () => {
    const mine = contract.missing.parse(await member.api("GET", "/missing"));
    const gmail = mine.servers.find(({ id }) => id === "gmail");
    expect(mine.servers.find(({ id }) => id === "slack")).toMatchObject({
      state: "blocked",
      needs: [{ code: "connection_required", who: "you", provider: "slack" }],
    });
    expect(gmail).toMatchObject({ state: "ready", blocked: 0 });
    const check = await owner.api("GET", `/agents/${agentId}/check`);
    const its = contract.missing.parse(await owner.api("GET", `/missing?agent=${agentId}&server=gmail`));
    expect(its.servers).toHaveLength(1);
    expect(its.servers[0]?.usable).toBeLessThanOrEqual(check.tools.usable);
    expect((await member.tryApi("GET", `/missing?agent=${agentId}`)).status).toBe(403);
    expect((await owner.tryApi("GET", "/missing?server=nothing")).status).toBe(404);
  });

  test("is shown to pages of named origins by an embed token, which opens nothing else and ends with its session", async () => {
    const sid = await gateway.member("sid@acme.test");
    const { token: embed } = await sid.api("POST", "/embed_tokens", {});
    const asks = { origin: HOST, authorization: `Bearer ${embed}` };
    const preflight = await missing({ origin: HOST, "access-control-request-method": "GET" }, "", "OPTIONS");
    expect([preflight.status, preflight.headers.get("access-control-allow-origin")]).toEqual([204, HOST]);
    const shown = await missing(asks);
    expect(shown.status).toBe(200);
    expect(shown.headers.get("access-control-allow-origin")).toBe(HOST);
    expect(shown.headers.get("access-control-allow-credentials")).toBeNull();
    expect(contract.missing.parse(await shown.json()).caller.id).toBe(sid.session.user.id);
    const again = await missing({ ...asks, "if-none-match": shown.headers.get("etag") ?? "" });
    expect(again.status).toBe(304);
    const refused = [
      missing({ ...asks, origin: "https://evil.example" }),
      missing({ ...asks, origin: "null" }),
      missing({ origin: HOST, cookie: sid.cookie }), // a cookie does not count there
      missing({ ...asks, authorization: `Bearer ${embed.slice(0, -2)}` }),
      missing(asks, `?agent=${agentId}`),
      fetch(`${gateway.url}/api/workspaces/${gateway.workspaceId}/integrations`, { headers: asks }),
      fetch(`${gateway.url}/api/session`, { headers: { authorization: asks.authorization } }),
      fetch(`${gateway.url}/mcp/gmail`, { method: "POST", headers: { authorization: asks.authorization } }),
    ];
    expect((await Promise.all(refused)).map(({ status }) => status)).toEqual([
      403, 403, 401, 401, 403, 403, 401, 401,
    ]);
    const forAgent = await fetch(`${gateway.url}/api/check/embed_tokens`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}` },
    });
    const made = contract.embedToken.parse(await forAgent.json());
    const its = await missing({ origin: HOST, authorization: `Bearer ${made.token}` });
    expect(contract.missing.parse(await its.json()).caller.id).toBe(agentId);
    await sid.call("DELETE", "/api/session");
    expect((await missing(asks)).status).toBe(401);
  });
});
