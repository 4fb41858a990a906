import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { setImmediate } from "node:timers/promises";
import type { Clock } from "../clock.ts";
import type { Principal } from "../context.ts";
import type { Db } from "../db/index.ts";
import { type ExportHeader, type ExportTrailer, exportFormat, makeTrailer } from "./export-format.ts";
import { GENTLE_PAGE, readHead, readRows } from "./read.ts";
import { toEvent } from "./row.ts";

const VERIFIER = new URL("./offline/verify-audit.mjs", import.meta.url);

/** A program of one file that verifies an export on a machine with Node.js alone. */
export const auditVerifier = (): Promise<string> => readFile(VERIFIER, "utf8");

export interface ExportOptions {
  clock?: Clock;
  /** First row; default 1. A later one continues an earlier export. */
  fromSeq?: number;
}

/**
 * The workspace's log up to the head it had at the start, as lines that end with a line feed; see `export-format.ts`.
 * Returns the trailer. Rows written meanwhile are left for the next export.
 */
export async function* exportAudit(
  db: Pick<Db, "inWorkspace">,
  who: Principal,
  { clock = Date.now, fromSeq = 1 }: ExportOptions = {},
): AsyncGenerator<string, ExportTrailer, undefined> {
  const sha256 = createHash("sha256");
  const line = (value: object) => {
    const text = `${JSON.stringify(value)}\n`;
    sha256.update(text, "utf8");
    return text;
  };
  const head = await readHead(db, who);
  const exported_at = new Date(clock()).toISOString();
  const first: ExportHeader = {
    format: exportFormat,
    workspace: who.workspaceId,
    exported_at,
    from_seq: fromSeq,
  };
  yield line(first);
  let count = 0;
  const wanted = { from: BigInt(fromSeq), upTo: head?.seq ?? 0n, page: GENTLE_PAGE };
  for await (const rows of readRows(db, who, wanted)) {
    await setImmediate();
    count += rows.length;
    // One string a page: a chunk for each row would cost more than the row.
    yield rows.map((row) => line(toEvent(row))).join("");
  }
  const last = makeTrailer(count, head, sha256.digest("hex"));
  yield `${JSON.stringify(last)}\n`;
  return last;
}
