/**
 * What docs/cli.md shows is what the program says: every `$ npx valetkey …` in its `console` blocks is run, in order, as a
 * new user would, against a sandbox. `node tools/cli/record.ts` writes the file anew; a test holds it.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { until } from "../../test/support/look.ts";
import { openStage, type Stage } from "./stage.ts";

const PROGRAM = fileURLToPath(new URL("valetkey.js", import.meta.url));
export const DOCUMENT = fileURLToPath(new URL("../../docs/cli.md", import.meta.url));
const PROMPT = "$ npx valetkey ";
const BLOCK = /^```console\n([\s\S]*?)^```$/gm;
const WAIT_MS = 60_000;
const SHOWN_URL = "http://localhost:8787";
const ID = /\b(con|agt|apr|tok|wsp|usr|grt|ses|app|pol|evt|aud)_[0-9a-z]{20}\b/g;

/** Ids as the document has them, and what they are in this run. */
class Names {
  #shown = new Map<string, string>();
  #real = new Map<string, string>();

  show(text: string): string {
    return text.replace(ID, (real, kind: string) => {
      const known = this.#shown.get(real);
      if (known) return known;
      const count = [...this.#shown.values()].filter((one) => one.startsWith(`${kind}_`)).length + 1;
      const shown = `${kind}_${String(count).padStart(20, "0")}`;
      this.#shown.set(real, shown);
      this.#real.set(shown, real);
      return shown;
    });
  }
  real(text: string): string {
    return text.replace(ID, (shown) => this.#real.get(shown) ?? shown);
  }
}

/** What differs from run to run, in forms that keep a table's columns where they are. */
const VOLATILE: readonly (readonly [RegExp, string])[] = [
  [/\b\d{4}-\d\d-\d\d \d\d:\d\d\b/g, "2026-11-21 20:00"],
  [/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z/g, "2026-11-21T20:00:00.000Z"],
  [/\b[0-9a-f]{64}\b/g, "5f1c".repeat(16)],
  [/\b[A-Z]{4}-[A-Z]{4}\b/g, "WDJB-MJHT"],
  [/\bv([ko])_\w{20,}/g, "v$1_shown_this_once"],
  [/\bvk_\w{4,12}…/g, "vk_a1b2c3…"],
  [/\b\d+ ms\b/g, "12 ms"],
  [/\b[\d,.]+ (B|KB|MB|GB|TB)\b/g, "1.2 MB"],
  // Whether the web app is built is a matter of the machine that records.
  [
    /^\w+ +web_app .*\n(?: {29}.*\n)?/m,
    "ok    web_app                The web app is built, 2026-11-21 20:00 UTC.\n",
  ],
  [/\b\d+ looked at: 0 failed, \d to look at/, "15 looked at: 0 failed, 0 to look at"],
  [/\b[\d,]+ events\b/g, "42 events"],
  [/\b1 to \d+\b/g, "1 to 42"],
  [/\b[\d,]+ rows of \d+ tables\b/g, "80 rows of 40 tables"],
  [/\b[\d,]+ rows?( tried| moved|,)/g, "2 rows$1"],
  [/, [\d,]+ a second/g, ", 400 a second"],
  [/^( *)\d+(?= {2}2026-)/gm, "$142"],
  [/\bk[0-9a-f]{8}\b/g, "k4f1c2a0b"],
  [/Node v[\d.]+, \S+/g, "Node v24.21.0, node_modules/node/bin/node"],
  [/PostgreSQL \d[\w. ()-]*/g, "PostgreSQL 18.3"],
  [/\(version [\d.]+\)/g, "(version 0.1.0)"],
];

function normal(text: string, { url, directory }: Stage, names: Names): string {
  const places = text
    .replaceAll(url, SHOWN_URL)
    .replaceAll(`${directory}/data`, "/srv/valetkey/data")
    .replaceAll(`${directory}/`, "")
    .replaceAll(new URL(url).host, "localhost:8787");
  const known = VOLATILE.reduce(
    (all, [pattern, instead]) => all.replace(pattern, instead),
    names.show(places),
  );
  // Progress comes with slow machines alone.
  return known.replace(/^(\d.*|Looking further|.* events checked) …\n/gm, "");
}

/** What goes on outside the terminal while some commands wait, and when they are left. */
function meanwhile(
  { owner }: Stage,
  argv: readonly string[],
  child: ChildProcess,
  said: () => string,
): Promise<unknown> | undefined {
  const [group, command] = argv;
  if (group === "login")
    return until(() => /Code: (\S+)/.exec(said())?.[1], Boolean, WAIT_MS).then((user_code) =>
      owner.call("POST", "/api/cli/sign-in/decision", { user_code, decision: "allow" }),
    );
  if (group === "approvals" && command === "approve")
    return until(() => said().includes("Waiting"), Boolean, WAIT_MS).then(() =>
      owner.api("POST", `/approvals/${argv[2]}/decision`, { decision: "approve" }),
    );
  if (group === "audit" && command === "tail")
    return until(() => said().split("\n").length > 2, Boolean, WAIT_MS)
      .then(() => owner.newAgent("Calendar helper"))
      .then(() => until(() => said().includes("agent.created"), Boolean, WAIT_MS))
      .then(() => child.kill("SIGINT"));
  return undefined;
}

/** Words of a line as a shell takes them: quotes, nothing else. */
const wordsOf = (line: string): string[] =>
  [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? "");

async function ran(stage: Stage, line: string): Promise<string> {
  const argv = wordsOf(line);
  // Both into one pipe, as into one terminal: of two nobody knows in which order they were written.
  const both = ["-c", 'exec "$0" "$@" 2>&1', process.execPath, PROGRAM, ...argv];
  const child = spawn("/bin/sh", both, {
    cwd: stage.directory,
    env: { PATH: process.env.PATH, ...stage.env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  const late = setTimeout(() => child.kill("SIGTERM"), 3 * WAIT_MS);
  const ended = once(child, "close");
  await meanwhile(stage, argv, child, () => said);
  const [code] = (await ended) as [number];
  clearTimeout(late);
  return code === 0 ? said : `${said}(exit code ${code})\n`;
}

/** What a call needs to be there before it. */
async function prepare(stage: Stage, line: string): Promise<void> {
  if (line.startsWith("approvals list")) {
    await stage.waitingCall();
    await stage.waitingCall();
  }
}

async function recordBlock(stage: Stage, names: Names, block: string): Promise<string> {
  const lines = block.split("\n").filter((line) => line.startsWith(PROMPT));
  let text = "";
  for (const line of lines) {
    const call = line.slice(PROMPT.length);
    await prepare(stage, call);
    const real = names.real(call).replaceAll(SHOWN_URL, stage.url);
    text += `${line}\n${normal(await ran(stage, real), stage, names)}`;
  }
  return text;
}

/** The document with every block as it is now. */
export async function record(document: string): Promise<string> {
  const stage = await openStage();
  const names = new Names();
  try {
    let recorded = "";
    let from = 0;
    for (const found of document.matchAll(BLOCK)) {
      recorded += `${document.slice(from, found.index)}\`\`\`console\n${await recordBlock(stage, names, found[1] ?? "")}\`\`\``;
      from = found.index + found[0].length;
    }
    return recorded + document.slice(from);
  } finally {
    await stage.close();
  }
}

if (import.meta.main) writeFileSync(DOCUMENT, await record(readFileSync(DOCUMENT, "utf8")));
