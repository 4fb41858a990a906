// node test/fuzz/record.ts: runs the journeys of the servers and writes what was called and answered to recorded.json,
// the material that the fuzzer starts from. To be run again when tools or emulators are new; what was recorded before
// stays where nothing newer is there.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Corpus, keyOf, loadCorpus, type RecordedAnswer } from "./corpus.ts";

const MOST_ANSWERS = 12;
const MOST_CHARS = 40_000;
const MOST_INPUTS = 12;
const MOST_ITEMS = 3;
const LONGEST_TEXT = 600;
const LONGEST_ANSWER = 15_000;
const LONGEST_INPUT = 3_000;

/** Of the addresses in GitHub's answers, which are most of them, those that tools read. */
const READ_URLS = new Set(["html_url", "download_url", "permalink_url", "upload_url", "avatar_url"]);

/** A few items of each list, and the beginning of long text. */
function cut(value: unknown): unknown {
  if (typeof value === "string") return value.slice(0, LONGEST_TEXT);
  if (Array.isArray(value)) return value.slice(0, MOST_ITEMS).map(cut);
  if (typeof value !== "object" || value === null) return value;
  const told = Object.entries(value).filter(([name]) => !/_url$/.test(name) || READ_URLS.has(name));
  return Object.fromEntries(told.map(([name, one]) => [name, cut(one)]));
}

interface Line {
  tool?: string;
  input?: Record<string, unknown>;
  method: string;
  path: string;
  question?: string;
  status: number;
  type: string;
  body: string;
}

function answerOf({ path: at, status, type, body }: Line): RecordedAnswer | undefined {
  const bytes = Buffer.from(body, "base64");
  const common = { at: at.slice(0, 300), status, type: type.split(";")[0] ?? "" };
  try {
    const json = cut(JSON.parse(bytes.toString("utf8")));
    return JSON.stringify(json).length > LONGEST_ANSWER ? undefined : { ...common, json };
  } catch {
    return bytes.length > LONGEST_ANSWER ? undefined : { ...common, bytes: body };
  }
}

/** What was asked the same way is kept once. */
const sameIn = (one: unknown, other: unknown) =>
  (one as RecordedAnswer).at !== undefined && (one as RecordedAnswer).at === (other as RecordedAnswer).at;

function add<T>(into: Record<string, T[]>, key: string, value: T, most: number): void {
  const list = Object.hasOwn(into, key) ? (into[key] ?? []) : [];
  const text = JSON.stringify(value);
  const full = list.length > 0 && JSON.stringify(list).length + text.length > MOST_CHARS;
  if (full || list.length >= most || list.some((one) => sameIn(one, value) || JSON.stringify(one) === text))
    return;
  into[key] = [...list, value];
}

function take(corpus: Corpus, line: Line): void {
  if (line.tool !== undefined) {
    // Which connector is the journey's own matter.
    const { connector: _, ...input } = line.input ?? {};
    if (JSON.stringify(input).length <= LONGEST_INPUT) add(corpus.inputs, line.tool, input, MOST_INPUTS);
    return;
  }
  const url = new URL(line.path, "http://emulator");
  if (
    /\/(?:oauth|token|authorize|o\/oauth2|login|userinfo|app\/|applications\/|installation)|oauth\./.test(
      url.pathname,
    )
  )
    return;
  const answer = answerOf(line);
  if (answer)
    add(
      corpus.answers,
      `${keyOf(line.method, url, line.question)} ${line.status < 300 ? "ok" : "no"}`,
      answer,
      MOST_ANSWERS,
    );
}

const sorted = <T>(record: Record<string, T>) => Object.fromEntries(Object.entries(record).sort());

const given = process.argv[2];
const folder = given ?? mkdtempSync(join(tmpdir(), "fuzz-"));
if (!given) {
  const journeys = readdirSync("test/journeys").filter((name) =>
    /^(?:calendar|drive|gmail|github|slack|google|files|tools)\b/.test(name),
  );
  spawnSync(
    "vitest",
    ["run", "-c", "test/fuzz/record.config.ts", ...journeys.map((name) => `test/journeys/${name}`)],
    { stdio: "inherit", env: { ...process.env, FUZZ_RECORD: folder } },
  );
}
const corpus: Corpus = { inputs: {}, answers: {} };
for (const file of readdirSync(folder).sort()) {
  for (const text of readFileSync(join(folder, file), "utf8").split("\n")) {
    if (text !== "") take(corpus, JSON.parse(text) as Line);
  }
}
const before = loadCorpus();
const merged = {
  inputs: sorted({ ...before.inputs, ...corpus.inputs }),
  answers: sorted({ ...before.answers, ...corpus.answers }),
};
const lines = (record: Record<string, unknown[]>) =>
  Object.entries(record)
    .map(
      ([key, list]) => `${JSON.stringify(key)}: [\n${list.map((one) => JSON.stringify(one)).join(",\n")}\n]`,
    )
    .join(",\n");
writeFileSync(
  new URL("./recorded.json", import.meta.url),
  `{"inputs": {\n${lines(merged.inputs)}\n},\n"answers": {\n${lines(merged.answers)}\n}}\n`,
);
if (!given) rmSync(folder, { recursive: true });
console.log(
  `${Object.keys(merged.inputs).length} tools, ${Object.keys(merged.answers).length} kinds of answers recorded`,
);
