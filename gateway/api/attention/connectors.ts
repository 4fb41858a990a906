import type { Principal } from "../../context.ts";
import type { BoardRow, Matters } from "../../insights/index.ts";
import type { ApiDeps } from "../operation.ts";
import { titleOf } from "../overview.ts";
import { verdictView } from "../views.ts";
import { type Draft, iso, OPERATOR, ofConnector, pathOf, whoever } from "./draft.ts";

const outages = (deps: ApiDeps, { board }: Matters): Draft[] =>
  board.outages.map(({ provider, connectors, since }) => ({
    id: `provider_outage:${provider}`,
    kind: "provider_outage",
    severity: "critical",
    subject: { kind: "provider", id: provider, label: titleOf(deps, provider) },
    message: `${titleOf(deps, provider)} cannot be reached; ${connectors} connectors wait for it.`,
    cause: "provider_unreachable",
    count: connectors,
    since: iso(since),
    owner: { who: "provider", name: titleOf(deps, provider) },
    fix: { action: "wait", path: "/overview" },
  }));

/** One for each app, however many connectors stand on it. */
function rejected(deps: ApiDeps, who: Principal, red: readonly BoardRow[]): Draft[] {
  const apps = Map.groupBy(red, ({ provider, appId }) => `${provider}:${appId}`);
  return [...apps].map(([key, rows]) => {
    const { provider, appId, verdictAt } = rows[0] as BoardRow;
    const need = rows.length === 1 ? "a connector needs" : `${rows.length} connectors need`;
    return {
      id: `client_rejected:${key}`,
      kind: "client_rejected",
      severity: "critical",
      subject: { kind: "app", id: appId, label: titleOf(deps, provider) },
      message: `${titleOf(deps, provider)} does not accept the gateway's OAuth client; ${need} it.`,
      cause: "client_rejected",
      count: rows.length,
      since: iso(verdictAt),
      owner: appId.startsWith("env") ? OPERATOR : whoever(who),
      fix: { action: "review", path: "/settings/apps" },
    };
  });
}

const invalid = (deps: ApiDeps, who: Principal, red: readonly BoardRow[]): Draft[] =>
  red.map((row) => {
    const verdict = verdictView({ row }, titleOf(deps, row.provider), deps.clock());
    const about = ofConnector(who, row, "connector_invalid");
    return {
      ...about,
      severity: "critical",
      message: verdict.message,
      cause: verdict.cause,
      since: verdict.checked_at,
      owner: verdict.who === "operator" ? OPERATOR : about.owner,
      fix: { action: "reconnect", path: pathOf(who, row) },
    };
  });

/** Neither those of an outage nor those that are invalid: they stand for themselves. */
function failing(who: Principal, { failing: rows, board }: Matters): Draft[] {
  const isOut = new Set(board.outages.map(({ provider }) => provider));
  const isRed = new Set(board.rows.filter((row) => row.verdict === "invalid").map(({ id }) => id));
  return rows
    .filter(({ id, provider }) => !isOut.has(provider) && !isRed.has(id))
    .map((row) => ({
      ...ofConnector(who, row, "connector_failing"),
      severity: "warning",
      message: `${row.errors} of its ${row.calls} calls in the last 24 hours failed.`,
      count: row.errors,
      fix: { action: "review", path: `/audit?connector=${row.id}&outcome=failed` },
    }));
}

const unconfirmed = (who: Principal, { unconfirmed: rows }: Matters): Draft[] =>
  rows.map((row) => ({
    ...ofConnector(who, row, "connector_unconfirmed"),
    severity: "warning",
    message:
      "It was authorized with another account than asked for, and waits for a word on whether to keep it.",
    since: iso(row.since),
    fix: { action: "review", path: pathOf(who, row) },
  }));

const scopesMissing = (deps: ApiDeps, who: Principal, { scopesMissing: rows }: Matters): Draft[] =>
  rows.map((row) => {
    const { length } = row.missing;
    const are = length === 1 ? "permission is" : "permissions are";
    return {
      ...ofConnector(who, row, "scopes_missing"),
      severity: "notice",
      message: `${titleOf(deps, row.provider)} gave less than was asked for: ${length} ${are} missing.`,
      cause: "scope_missing",
      count: length,
      since: iso(row.since),
      fix: { action: "reconnect", path: pathOf(who, row) },
    };
  });

const upstreamFailed = (deps: ApiDeps, who: Principal, { upstreamFailed: rows }: Matters): Draft[] =>
  rows.map((row) => ({
    ...ofConnector(who, row, "revocation_unconfirmed"),
    id: `revocation_unconfirmed:${row.grantId}`,
    severity: "warning",
    message: `It ended here; ${titleOf(deps, row.provider)} has not confirmed that it ended there. Remove the access in the account's settings.`,
    since: iso(row.since),
    fix: { action: "review", path: `/settings/connectors/${row.id}` },
  }));

export function mattersOfConnectors(deps: ApiDeps, who: Principal, matters: Matters): Draft[] {
  const red = matters.board.rows.filter(({ verdict }) => verdict === "invalid");
  const isRejected = (row: BoardRow) => row.verdictCause === "client_rejected";
  return [
    ...outages(deps, matters),
    ...rejected(deps, who, red.filter(isRejected)),
    ...invalid(
      deps,
      who,
      red.filter((row) => !isRejected(row)),
    ),
    ...failing(who, matters),
    ...unconfirmed(who, matters),
    ...scopesMissing(deps, who, matters),
    ...upstreamFailed(deps, who, matters),
  ];
}
