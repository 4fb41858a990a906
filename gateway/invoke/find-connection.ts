import {
  type Connection,
  covers,
  type Directory,
  neededFor,
  type RegisteredServer,
  type RegisteredTool,
} from "../catalog/index.ts";
import type { Principal } from "../context.ts";
import { type Fix, fixFor } from "./connect-link.ts";
import { Refusal } from "./outcome.ts";

type Connected = Connection & { grant: NonNullable<Connection["grant"]> };
const isConnected = (c: Connection): c is Connected => c.grant !== undefined;

export interface FindOptions {
  directory: Directory;
  publicUrl: string;
}

const opens = (actor: Fix["who"]) => (actor === "You" ? "You open" : `${actor} opens`);
const list = (connections: readonly Connection[]) => connections.map((c) => c.slug).join(", ");

/**
 * Which connector serves this call: the one named, else the only one that covers the tool. Throws a `Refusal` that
 * tells the agent what to do, with an absolute link where a person must act.
 */
export async function findConnection(
  { directory, publicUrl }: FindOptions,
  who: Principal,
  server: RegisteredServer,
  { tool }: RegisteredTool,
  { named, mine }: { named: string | undefined; mine: ReadonlySet<string> | undefined },
): Promise<Connected> {
  const every = await directory.connectionsOf(who, server.provider.id);
  const all = mine ? every.filter((c) => mine.has(c.slug)) : every;
  const title = server.provider.title;
  const fix = (connection?: Connection) => fixFor(publicUrl, who, server.provider.id, connection);
  const chosen = named === undefined ? all : all.filter((c) => c.slug === named || c.id === named);
  if (named !== undefined && chosen.length === 0) {
    const live = all.filter((c) => isConnected(c) && !c.disabled);
    throw new Refusal(
      "bad_argument",
      `There is no connector "${named}" for ${title}.${live.length > 0 ? ` Use one of: ${list(live)}.` : ""}`,
      { connectors: live.map((c) => c.slug) },
    );
  }
  const granted = chosen.filter(isConnected);
  const connected = granted.filter((c) => !c.disabled);
  const [off] = granted;
  if (off && connected.length === 0) {
    throw new Refusal(
      "connector_disabled",
      `${title} (${off.account}) is switched off here. Whoever manages it can switch it on under Connectors.`,
      { connector: off.slug },
    );
  }
  const [first] = chosen;
  if (connected.length === 0) {
    const { url, who: actor } = fix(first);
    throw new Refusal(
      "connection_required",
      `${title} is not connected${first ? ` any more (${first.account})` : ""}. ${opens(actor)} ${url} to connect it; then call again.`,
      { connector: first?.slug ?? server.provider.id, connect_url: url },
    );
  }
  const able = connected.filter((c) => covers(c.provider, c.grant.scopes, tool));
  if (able.length === 0) {
    const { url, who: actor } = fix(connected[0]);
    throw new Refusal(
      "scope_missing",
      `${tool.name} needs access to ${title} that was not granted to ${list(connected)}. ${opens(actor)} ${url} to add it.`,
      {
        connector: connected[0]?.slug,
        missing_scopes: neededFor(connected[0]?.provider ?? server.provider, tool) ?? [],
        connect_url: url,
      },
    );
  }
  const usable = able.filter((c) => c.verdict !== "invalid");
  if (usable.length === 0) {
    const dead = able[0] as Connected;
    const { url, who: actor } = fix(dead);
    throw new Refusal(
      "connector_invalid",
      `${title} no longer accepts the connection of ${dead.account} (${dead.verdictCause ?? "invalid"}). ` +
        `${opens(actor)} ${url} to reconnect it.`,
      { connector: dead.slug, cause: dead.verdictCause ?? null, connect_url: url },
    );
  }
  if (usable.length > 1) {
    throw new Refusal(
      "bad_argument",
      `Several accounts can serve this call. Pass "connector" as one of: ${list(usable)}.`,
      {
        connectors: usable.map((c) => c.slug),
      },
    );
  }
  return usable[0] as Connected;
}
