import type { Connection } from "../catalog/index.ts";
import type { Principal } from "../context.ts";

export interface Fix {
  /** Absolute: agents hand it to people. */
  url: string;
  /** Who can do something there. */
  who: "An admin" | "Its owner" | "You" | "The person you act for";
}

/**
 * The page where a missing or dead connection is put right. An agent by itself acts through shared connectors only, so
 * for it, and for any shared connector, that is the admins' page; for a person, and for an agent that acts for one, it
 * is the person's own integrations. `tool`: what the connection lacks, picked there beside what it has.
 */
export function fixFor(
  publicUrl: string,
  who: Principal,
  provider: string,
  connection?: Connection,
  tool?: string,
): Fix {
  const picked = tool ? `&tools=${tool}` : "";
  if (connection?.kind === "shared") {
    const { id } = connection;
    const page = picked ? `/settings/connectors?change=${id}${picked}` : `/settings/connectors/${id}`;
    return { url: publicUrl + page, who: "An admin" };
  }
  if (who.userId === undefined) {
    return { url: `${publicUrl}/settings/connectors?authorize=${provider}`, who: "An admin" };
  }
  const reconnect = connection ? `&connector=${connection.id}` : "";
  return {
    url: `${publicUrl}/integrations?connect=${provider}${reconnect}${picked}`,
    who: who.agentId !== undefined ? "The person you act for" : connection ? "Its owner" : "You",
  };
}
