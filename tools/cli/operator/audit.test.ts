import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openAudit } from "../../../gateway/audit/index.ts";
import { type Database, openDatabase } from "../../../gateway/db/index.ts";
import { openIdentity } from "../../../gateway/identity/index.ts";
import { runCommand } from "../../../test/support/command.ts";
import { run } from "../run.ts";

const directory = mkdtempSync(join(tmpdir(), "valetkey-audit-"));
const dataDir = join(directory, "data");
const file = join(directory, "export.jsonl");

async function withDatabase<T>(work: (database: Database) => Promise<T>): Promise<T> {
  const database = await openDatabase({ dataDir });
  return work(database).finally(() => database.close());
}

beforeAll(() =>
  withDatabase(async ({ db, system }) => {
    const { people } = openIdentity({ db, system, cookieKeys: [], clock: Date.now });
    const { workspaceId } = await people.bootstrap({
      workspaceName: "Acme",
      ownerEmail: "owner@example.com",
    });
    const audit = openAudit({ db, clock: Date.now, log: console });
    const who = people.systemPrincipal(workspaceId, "test");
    for (let n = 0; n < 10; n++)
      audit.enqueue(who, { type: "sign_out", outcome: "ok", data: { session: `ses_${n}` } });
    await audit.close();
  }),
);
afterAll(() => rmSync(directory, { recursive: true }));

const tool = (...argv: string[]) => runCommand(run, dataDir, ["audit", ...argv, "--local"]);
const offline = (...argv: string[]) => runCommand(run, join(directory, "none"), ["audit", ...argv]);

test("an intact log says so, and how much was checked", async () => {
  const { code, out } = await tool("verify", "--workspace", "acme");
  expect(out).toMatch(/Workspace acme \(wsp_\w+\)\n {2}Intact: 10 events, 1 to 10\.\n {2}Head [0-9a-f]{64}/);
  expect(code).toBe(0);
});

test("an export is written once, is on the record, and verifies without a database", async () => {
  expect(await tool("export", "--workspace", "acme", "--out", file)).toMatchObject({ code: 0, out: "" });
  expect(await tool("export", "--workspace", "acme", "--out", file)).toMatchObject({
    code: 1,
    err: expect.stringMatching(/exists already/),
  });
  const { code, out } = await offline("verify", "--file", file, "--json");
  expect(JSON.parse(out).results).toMatchObject([
    { result: "intact", checked: 10, workspace: expect.stringMatching(/^wsp_/) },
  ]);
  expect(code).toBe(0);
  expect((await tool("verify", "--json")).out).toContain('"checked": 11');
});

test("an edited export is broken, at the row that was edited", async () => {
  const edited = join(directory, "edited.jsonl");
  writeFileSync(edited, readFileSync(file, "utf8").replace("ses_4", "ses_x"));
  const { code, out } = await offline("verify", "--file", edited);
  expect(out).toContain("BROKEN at event 5: line 6: hash does not match its content.");
  expect(code).toBe(1);
  appendFileSync(file, "\n");
  expect((await offline("verify", "--file", file)).code).toBe(1);
});

test("a running gateway is named, with the way around", async () => {
  await withDatabase(async () => {
    const { code, err } = await tool("verify");
    expect(err).toMatch(/in use by process \d+/);
    expect(err).toContain("--file <export.jsonl>");
    expect(code).toBe(6);
  });
});

test("a wrong call explains itself", async () => {
  for (const argv of [[], ["repair"], ["verify", "--what"], ["verify", "now"], ["export", "--json"]]) {
    expect(await tool(...argv)).toMatchObject({
      code: 2,
      out: "",
    });
  }
  expect(await tool("verify", "--file", join(directory, "none"))).toMatchObject({
    code: 5,
    err: expect.stringMatching(/no file/),
  });
  expect(await tool("verify", "--workspace", "nobody")).toMatchObject({
    code: 5,
    err: expect.stringMatching(/no workspace nobody/),
  });
  expect(await tool("verify", "--data-dir", join(directory, "none"))).toMatchObject({
    code: 5,
    err: expect.stringMatching(/no database/),
  });
  expect(await tool("export")).toMatchObject({ code: 2, err: expect.stringMatching(/which workspace/) });
});

test("rows changed in the database are found", async () => {
  await withDatabase(async ({ system }) => {
    await system.query("ALTER TABLE audit_events DISABLE TRIGGER append_only");
    await system.query("UPDATE audit_events SET outcome = 'failed' WHERE seq = 3");
    await system.query("DELETE FROM workspaces");
  });
  const { code, out } = await tool("verify");
  expect(out).toContain("BROKEN at event 3: hash does not match its content");
  expect(code).toBe(1);
});
