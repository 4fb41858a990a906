import type { GatewayProcess } from "../support/gateway-process.ts";
import type { Person } from "../support/person.ts";
import { must } from "./report.ts";

/** `ending`: asked to end and not answered when the gateway was killed; either state is right afterwards. */
type State = "live" | "ending" | "ended";

/** Everything that the gateway acknowledged, as whoever asked for it remembers it. */
export class Ledger {
  /** Request id to what was asked: each must be on the audit log. */
  readonly requests = new Map<string, string>();
  readonly tokens = new Map<string, State>();
  readonly grants = new Map<string, State>();
  /** Request ids of tools that write. */
  readonly writes: string[] = [];
  verdicts = 0;
  /** When the last acknowledged verdict was found. */
  verdictAt = "";
  rows = 0;

  count(): string {
    const { requests, tokens, grants, writes, verdicts } = this;
    return `${requests.size} audited requests, ${tokens.size} tokens, ${grants.size} grants, ${writes.length} tool calls that write, ${verdicts} verdicts`;
  }
}

const list = (ids: Iterable<string>): string => [...ids].map((id) => `('${id}')`).join(",") || "('')";

function compare(
  kind: string,
  known: Map<string, State>,
  rows: readonly Record<string, unknown>[],
): string[] {
  const found = new Map(rows.map(({ id, ended }) => [String(id), ended === true]));
  const wrong: string[] = [];
  for (const [id, state] of known) {
    const ended = found.get(id);
    if (ended === undefined) wrong.push(`${kind} ${id} is gone`);
    else if (state === "live" && ended) wrong.push(`${kind} ${id} was not ended and is`);
    else if (state === "ended" && !ended) wrong.push(`${kind} ${id} was ended and lives`);
  }
  return wrong;
}

/** What of the ledger the database no longer holds; empty: nothing was lost. */
async function lossesOf(ledger: Ledger, gateway: GatewayProcess): Promise<string[]> {
  const missing = await gateway.query(
    `SELECT asked.id FROM (VALUES ${list(ledger.requests.keys())}) AS asked(id)
     WHERE asked.id <> '' AND NOT EXISTS (SELECT 1 FROM audit_events a WHERE a.request_id = asked.id)`,
  );
  const tokens = await gateway.query("SELECT id, revoked_at IS NOT NULL AS ended FROM api_tokens");
  const grants = await gateway.query("SELECT id, ended_at IS NOT NULL AS ended FROM grants");
  return [
    ...missing.map(({ id }) => `the audit row of ${ledger.requests.get(String(id))} (${id}) is gone`),
    ...compare("token", ledger.tokens, tokens),
    ...compare("grant", ledger.grants, grants),
  ];
}

/** Holds the restarted gateway against the ledger. */
export async function checkLedger(ledger: Ledger, gateway: GatewayProcess, owner: Person): Promise<void> {
  const losses = await lossesOf(ledger, gateway);
  must(`${losses.length} losses: ${losses.slice(0, 5).join("; ")}`, losses.length === 0);
  const verified = await owner.api("POST", "/audit/verify");
  must(`the chain verifies (${JSON.stringify(verified)})`, verified.result === "intact");
  must(`the chain is no shorter than it was`, verified.checked >= ledger.rows);
  ledger.rows = verified.checked;
}

/** Rows that say how a write ended are committed within milliseconds after it, not before: some may be missing. */
export async function resultRowsMissing(ledger: Ledger, gateway: GatewayProcess): Promise<number> {
  const [row] = await gateway.query(
    `SELECT count(*) AS n FROM audit_events WHERE type = 'tool.call' AND outcome <> 'started'
     AND request_id IN (SELECT id FROM (VALUES ${list(ledger.writes)}) AS w(id))`,
  );
  return ledger.writes.length - Number(row?.n);
}
