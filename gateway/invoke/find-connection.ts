import {
  type Connection,
  covers,
  type Directory,
  type RegisteredServer,
  type RegisteredTool,
} from "../catalog/index.ts";
import type { Principal } from "../context.ts";
import { Refusal } from "./outcome.ts";

type Connected = Connection & { grant: NonNullable<Connection["grant"]> };
const isConnected = (c: Connection): c is Connected => c.grant !== undefined;

export interface FindOptions {
  directory: Directory;
  publicUrl: string;
}

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
  named: string | undefined,
): Promise<Connected> {
  const all = await directory.connectionsOf(who, server.provider.id);
  const title = server.provider.title;
  const link = `${publicUrl}/integrations?connect=${server.provider.id}`;
  const chosen = named === undefined ? all : all.filter((c) => c.slug === named || c.id === named);
  if (named !== undefined && chosen.length === 0) {
    throw new Refusal(
      "bad_argument",
      `There is no connector "${named}" for ${title}.${all.length > 0 ? ` Use one of: ${list(all)}.` : ""}`,
      {
        connectors: all.map((c) => c.slug),
      },
    );
  }
  const connected = chosen.filter(isConnected);
  const [first] = chosen;
  if (connected.length === 0) {
    throw new Refusal(
      "connection_required",
      `${title} is not connected${first ? ` any more (${first.account})` : ""}. A person opens ${link} to connect it; then call again.`,
      { connector: first?.slug ?? server.provider.id, connect_url: link },
    );
  }
  const able = connected.filter((c) => covers(c.grant.scopes, tool));
  if (able.length === 0) {
    throw new Refusal(
      "scope_missing",
      `${tool.name} needs access to ${title} that was not granted to ${list(connected)}. A person opens ${link} to add it.`,
      { connector: connected[0]?.slug, missing_scopes: tool.scopes[0] ?? [], connect_url: link },
    );
  }
  const usable = able.filter((c) => c.verdict !== "invalid");
  if (usable.length === 0) {
    const dead = able[0] as Connected;
    throw new Refusal(
      "connector_invalid",
      `${title} no longer accepts the connection of ${dead.account} (${dead.verdictCause ?? "invalid"}). ` +
        `${dead.kind === "shared" ? "An admin" : "Its owner"} opens ${link} to reconnect it.`,
      { connector: dead.slug, cause: dead.verdictCause ?? null, connect_url: link },
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
