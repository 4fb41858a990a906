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
 * is the person's own integrations.
 */
export function fixFor(publicUrl: string, who: Principal, provider: string, connection?: Connection): Fix {
  if (connection?.kind === "shared") {
    return { url: `${publicUrl}/settings/connectors/${connection.id}`, who: "An admin" };
  }
  if (who.userId === undefined) {
    return { url: `${publicUrl}/settings/connectors?authorize=${provider}`, who: "An admin" };
  }
  const reconnect = connection ? `&connector=${connection.id}` : "";
  return {
    url: `${publicUrl}/integrations?connect=${provider}${reconnect}`,
    who: who.agentId !== undefined ? "The person you act for" : connection ? "Its owner" : "You",
  };
}
