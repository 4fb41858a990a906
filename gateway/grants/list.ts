import { z } from "zod";
import { expandScopes, pickedExtras, type Registry, scopesFor } from "../catalog/index.ts";
import type { Principal } from "../context.ts";
import type { Ask } from "../db/index.ts";
import { GatewayError } from "../errors.ts";
import { accessOf } from "./apps.ts";
import { CALLS, DETAILS, narrowed, pageOf, SIGNATURES, type Signature } from "./list-sql.ts";
import type { Parts } from "./parts.ts";
import { type ConnectorRecord, readConnectors } from "./read.ts";

/** How a connector is, in a word. `attention`: valid, and scopes are missing or nothing was seen for an hour. */
export type Status = "valid" | "attention" | "invalid" | "unknown" | "unconfirmed" | "off" | "disconnected";

export interface ListWish {
  q?: string | undefined;
  provider?: readonly string[] | undefined;
  status?: readonly string[] | undefined;
  kind?: "shared" | "personal" | undefined;
  /** Whose it is: the owner, or who authorized it. */
  owner?: string | undefined;
  /** Not called since, nor authorized. */
  unusedSince?: Date | undefined;
  /** Only what holds more than its calls needed. */
  overScoped: boolean;
  sort: "newest" | "name" | "health" | "last_call";
  /** As an answer gave it. */
  cursor?: string | undefined;
  size: number;
}

export interface Listed {
  record: ConnectorRecord;
  lastCallAt: Date | undefined;
  /** When its access is renewed next; undefined: never, or nobody knows. */
  renewsAt: Date | undefined;
  calls7Days: number;
  errors7Days: number;
  /** Scopes that no call of the last thirty days needed, where there were any. */
  unusedScopes: number;
}
export interface ConnectorPage {
  rows: Listed[];
  next: string | null;
  /** How many the wish leaves. */
  total: number;
  /** Of all connectors of the workspace. */
  byStatus: Record<Status, number>;
}

const NONE: Record<Status, number> = {
  valid: 0,
  attention: 0,
  invalid: 0,
  unknown: 0,
  unconfirmed: 0,
  off: 0,
  disconnected: 0,
};
const DAY_MS = 86_400_000;
const WINDOW_MS = 30 * DAY_MS;
const WEEK_MS = 7 * DAY_MS;
const OLD_MS = 3_600_000;

const cursorText = z.tuple([
  z.enum(["newest", "name", "health", "last_call"]),
  z.array(z.string().max(400)).max(3),
]);

/** Throws `bad_request` for one that was not given out for this order. */
function readCursor({ cursor, sort }: ListWish): string[] | undefined {
  if (cursor === undefined) return undefined;
  const text = Buffer.from(cursor, "base64url").toString("utf8");
  const parsed = cursorText.safeParse(safeJson(text));
  const length = sort === "health" ? 3 : 2;
  const fits = parsed.success && parsed.data[0] === sort && parsed.data[1].length === length;
  if (!fits || !keyFits(sort, parsed.data[1][0] ?? ""))
    throw new GatewayError("bad_request", {
      detail: "This cursor is not of this list.",
      data: { fields: [{ path: "cursor", message: "take it from the page before" }] },
    });
  return parsed.data[1];
}
const safeJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
/** What PostgreSQL would not take as a number or a time must not reach it. */
const keyFits = (sort: ListWish["sort"], key: string): boolean =>
  sort === "name" ||
  (sort === "health"
    ? /^\d$/.test(key)
    : key === "-infinity" || /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?[+-]\d\d(:\d\d)?$/.test(key));

/** Pure: scopes that a narrower grant would not hold and that served none of these calls. 0 where nothing was called. */
export function unusedScopes(
  registry: Registry,
  { provider: id, variant, granted, tools, used }: Signature,
): number {
  const provider = used.length > 0 ? accessOf(registry.providers, id, variant) : undefined;
  if (!provider) return 0;
  const called = registry.toolsOf(provider.id, used);
  const extras = pickedExtras(provider, registry.serversOf(provider.id), tools, called);
  const kept = expandScopes(provider, scopesFor(provider, called, extras.scopes));
  return granted.filter((scope) => !kept.has(scope)).length;
}

const asSignature = (row: Record<string, unknown>): Signature => ({
  provider: String(row.provider),
  variant: String(row.variant ?? ""),
  granted: (row.granted as string[] | null) ?? [],
  tools: (row.tools as string[] | null) ?? [],
  used: (row.used as string[] | null) ?? [],
});

/** The same, of what many connectors have alike: each signature is judged once. */
function judging(registry: Registry): (signature: Signature) => number {
  const judged = new Map<string, number>();
  return (signature) => {
    const text = JSON.stringify(signature);
    const known = judged.get(text) ?? unusedScopes(registry, signature);
    judged.set(text, known);
    return known;
  };
}

/** One page of connectors, as narrowed down and ordered. Throws `bad_request` for a foreign cursor. */
export async function pageOfConnectors(parts: Parts, who: Principal, wish: ListWish): Promise<ConnectorPage> {
  const { db, registry, uses, clock, vault } = parts;
  const after = readCursor(wish);
  await uses.flush();
  const now = clock();
  const since = new Date(now - WINDOW_MS);
  const first = [who.workspaceId, new Date(now - OLD_MS)];
  const found = await db.reports.read(who, async (ask: Ask) => {
    const tooWide = wish.overScoped
      ? (await ask(SIGNATURES, [who.workspaceId, since]))
          .filter((row) => unusedScopes(registry, asSignature(row)) > 0)
          .flatMap((row) => row.grants as string[])
      : undefined;
    const page = pageOf(narrowed(wish, first, tooWide), wish, after);
    const [walked] = await ask(page.sql, page.values);
    const rows = (walked?.rows ?? []) as { id: string; keys: string[] }[];
    const ids = rows.slice(0, wish.size).map(({ id }) => id);
    const details = await ask(DETAILS, [who.workspaceId, ids, since]);
    const week = now - WEEK_MS;
    const midnight = Math.ceil(week / DAY_MS) * DAY_MS;
    const calls = await ask(CALLS, [who.workspaceId, ids, new Date(week), new Date(midnight)]);
    const statuses = (walked?.by_status ?? {}) as Record<string, number>;
    return { rows, ids, calls, details, total: Number(walked?.total ?? 0), statuses };
  });
  const records = new Map(
    (await readConnectors(parts, who, { ids: found.ids })).map((one) => [one.row.id, one]),
  );
  const grants = [...records.values()].flatMap(({ grant }) => (grant && !grant.endedAt ? [grant.id] : []));
  const renewals = await vault.renewals(who, grants);
  const callsOf = new Map(found.calls.map((row) => [row.connector, row]));
  const detailOf = new Map(found.details.map((row) => [row.id, row]));
  const unused = judging(registry);
  const rows = found.rows.slice(0, wish.size).flatMap((row): Listed[] => {
    const record = records.get(row.id);
    if (!record) return []; // went between the two reads
    const calls = callsOf.get(row.id);
    const detail = detailOf.get(row.id) ?? {};
    return [
      {
        record,
        lastCallAt: (detail.last_call_at as Date | null | undefined) ?? undefined,
        renewsAt: record.grant && renewals.get(record.grant.id),
        calls7Days: Number(calls?.calls ?? 0),
        errors7Days: Number(calls?.errors ?? 0),
        unusedScopes: unused(asSignature(detail)),
      },
    ];
  });
  const last = found.rows[wish.size - 1];
  const isMore = found.rows.length > wish.size && last;
  return {
    rows,
    next: isMore ? Buffer.from(JSON.stringify([wish.sort, last.keys])).toString("base64url") : null,
    total: found.total,
    byStatus: { ...NONE, ...found.statuses },
  };
}
