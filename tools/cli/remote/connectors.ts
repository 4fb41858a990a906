import type { z } from "zod";
import type { Connector } from "../../../gateway/api/contract/connector.ts";
import {
  connectorStatus,
  connectorsQuery,
  getConnector,
  type ListedConnector,
  listConnectors,
  previewRevoke,
  type RevokePreview,
  revokeConnector,
  validateConnector,
} from "../../../gateway/api/contract/connectors.ts";
import { confirm } from "../ask.ts";
import type { Remote } from "../command.ts";
import { CliError, EXIT } from "../exit.ts";
import { type Gateway, openGateway } from "../gateway/connect.ts";
import type { Io } from "../io.ts";
import { json, sheet, table, tone } from "../table.ts";
import { clean, count, number, when } from "../text.ts";
import { abortable } from "./abortable.ts";
import { limitOf } from "./limit.ts";
import { pages } from "./pages.ts";

const HEALTH = { green: "green", neutral: "dim", yellow: "yellow", red: "red" } as const;
const stateOf = ({ connected, state, verdict }: Connector): string => {
  if (!connected) return "disconnected";
  if (state === "disabled") return "off";
  return state === "enabled" ? verdict.state : state;
};

const columns = [
  { title: "slug", cell: (c: ListedConnector) => c.slug },
  { title: "provider", cell: (c: ListedConnector) => (c.sandbox ? `${c.provider} (sandbox)` : c.provider) },
  { title: "account", cell: (c: ListedConnector) => c.account, shrinks: true },
  { title: "kind", cell: (c: ListedConnector) => c.kind },
  { title: "state", cell: stateOf },
  { title: "checked", cell: (c: ListedConnector) => when(c.verdict.checked_at) },
  { title: "last call", cell: (c: ListedConnector) => when(c.last_call_at) },
  {
    title: "why",
    cell: (c: ListedConnector) => (c.verdict.state === "valid" ? "" : c.verdict.message),
    shrinks: true,
  },
];

export interface ListOptions extends Remote {
  provider?: string;
  status?: string;
  search?: string;
  unused?: string;
  sort?: string;
  limit?: string;
}

const PAGE = 200;

/** What the route takes, held against its own schema, so that a wrong value is a wrong call and nothing is asked. */
function queryOf({ provider, status, search, unused, sort }: ListOptions) {
  const given = { provider, status, q: search, unused, sort };
  const query = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const found = connectorsQuery.safeParse(query);
  if (found.success) return query as z.input<typeof connectorsQuery>;
  const name = String(found.error.issues[0]?.path[0] ?? "").replace(/^q$/, "search");
  const states =
    name === "status" ? ` It is ${connectorStatus.options.join(", ")}, or several with commas.` : "";
  throw new CliError(EXIT.usage, `--${name} is not valid.${states}`);
}

const connectorPages = ({ client, at, signal }: Gateway, query: z.input<typeof connectorsQuery>) =>
  pages((cursor) =>
    client.send(listConnectors, {
      params: at,
      query: { page_size: PAGE, ...query, ...cursor },
      ...abortable(signal),
    }),
  );

/** Page after page, until there are `limit`. */
async function fetchList(gateway: Gateway, query: z.input<typeof connectorsQuery>, limit: number) {
  const found: ListedConnector[] = [];
  let total = 0;
  for await (const page of connectorPages(gateway, { ...query, page_size: Math.min(PAGE, limit) })) {
    found.push(...page.connectors);
    total = page.total;
    if (found.length >= limit) break;
  }
  return { found: found.slice(0, limit), total };
}

export async function list(io: Io, options: ListOptions): Promise<void> {
  const query = queryOf(options);
  const limit = limitOf(options.limit, 1_000);
  const { found, total } = await fetchList(await openGateway(io, options), query, limit);
  if (options.json) return io.out(json({ connectors: found, total }));
  const isNarrow = Object.keys(query).length > 0;
  await io.out(
    table(
      io,
      found,
      columns,
      isNarrow ? "No connector fits." : "There is no connector yet: authorize one in the browser.",
    ),
  );
  if (found.length < total) io.err(`${number(found.length)} of ${number(total)}: --limit shows more.\n`);
}

/** By id or slug. Throws `not_found`. */
async function find(gateway: Gateway, named: string): Promise<Connector> {
  if (/^con_/.test(named)) {
    const { client, at, signal } = gateway;
    return (await client.send(getConnector, { params: { ...at, id: named }, ...abortable(signal) }))
      .connector;
  }
  // The search finds parts of names as well: `mail` is one of all that begin so.
  for await (const { connectors } of connectorPages(gateway, { q: named })) {
    const found = connectors.find(({ slug }) => slug === named);
    if (found) return found;
  }
  throw new CliError(EXIT.notFound, `There is no connector ${named}.`, {
    next: "valetkey connectors list",
  });
}

function details(io: Io, connector: Connector): string {
  const { id, slug, name, provider_title, kind, owner, account, verdict, grant } = connector;
  const lines = sheet(io, [
    ["Connector", `${name} (${slug}, ${id})`],
    ["Provider", provider_title],
    ["Account", `${account}, ${kind}`],
    ["Owner", owner ? `${owner.name} <${owner.email}>` : "-"],
    ["State", `${stateOf(connector)}: ${verdict.message}`],
    ["Checked", `${when(verdict.checked_at)}${verdict.evidence ? `, by ${verdict.evidence}` : ""}`],
    ["Acts", verdict.who.replaceAll("_", " ")],
    ...(grant
      ? ([
          ["Granted", `${when(grant.authorized_at)} by ${grant.authorized_by?.email ?? "-"}`],
          ["Ended", grant.ended_at ? `${when(grant.ended_at)} (${grant.end_reason ?? "-"})` : "-"],
          ["Tools", grant.tools.join(", ")],
          ["Scopes", grant.scopes.map(({ scope }) => scope).join(" ")],
          ["Missing", grant.scopes_missing.map(({ scope }) => scope).join(" ") || "-"],
          ["Surplus", grant.scopes_extra.map(({ scope }) => scope).join(" ") || "-"],
        ] as const)
      : []),
  ]);
  return lines;
}

export async function get(io: Io, options: Remote, named: string): Promise<void> {
  const connector = await find(await openGateway(io, options), named);
  await io.out(options.json ? json({ connector }) : details(io, connector));
}

/** A real read call at the provider. 1 unless it is valid then. */
export async function test(io: Io, options: Remote, named: string): Promise<number> {
  const gateway = await openGateway(io, options);
  const { id } = await find(gateway, named);
  const { client, at, signal } = gateway;
  const { connector } = await client.send(validateConnector, { params: { ...at, id }, ...abortable(signal) });
  const { verdict, slug } = connector;
  const mark = tone(io, HEALTH[verdict.health], verdict.state.toUpperCase());
  if (options.json) await io.out(json({ connector }));
  else
    await io.out(
      `${clean(slug)}  ${mark}  ${clean(verdict.message)}${verdict.evidence ? ` (by ${clean(verdict.evidence)})` : ""}\n`,
    );
  return verdict.state === "valid" ? EXIT.ok : EXIT.failed;
}

export interface RevokeOptions extends Remote {
  yes?: boolean;
  others?: string;
  dryRun?: boolean;
}

/** What stops, and for whom: shown before anybody is asked. */
function blastRadius(io: Io, preview: RevokePreview): string {
  const { connector, agents, tokens, people, tools, calls_7_days, shares_account_with, ends_together } =
    preview;
  const shared = shares_account_with.map(({ slug }) => slug).join(", ");
  return sheet(io, [
    ["Revoke", `${connector.slug}: ${connector.account} at ${connector.provider_title}`],
    ["Agents", agents.map(({ name }) => name).join(", ") || "none"],
    ["People", number(people)],
    ["Tokens", number(tokens)],
    ["Tools", `${number(tools.length)}: ${tools.join(", ")}`],
    ["Calls", `${number(calls_7_days)} in the last 7 days`],
    ...(shared
      ? [
          [
            "Same account",
            `${shared}${ends_together ? " (the provider ends them together: see --others)" : ""}`,
          ] as const,
        ]
      : []),
  ]);
}

export async function revoke(io: Io, options: RevokeOptions, named: string): Promise<number> {
  const gateway = await openGateway(io, options);
  const { client, at, signal } = gateway;
  const params = { ...at, id: (await find(gateway, named)).id };
  const others = othersOf(options.others);
  const preview = await client.send(previewRevoke, { params, ...abortable(signal) });
  if (options.dryRun) {
    await io.out(options.json ? json({ preview }) : blastRadius(io, preview));
    return EXIT.ok;
  }
  if (!options.json || !options.yes) io.err(`${blastRadius(io, preview)}\n`);
  await confirm(
    io,
    "Nothing of this works any more, at once, and cannot be taken back. Revoke?",
    options.yes,
  );
  const done = await client.send(revokeConnector, { params, body: { others }, ...abortable(signal) });
  if (options.json) await io.out(json({ preview, revoked: done }));
  else
    await io.out(
      `${clean(done.connector.slug)} is revoked: nothing of it got out after ${number(Math.round(done.fenced_in_ms))} ms, ${count(done.aborted_calls, "call")} cut off.\n${upstreamLine(done.upstream.state)}`,
    );
  return EXIT.ok;
}

function othersOf(text = "keep"): "keep" | "end" {
  if (text === "keep" || text === "end") return text;
  throw new CliError(EXIT.usage, "--others is keep or end.");
}

const RECEIPTS: Readonly<Record<string, string>> = {
  pending: "The provider has been told; its receipt follows (valetkey connectors get).\n",
  revoked: "The provider has confirmed it.\n",
  kept: "The provider keeps its grant, as others share the account.\n",
  failed: "The provider did not confirm it: end it there too.\n",
};
const upstreamLine = (state: string): string => RECEIPTS[state] ?? "";
