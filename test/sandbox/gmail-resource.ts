import type { GoogleMessage } from "./emulator-internals.ts";
import type { MailStore } from "./mail-store.ts";

const METADATA = "https://www.googleapis.com/auth/gmail.metadata";

/** Full messages as JSON text, by row: rows are replaced when labels change, so the cache follows by itself. */
const full = new WeakMap<GoogleMessage, string>();

/** https://developers.google.com/workspace/gmail/api/reference/rest/v1/Format */
export function messageJson(
  store: MailStore,
  message: GoogleMessage,
  query: URLSearchParams,
  scopes: readonly string[],
): string {
  // The metadata scope alone never shows a body.
  const bare =
    scopes.includes(METADATA) && !scopes.some((one) => /gmail\.(?:readonly|modify)$|mail\.google/.test(one));
  const format = bare ? "metadata" : (query.get("format") ?? "full");
  if (format === "minimal") return JSON.stringify(base(message));
  if (format === "raw") return JSON.stringify({ ...base(message), raw: message.raw });
  if (format === "metadata") return JSON.stringify(metadata(store, message, query.getAll("metadataHeaders")));
  let text = full.get(message);
  if (text === undefined) {
    text = JSON.stringify({ ...base(message), payload: store.tree(message).root });
    full.set(message, text);
  }
  return text;
}

export function threadJson(
  store: MailStore,
  id: string,
  messages: readonly GoogleMessage[],
  query: URLSearchParams,
  scopes: readonly string[],
): string {
  const inside = messages.map((one) => messageJson(store, one, query, scopes)).join(",");
  return `{"id":${JSON.stringify(id)},"historyId":"${messages.at(-1)?.history_id}","messages":[${inside}]}`;
}

function metadata(store: MailStore, message: GoogleMessage, names: readonly string[]) {
  const { root } = store.tree(message);
  const wanted = new Set(names.map((name) => name.toLowerCase()));
  const headers =
    wanted.size === 0 ? root.headers : root.headers.filter((one) => wanted.has(one.name.toLowerCase()));
  return { ...base(message), payload: { mimeType: root.mimeType, headers } };
}

function base(message: GoogleMessage) {
  return {
    id: message.gmail_id,
    threadId: message.thread_id,
    labelIds: message.label_ids,
    snippet: message.snippet,
    historyId: message.history_id,
    internalDate: message.internal_date,
    sizeEstimate: Math.floor((message.raw.length * 3) / 4),
  };
}
