import { createHash } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import type { AuditEvent, AuditFilters } from "../api/contract/audit.ts";
import type { Clock } from "../clock.ts";
import type { Principal } from "../context.ts";
import type { Db } from "../db/index.ts";
import { csvRecord } from "./csv.ts";
import { countAudit, walkAudit } from "./query.ts";
import { GENTLE_PAGE, readHead } from "./read.ts";
import { hex, toEvent } from "./row.ts";

const COLUMNS = [
  ...["seq", "at", "type", "outcome", "actor_kind", "actor_id", "actor_label"],
  ...["target_kind", "target_id", "target_label", "request_id", "data", "prev_hash", "hash"],
];

const recordOf = (event: AuditEvent): string => {
  const { seq, at, type, outcome, actor, target, request_id, data, prev_hash, hash } = event;
  return csvRecord([
    ...[seq, at, type, outcome, actor.kind, actor.id, actor.label],
    ...[target.kind, target.id, target.label, request_id, JSON.stringify(data), prev_hash, hash],
  ]);
};

export interface ExtractOptions {
  format: "jsonl" | "csv";
  filters: AuditFilters;
  clock: Clock;
}
export interface ExtractEnd {
  count: number;
  head_seq: number | null;
  head_hash: string | null;
  /** Of everything before the last line, hex. */
  sha256: string;
}
export interface Extract {
  /** How many events follow. */
  rows: number;
  lines: AsyncGenerator<string, ExtractEnd, undefined>;
}

/**
 * The rows that the filters leave, up to the head there is now, in the order of the chain. Not a chain any more: each
 * row's hash still covers it and the row before, and the last line covers the file.
 */
export async function extractAudit(
  db: Pick<Db, "reports" | "inWorkspace">,
  who: Principal,
  { format, filters, clock }: ExtractOptions,
): Promise<Extract> {
  const head = await readHead(db, who);
  const { rows } = await countAudit(db, who, filters);
  const upTo = Number(head?.seq ?? 0);

  async function* lines(): AsyncGenerator<string, ExtractEnd, undefined> {
    const sha256 = createHash("sha256");
    const told = (text: string) => {
      sha256.update(text, "utf8");
      return text;
    };
    const first = {
      format: "valetkey-audit-extract/1",
      workspace: who.workspaceId,
      exported_at: new Date(clock()).toISOString(),
      filters,
      rows,
    };
    yield told(format === "csv" ? csvRecord(COLUMNS) : `${JSON.stringify(first)}\n`);
    let count = 0;
    for await (const page of walkAudit(db, who, filters, upTo, GENTLE_PAGE)) {
      await setImmediate();
      count += page.length;
      const events = page.map(toEvent);
      yield told(
        events.map((event) => (format === "csv" ? recordOf(event) : `${JSON.stringify(event)}\n`)).join(""),
      );
    }
    const end = {
      count,
      head_seq: head ? upTo : null,
      head_hash: head ? hex(head.hash) : null,
      sha256: sha256.digest("hex"),
    };
    const last = COLUMNS.map((column) =>
      column === "type" ? "export.digest" : column === "data" ? JSON.stringify(end) : null,
    );
    yield format === "csv" ? csvRecord(last) : `${JSON.stringify(end)}\n`;
    return end;
  }
  return { rows, lines: lines() };
}
