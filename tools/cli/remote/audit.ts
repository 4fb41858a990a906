import { setTimeout as wait } from "node:timers/promises";
import {
  type AuditEvent,
  type AuditFilters,
  auditFilters,
  countAudit,
  exportAuditLog,
  getAuditCheck,
  listAudit,
  startAuditCheck,
} from "../../../gateway/api/contract/audit.ts";
import type { Remote } from "../command.ts";
import { CliError, EXIT } from "../exit.ts";
import { openGateway } from "../gateway/connect.ts";
import type { Io } from "../io.ts";
import { openTarget } from "../output.ts";
import { openProgress } from "../progress.ts";
import { json, table } from "../table.ts";
import { asJson, bytes, clean, number, when } from "../text.ts";
import { abortable } from "./abortable.ts";
import { limitOf } from "./limit.ts";

export interface Filters extends Remote {
  type?: string;
  outcome?: string;
  actor?: string;
  agent?: string;
  connector?: string;
  tool?: string;
  from?: string;
  to?: string;
  search?: string;
}

/** A day or a moment, as ISO 8601 has it. */
function moment(name: string, text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const at = new Date(text);
  if (Number.isNaN(at.getTime()))
    throw new CliError(EXIT.usage, `--${name} is a day or a time: 2026-11-21, 2026-11-21T19:30:00Z.`);
  return at.toISOString();
}

function filtersOf(options: Filters): AuditFilters {
  const { type, outcome, actor, agent, connector, tool, search: q } = options;
  const given = {
    type,
    outcome,
    actor,
    agent,
    connector,
    tool,
    q,
    from: moment("from", options.from),
    to: moment("to", options.to),
  };
  const found = auditFilters.safeParse(
    Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
  );
  if (found.success) return found.data;
  const [issue] = found.error.issues;
  const name = String(issue?.path[0] ?? "").replace(/^q$/, "search");
  throw new CliError(EXIT.usage, `--${name}: ${issue?.message ?? "is not valid"}.`);
}

const columns = [
  { title: "seq", cell: (e: AuditEvent) => String(e.seq), right: true },
  { title: "at", cell: (e: AuditEvent) => when(e.at) },
  { title: "type", cell: (e: AuditEvent) => e.type },
  { title: "outcome", cell: (e: AuditEvent) => e.outcome },
  { title: "actor", cell: (e: AuditEvent) => e.actor.label ?? e.actor.id ?? e.actor.kind, shrinks: true },
  { title: "target", cell: (e: AuditEvent) => e.target.label ?? e.target.id ?? "", shrinks: true },
];

const PAGE = 200;

export interface ListOptions extends Filters {
  limit?: string;
}

/** Newest first. `--json`: one event a line. */
export async function list(io: Io, options: ListOptions): Promise<void> {
  const limit = limitOf(options.limit, 50);
  const filters = filtersOf(options);
  const { client, at, signal } = await openGateway(io, options);
  const found: AuditEvent[] = [];
  for (let cursor: string | undefined; found.length < limit; ) {
    const query = { ...filters, page_size: Math.min(PAGE, limit - found.length), ...(cursor && { cursor }) };
    const { events, next_cursor } = await client.send(listAudit, { params: at, query, ...abortable(signal) });
    if (options.json) for (const event of events) await io.out(`${asJson(event)}\n`);
    found.push(...events);
    if (next_cursor === null) break;
    cursor = next_cursor;
  }
  if (!options.json) await io.out(table(io, found, columns, "No event fits."));
}

const LOOK_MS = 2_000;
const line = ({ at, type, outcome, actor, target }: AuditEvent): string => {
  const about = target.label ?? target.id;
  return clean(
    `${when(at)}  ${type}  ${outcome}  ${actor.label ?? actor.id ?? actor.kind}${about ? `  ${about}` : ""}`,
  );
};

export interface TailOptions extends Filters {
  lines?: string;
}

/** The last events, then each as it comes, until Ctrl-C. */
export async function tail(io: Io, options: TailOptions): Promise<number> {
  const filters = filtersOf(options);
  const { client, at, signal } = await openGateway(io, options);
  const show = async (events: readonly AuditEvent[]) => {
    for (const event of events.toReversed())
      await io.out(options.json ? `${asJson(event)}\n` : `${line(event)}\n`);
  };
  const page_size = Math.min(PAGE, limitOf(options.lines, 10, "lines"));
  const first = await client.send(listAudit, {
    params: at,
    query: { ...filters, page_size },
    ...abortable(signal),
  });
  await show(first.events);
  let cursor = first.newer_cursor;
  let missed = false;
  while (!signal?.aborted) {
    await wait(LOOK_MS, undefined, abortable(signal)).catch(() => {});
    if (signal?.aborted) break;
    try {
      const query = { ...filters, page_size: PAGE, cursor, direction: "newer" as const };
      const next = await client.send(listAudit, { params: at, query, ...abortable(signal) });
      if (missed) io.err("The gateway answers again.\n");
      missed = false;
      await show(next.events);
      cursor = next.newer_cursor;
    } catch (error) {
      if (signal?.aborted) break;
      if (!(error instanceof CliError && error.code === "gateway_unreachable")) throw error;
      if (!missed) io.err(`${error.message} Trying on …\n`);
      missed = true;
    }
  }
  return EXIT.ok;
}

/** Has the gateway walk the chain. 1 broken or not finished, 5 nothing to walk. */
export async function verify(io: Io, options: Remote): Promise<number> {
  const { client, at, signal } = await openGateway(io, options);
  const progress = openProgress(io);
  let check = await client.send(startAuditCheck, { params: at, ...abortable(signal) });
  while (check.state === "running") {
    progress.tell(`${number(check.checked)} of ${number(check.total)} events checked`);
    await wait(500, undefined, abortable(signal));
    check = await client.send(getAuditCheck, { params: { ...at, id: check.id }, ...abortable(signal) });
  }
  progress.done();
  const { result, checked, first_seq, last_seq, head_hash, broken_at, reason } = check;
  if (options.json) await io.out(json({ check }));
  else if (result === "intact")
    await io.out(
      `Intact: ${number(checked)} events, ${first_seq} to ${last_seq}.\nHead ${clean(head_hash ?? "none")}\n`,
    );
  else if (result === "broken")
    await io.out(
      `BROKEN at event ${broken_at}: ${clean(reason ?? "")}.\nIn order before it: ${number(checked)} events.\n`,
    );
  else
    await io.out(
      result === "empty"
        ? "Empty: there is no event to check.\n"
        : "It was not finished, and says nothing. Try again.\n",
    );
  if (result === "intact") return EXIT.ok;
  return result === "empty" ? EXIT.notFound : EXIT.failed;
}

export interface ExportOptions extends Filters {
  out?: string;
  format?: string;
}

export async function exportLog(io: Io, options: ExportOptions): Promise<void> {
  const format = (["jsonl", "csv"] as const).find((one) => one === (options.format ?? "jsonl"));
  if (!format) throw new CliError(EXIT.usage, "--format is jsonl or csv.");
  const filters = filtersOf(options);
  const { client, at, signal } = await openGateway(io, options);
  const { rows } = await client.send(countAudit, { params: at, query: filters, ...abortable(signal) });
  const response = await client.open(exportAuditLog, {
    params: at,
    query: { ...filters, format },
    ...abortable(signal),
  });
  const target = await openTarget(io, options.out);
  const progress = openProgress(io);
  let length = 0;
  try {
    for await (const chunk of response.body ?? []) {
      length += chunk.length;
      await target.write(chunk);
      progress.tell(`${bytes(length)} of ${number(rows)} events`);
    }
  } catch {
    throw new CliError(EXIT.unreachable, "The export broke off: what was written is not whole.", {
      next: "Export again, to another file.",
    });
  } finally {
    progress.done();
    await target.close();
  }
  io.err(
    `${number(rows)} events, ${bytes(length)}.${format === "jsonl" && options.out ? ` Check it anywhere: valetkey audit verify --file ${options.out}` : ""}\n`,
  );
}
