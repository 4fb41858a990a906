import type { GoogleLabel, GoogleMessage } from "./emulator-internals.ts";
import type { Caller } from "./gmail-caller.ts";
import { changeRoute } from "./gmail-changes.ts";
import { draftRoute } from "./gmail-drafts.ts";
import { listMessages, listThreads } from "./gmail-lists.ts";
import { invalidId, unknownParameter } from "./gmail-params.ts";
import { messageJson, threadJson } from "./gmail-resource.ts";
import { sendMessage } from "./gmail-send.ts";
import { listSendAs } from "./gmail-send-as.ts";
import { notFound } from "./google-errors.ts";

const json = (text: string) =>
  new Response(text, { headers: { "content-type": "application/json; charset=UTF-8" } });

/**
 * The Gmail routes whose stock versions are missing or too poor (ours): lists, message, thread, attachment,
 * profile, labels, send, drafts, changes of labels, addresses to send from. Undefined: the stock emulator serves the path.
 * https://developers.google.com/workspace/gmail/api/reference/rest
 */
export async function gmailRoute(caller: Caller, request: Request, url: URL): Promise<Response | undefined> {
  const found = /^(?:\/upload)?\/gmail\/v1\/users\/([^/]+)\/(.+)$/.exec(url.pathname);
  if (!found) return undefined;
  const user = decodeURIComponent(found[1] ?? "");
  if (user !== "me" && user !== caller.email) return notFound();
  const refused = unknownParameter(request.method, found[2] ?? "", url.searchParams);
  if (refused) return refused;
  const path = (found[2] ?? "").split("/").map(decodeURIComponent);
  const [kind, id, what, item] = path;
  const wrong = invalidId(kind, id);
  if (wrong) return wrong;
  if (request.method === "POST" && kind === "messages" && id === "send")
    return sendMessage(caller, request, url);
  if (kind === "drafts" && what === undefined) return draftRoute(caller, request, url, id);
  if (request.method === "POST") return changeRoute(caller, request, path);
  if (request.method !== "GET") return undefined;
  if (kind === "settings" && id === "sendAs" && what === undefined) return listSendAs(caller);
  if (kind === "threads" && id === undefined) return listThreads(caller, url.searchParams);
  if (kind === "messages" && id === undefined) return listMessages(caller, url.searchParams);
  if (kind === "threads" && id !== undefined && what === undefined)
    return thread(caller, id, url.searchParams);
  if (kind === "messages" && id !== undefined && what === undefined)
    return message(caller, id, url.searchParams);
  if (kind === "messages" && what === "attachments") return attachment(caller, id ?? "", item ?? "");
  if (kind === "profile" && id === undefined) return profile(caller);
  if (kind === "labels") return labels(caller, id);
  return undefined;
}

function thread({ google, email, scopes }: Caller, id: string, query: URLSearchParams): Response {
  const messages = google.mail.thread(email, id);
  return messages.length === 0 ? notFound() : json(threadJson(google.mail, id, messages, query, scopes));
}

function message({ google, email, scopes }: Caller, id: string, query: URLSearchParams): Response {
  const found = google.mail.get(email, id);
  return found ? json(messageJson(google.mail, found, query, scopes)) : notFound();
}

function attachment({ google, email }: Caller, messageId: string, id: string): Response {
  const found = google.mail.get(email, messageId);
  const bytes = found && google.mail.tree(found).attachments.get(id);
  return bytes ? Response.json({ size: bytes.length, data: bytes.toString("base64url") }) : notFound();
}

function profile({ google, email }: Caller): Response {
  const all = google.mail.of(email);
  return Response.json({
    emailAddress: email,
    messagesTotal: all.length,
    threadsTotal: new Set(all.map((one) => one.thread_id)).size,
    historyId: String(Math.max(0, ...all.map((one) => Number(one.history_id)))),
  });
}

/** The list has no counts; one label does. */
function labels(caller: Caller, id: string | undefined): Response {
  const all = caller.labels();
  if (id === undefined) return Response.json({ labels: all.map(labelBase) });
  const label = all.find((one) => one.gmail_id === id);
  if (!label) return notFound();
  const messages = caller.google.mail.of(caller.email).filter((one) => one.label_ids.includes(id));
  return Response.json({ ...labelBase(label), ...countsOf(messages) });
}

function labelBase(label: GoogleLabel) {
  return {
    id: label.gmail_id,
    name: label.name,
    ...(label.message_list_visibility ? { messageListVisibility: label.message_list_visibility } : {}),
    ...(label.label_list_visibility ? { labelListVisibility: label.label_list_visibility } : {}),
    type: label.type,
  };
}

function countsOf(messages: readonly GoogleMessage[]) {
  const unread = messages.filter((one) => one.label_ids.includes("UNREAD"));
  const threads = (some: readonly GoogleMessage[]) => new Set(some.map((one) => one.thread_id)).size;
  return {
    messagesTotal: messages.length,
    messagesUnread: unread.length,
    threadsTotal: threads(messages),
    threadsUnread: threads(unread),
  };
}
