import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../../tools/cli/run.ts";
import type { Cast } from "./cast.ts";
import type { Step } from "./narrator.ts";

export async function tokenIsNowhere(cast: Cast, step: Step): Promise<void> {
  const { gateway, outputs, owner, vaultKeys } = cast;
  const { rows } = await gateway.app.database.system.query(
    "SELECT row_to_json(a)::text AS row FROM audit_events a",
  );
  const records = rows.map(({ row }) => String(row));
  const exported = await (
    await owner.fetch(`/api/workspaces/${owner.session.workspace.id}/audit/export`)
  ).text();
  const { google, slack, github, logLines } = gateway;
  const issued = [google, slack, github].flatMap((provider) => provider.secrets());
  const secrets = [...issued, ...vaultKeys];
  step.show(
    `Searched for ${issued.length} codes, tokens and client secrets and ${vaultKeys.size} vault keys, also encoded, in:`,
    `- ${outputs.texts.length} answers of the API, of MCP tools and of the command line`,
    `- ${logLines.length} log lines at level trace`,
    `- ${records.length} audit rows, and their export`,
  );
  const found = outputs.found(secrets, [...logLines, ...records, exported]);
  step.check(
    "no token, code, secret or key is anywhere",
    issued.length > 10 && found === 0,
    `${found} found`,
  );
  // The search itself is put to the test: one planted token must be found.
  const planted = outputs.found(secrets, [`{"oops":"${google.secrets().at(-1)}"}`]);
  step.check("the search finds a token that is planted", planted === 1);
}

async function verifyOffline(file: string): Promise<{ code: number; said: string }> {
  let said = "";
  const say = (text: string) => {
    said += text;
  };
  const code = await run(["audit", "verify", "--file", file], { out: say, err: say, env: {} });
  return { code, said: said.replace(/\s+/g, " ").trim() };
}

export async function auditVerifies({ owner }: Cast, step: Step): Promise<void> {
  const { events, types } = await owner.api("GET", "/audit?page_size=8");
  step.show("On the record, newest first:");
  for (const { type, outcome, actor } of events) step.show(`- ${type} ${outcome}, by ${actor.label}`);
  const story =
    "sign_in.succeeded token.issued app.added app.changed connector.authorized connector.confirmed connector.disabled " +
    "connector.enabled keys.rotated invitation.accepted member.removed tool.call tool.refused revocation.started " +
    "grant.ended upstream.revoked upstream.kept";
  step.check(
    "every act of the story has its row",
    story.split(" ").every((type) => types.includes(type)),
    `${types.length} kinds`,
  );
  const head = Number(events[0].seq);
  await step.timed(
    `the hash chain of ${head} rows verifies`,
    () => owner.api("POST", "/audit/verify"),
    (verified) => verified.result === "intact" && verified.checked >= head,
  );
}

export async function exportVerifiesOffline({ owner }: Cast, step: Step): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), "valetkey-demo-"));
  try {
    const file = join(directory, "audit.jsonl");
    const exported = await owner.fetch(`/api/workspaces/${owner.session.workspace.id}/audit/export`);
    writeFileSync(file, await exported.text());
    const whole = await verifyOffline(file);
    step.check("valetkey audit verify --file agrees, without a database", whole.code === 0, "Intact");
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
