import {
  type Connection,
  covers,
  neededFor,
  type RegisteredServer,
  type RegisteredTool,
} from "../catalog/index.ts";
import type { Principal } from "../context.ts";
import { type Fix, fixFor } from "./connect-link.ts";
import { Refusal } from "./outcome.ts";

export type Connected = Connection & { grant: NonNullable<Connection["grant"]> };
const isConnected = (c: Connection): c is Connected => c.grant !== undefined;

export interface Wanted {
  publicUrl: string;
  who: Principal;
  server: RegisteredServer;
  tool: RegisteredTool;
  /** Slug or id that the call names. */
  named: string | undefined;
  /** Slugs that the principal's list allows; undefined: any. */
  mine: ReadonlySet<string> | undefined;
}

/** Why no connector serves a call, and where somebody puts that right; without `fix` it is for the caller to choose. */
export interface Obstacle {
  refusal: Refusal;
  connection?: Connection | undefined;
  fix?: Fix;
}

export type Choice = { connection: Connected } | Obstacle;

const opens = (actor: Fix["who"]) => (actor === "You" ? "You open" : `${actor} opens`);
const list = (connections: readonly Connection[]) => connections.map((c) => c.slug).join(", ");

/**
 * Pure: which of the principal's connectors of a server's provider serves this call: the one named, else the only one
 * that covers the tool. An obstacle tells the agent what to do, with an absolute link where a person must act.
 */
export function chooseConnection(every: readonly Connection[], wanted: Wanted): Choice {
  const { named, mine, server } = wanted;
  const all = mine ? every.filter((c) => mine.has(c.slug)) : every;
  const chosen = named === undefined ? all : all.filter((c) => c.slug === named || c.id === named);
  if (named !== undefined && chosen.length === 0) return unknownName(named, all, server);
  const granted = chosen.filter(isConnected);
  const connected = granted.filter((c) => !c.disabled);
  const [off] = granted;
  if (off && connected.length === 0) return switchedOff(off, wanted);
  if (connected.length === 0) return notConnected(chosen[0], wanted);
  const able = connected.filter((c) => covers(c.provider, c.grant.scopes, wanted.tool.tool));
  if (able.length === 0) return lacksScope(connected, wanted);
  const usable = able.filter((c) => c.verdict !== "invalid");
  if (usable.length === 0) return dead(able[0] as Connected, wanted);
  if (usable.length > 1) {
    const message = `Several accounts can serve this call. Pass "connector" as one of: ${list(usable)}.`;
    return { refusal: new Refusal("bad_argument", message, { connectors: usable.map((c) => c.slug) }) };
  }
  return { connection: usable[0] as Connected };
}

const fixOf = ({ publicUrl, who, server }: Wanted, connection?: Connection, tool?: string) =>
  fixFor(publicUrl, who, server.provider.id, connection, tool);

function unknownName(named: string, all: readonly Connection[], { provider }: RegisteredServer): Obstacle {
  const live = all.filter((c) => isConnected(c) && !c.disabled);
  const use = live.length > 0 ? ` Use one of: ${list(live)}.` : "";
  const message = `There is no connector "${named.slice(0, 80)}" for ${provider.title}.${use}`;
  return { refusal: new Refusal("bad_argument", message, { connectors: live.map((c) => c.slug) }) };
}

function switchedOff(off: Connected, wanted: Wanted): Obstacle {
  const message = `${wanted.server.provider.title} (${off.account}) is switched off here. Whoever manages it can switch it on under Connectors.`;
  const refusal = new Refusal("connector_disabled", message, { connector: off.slug });
  return { refusal, connection: off, fix: fixOf(wanted, off) };
}

function notConnected(first: Connection | undefined, wanted: Wanted): Obstacle {
  const { provider } = wanted.server;
  const fix = fixOf(wanted, first);
  const message = `${provider.title} is not connected${first ? ` any more (${first.account})` : ""}. ${opens(fix.who)} ${fix.url} to connect it; then call again.`;
  const data = { connector: first?.slug ?? provider.id, connect_url: fix.url };
  return { refusal: new Refusal("connection_required", message, data), connection: first, fix };
}

function lacksScope(connected: readonly Connected[], wanted: Wanted): Obstacle {
  const [first] = connected;
  const { provider } = wanted.server;
  const { tool } = wanted.tool;
  const fix = fixOf(wanted, first, tool.name);
  const message = `${tool.name} needs access to ${provider.title} that was not granted to ${list(connected)}. ${opens(fix.who)} ${fix.url} to add it.`;
  const missing = neededFor(first?.provider ?? provider, tool) ?? [];
  const data = { connector: first?.slug, missing_scopes: missing, connect_url: fix.url };
  return { refusal: new Refusal("scope_missing", message, data), connection: first, fix };
}

function dead(one: Connected, wanted: Wanted): Obstacle {
  const fix = fixOf(wanted, one);
  const message =
    `${wanted.server.provider.title} no longer accepts the connection of ${one.account} (${one.verdictCause ?? "invalid"}). ` +
    `${opens(fix.who)} ${fix.url} to reconnect it.`;
  const data = { connector: one.slug, cause: one.verdictCause ?? null, connect_url: fix.url };
  return { refusal: new Refusal("connector_invalid", message, data), connection: one, fix };
}
