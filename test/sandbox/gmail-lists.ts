import type { GoogleMessage } from "./emulator-internals.ts";
import type { Caller } from "./gmail-caller.ts";
import { matcherOf } from "./gmail-query.ts";
import { badArgument } from "./google-errors.ts";
import type { TreePart } from "./mime-tree.ts";

/** https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.messages/list */
export function listMessages(caller: Caller, query: URLSearchParams): Response {
  const found = matching(caller, query).map((one) => ({ id: one.gmail_id, threadId: one.thread_id }));
  return paged("messages", found, query);
}

/** https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.threads/list */
export function listThreads(caller: Caller, query: URLSearchParams): Response {
  const ids = new Set(matching(caller, query).map((one) => one.thread_id));
  const last = new Map<string, GoogleMessage>();
  for (const one of caller.google.mail.of(caller.email))
    if (ids.has(one.thread_id)) last.set(one.thread_id, one);
  const threads = [...last.values()]
    .sort(newestFirst)
    .map((one) => ({ id: one.thread_id, snippet: one.snippet, historyId: one.history_id }));
  return paged("threads", threads, query);
}

export function matching({ google, email, labels }: Caller, query: URLSearchParams): GoogleMessage[] {
  const text = query.get("q") ?? "";
  const wanted = query.getAll("labelIds");
  const everywhere =
    query.get("includeSpamTrash") === "true" ||
    wanted.some((id) => id === "SPAM" || id === "TRASH") ||
    /\b(?:in|is|label):(?:anywhere|spam|trash)\b/i.test(text);
  const matches = matcherOf(text, {
    labels: labels(),
    files: (message) => filesIn(google.mail.tree(message).root),
    now: Date.now(),
  });
  return google.mail
    .of(email)
    .filter((one) => everywhere || !one.label_ids.some((id) => id === "SPAM" || id === "TRASH"))
    .filter((one) => wanted.every((id) => one.label_ids.includes(id)))
    .filter(matches)
    .sort(newestFirst);
}

function filesIn(part: TreePart): string[] {
  const own = part.filename !== "" && part.body.attachmentId !== undefined ? [part.filename] : [];
  return [...own, ...(part.parts ?? []).flatMap(filesIn)];
}

/** Page tokens are twenty digits, as Gmail's are: the place where the page begins. */
export function paged(name: string, rows: readonly unknown[], query: URLSearchParams): Response {
  const token = query.get("pageToken");
  const size = Math.min(500, Math.max(1, Number(query.get("maxResults") ?? 100) || 100));
  if (token !== null && !/^\d{20}$/.test(token)) return badArgument("Invalid pageToken");
  const start = token === null ? 0 : Number(token);
  const page = rows.slice(start, start + size);
  const end = start + page.length;
  return Response.json({
    ...(page.length > 0 ? { [name]: page } : {}),
    ...(end < rows.length ? { nextPageToken: String(end).padStart(20, "0") } : {}),
    resultSizeEstimate: rows.length,
  });
}

function newestFirst(a: GoogleMessage, b: GoogleMessage): number {
  return Number(b.internal_date) - Number(a.internal_date) || b.id - a.id;
}
