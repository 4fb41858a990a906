import { CLIENT_INFO_META_KEY } from "@modelcontextprotocol/server";

const LONGEST = 80;

/** `{name, version}` of a client, where it is one. */
function named(info: unknown): string | undefined {
  if (typeof info !== "object" || info === null) return undefined;
  const { name, title, version } = info as Record<string, unknown>;
  const words = [title ?? name, version].filter((word) => typeof word === "string" && word !== "").join(" ");
  // Anything but letters, digits and plain signs could be made to look like something else.
  const plain = words.replaceAll(/[^\p{L}\p{N} ._/@()+-]/gu, "").trim();
  return plain === "" ? undefined : plain.slice(0, LONGEST);
}

/**
 * What a client says it is: when a session begins (`initialize`), and from revision 2026 on with every request. A claim,
 * for people to recognise it by; nothing is decided by it.
 */
export function clientOf(body: unknown): string | undefined {
  if (typeof body !== "object" || body === null) return undefined;
  const { method, params } = body as { method?: unknown; params?: Record<string, unknown> | null };
  if (typeof params !== "object" || params === null) return undefined;
  const meta = params._meta as Record<string, unknown> | null | undefined;
  return named(method === "initialize" ? params.clientInfo : meta?.[CLIENT_INFO_META_KEY]);
}
