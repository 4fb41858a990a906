import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run as auditTool } from "../../tools/audit.ts";
import { TEST_VAULT_KEYS } from "../support/gateway.ts";
import type { Cast } from "./cast.ts";
import type { Step } from "./narrator.ts";

export async function tokenIsNowhere({ gateway, outputs, owner }: Cast, step: Step): Promise<void> {
  const { rows } = await gateway.app.database.system.query(
    "SELECT row_to_json(a)::text AS row FROM audit_events a",
  );
  const records = rows.map(({ row }) => String(row));
  const exported = await (
    await owner.fetch(`/api/workspaces/${owner.session.workspace.id}/audit/export`)
  ).text();
  const issued = gateway.google.secrets();
  const keys = TEST_VAULT_KEYS.split(",").map((key) => key.slice(key.indexOf(":") + 1));
  const secrets = [...issued, ...keys];
  const { logLines } = gateway;
  step.show(
    `Searched for ${issued.length} codes, tokens and client secrets and ${keys.length} vault keys, also encoded, in:`,
    `- ${outputs.texts.length} answers of the API and of MCP tools, with headers`,
    `- ${logLines.length} log lines at level trace`,
    `- ${records.length} audit rows, and their export`,
  );
  const found = outputs.found(secrets, [...logLines, ...records, exported]);
  step.check("no token, code, secret or key is anywhere", issued.length > 2 && found === 0, `${found} found`);
  // The search itself is put to the test: one planted token must be found.
  const planted = outputs.found(secrets, [`{"oops":"${issued.at(-1)}"}`]);
  step.check("the search finds a token that is planted", planted === 1);
}

async function verifyOffline(file: string): Promise<{ code: number; said: string }> {
  let said = "";
  const say = (text: string) => {
    said += text;
  };
  const code = await auditTool(["verify", "--file", file], { out: say, err: say, env: {} });
  return { code, said: said.replace(/\s+/g, " ").trim() };
}

export async function auditVerifies({ owner }: Cast, step: Step): Promise<void> {
  const { events } = await owner.api("GET", "/audit?page_size=200");
  const types = new Set(events.map((e: { type: string }) => e.type));
  step.show("On the record, newest first:");
  for (const { type, outcome, actor } of events.slice(0, 8))
    step.show(`- ${type} ${outcome}, by ${actor.label}`);
  const story = [
    "sign_in.succeeded",
    "token.issued",
    "connector.authorized",
    "tool.call",
    "tool.refused",
    "grant.ended",
    "upstream.revoked",
  ];
  step.check(
    "every act of the story has its row",
    story.every((type) => types.has(type)),
    `${events.length} rows`,
  );
  await step.timed(
    "the hash chain verifies",
    () => owner.api("POST", "/audit/verify"),
    (verified) => verified.result === "intact" && verified.checked >= events.length,
  );
}

export async function exportVerifiesOffline({ owner }: Cast, step: Step): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), "valetkey-demo-"));
  try {
    const file = join(directory, "audit.jsonl");
    const exported = await owner.fetch(`/api/workspaces/${owner.session.workspace.id}/audit/export`);
    writeFileSync(file, await exported.text());
    const whole = await verifyOffline(file);
    step.check("npm run audit -- verify --file agrees, without a database", whole.code === 0, "Intact");
    step.show(whole.said);
    writeFileSync(file, readFileSync(file, "utf8").replace('"outcome":"refused"', '"outcome":"ok"'));
    const forged = await verifyOffline(file);
    step.check(
      "one word changed in one row is noticed, and where",
      forged.code === 1,
      /BROKEN at event \d+/.exec(forged.said)?.[0],
    );
  } finally {
    rmSync(directory, { recursive: true });
  }
}
