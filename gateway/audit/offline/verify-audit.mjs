#!/usr/bin/env node
// Verifies an export of a Valetkey audit log (JSON lines, the whole chain) on a machine that has Node.js 20 or newer and
// nothing else: no gateway, no database, no package, no network. Usage: node verify-audit.mjs <file>
//
// Each line between the first and the last is an event; `hash` is the SHA-256 of "valetkey-audit/1", a zero byte, the
// workspace's id, a zero byte, the 32 bytes of `prev_hash`, and the event without its two hashes as canonical JSON
// (RFC 8785). `prev_hash` is the hash of the event before; that of the first is 32 zero bytes. The last line has the
// number of events, the end of the chain, and the SHA-256 of every line before it with its line feed.
// Compare the workspace and the head hash with what you know from elsewhere: a whole file can be made up.
//
// Exits with 0: intact. 1: broken. 2: incomplete, or no export. 3: nothing to verify.
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";

const file = process.argv[2];
const end = (code, text) => {
  console.log(text);
  process.exit(code);
};
if (!file) end(2, "Usage: node verify-audit.mjs <export.jsonl>");

const canonical = (value) => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const names = Object.keys(value).sort(); // by UTF-16 code units
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(",")}}`;
};

const parse = (line) => {
  try {
    return JSON.parse(line.toString("utf8"));
  } catch {
    return undefined;
  }
};

/** Lines as bytes, split at line feeds alone. Undefined at the end: the last one is cut off. */
async function* linesOf(stream) {
  let rest = Buffer.alloc(0);
  for await (const chunk of stream) {
    rest = Buffer.concat([rest, chunk]);
    let start = 0;
    for (let at = rest.indexOf(10); at >= 0; at = rest.indexOf(10, start)) {
      yield rest.subarray(start, at);
      start = at + 1;
    }
    rest = rest.subarray(start);
  }
  if (rest.length > 0) yield undefined;
}

const whole = createHash("sha256");
let header;
let held;
let count = 0;
let seq;
let previous = "0".repeat(64);

function take(line) {
  if (!header) {
    header = parse(line);
    if (header?.format !== "valetkey-audit/1") {
      const isPart = header?.format === "valetkey-audit-extract/1";
      end(
        2,
        isPart
          ? "This is an extract: rows that a filter left are no chain. Export without filters."
          : "This is no export of an audit log.",
      );
    }
    seq = header.from_seq - 1;
    return;
  }
  const event = parse(line);
  const place = seq + 1;
  if (!event || typeof event.hash !== "string") end(1, `Broken at #${place}: the line is no event.`);
  const { hash, prev_hash, ...content } = event;
  if (count === 0 && header.from_seq > 1) previous = prev_hash; // the export before this one ends with it
  if (event.seq !== place) end(1, `Broken at #${place}: the next row is #${event.seq}.`);
  if (prev_hash !== previous) end(1, `Broken at #${place}: it does not follow the row before.`);
  const digest = createHash("sha256").update(`valetkey-audit/1\0${header.workspace}\0`, "utf8");
  digest.update(Buffer.from(prev_hash, "hex")).update(canonical(content), "utf8");
  if (digest.digest("hex") !== hash) end(1, `Broken at #${place}: its content is not what was recorded.`);
  previous = hash;
  seq = place;
  count += 1;
}

for await (const line of linesOf(createReadStream(file))) {
  if (line === undefined) end(2, `Incomplete: the file was cut off after #${seq ?? 0}.`);
  if (held) {
    whole.update(held).update("\n");
    take(held);
  }
  held = Buffer.from(line);
}
const last = held && parse(held);
if (!header || typeof last?.count !== "number")
  end(2, `Incomplete: the file was cut off after #${seq ?? 0}.`);
if (last.sha256 !== whole.digest("hex")) end(1, "Broken: the file is not as it was exported.");
if (last.count !== count)
  end(1, `Broken at #${seq + 1}: the last line counts ${last.count} events, there are ${count}.`);
if (count === 0) end(3, "Nothing to verify: there is no event in this file.");
if (last.head_seq !== seq || last.head_hash !== previous)
  end(1, `Broken at #${seq + 1}: the chain ends elsewhere than it says.`);
end(
  0,
  `Intact: ${count} events, #${header.from_seq} to #${seq}, of workspace ${header.workspace}\nexported ${header.exported_at}\nhead hash ${previous}`,
);
