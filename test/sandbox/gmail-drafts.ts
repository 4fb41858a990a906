import PostalMime from "postal-mime";
import type { GoogleMessage } from "./emulator-internals.ts";
import { givenMail } from "./gmail-body.ts";
import type { Caller } from "./gmail-caller.ts";
import { matching, paged } from "./gmail-lists.ts";
import { messageJson } from "./gmail-resource.ts";
import { deliverMail, threadFor, withOwnHeaders } from "./gmail-send.ts";
import { badArgument, notFound } from "./google-errors.ts";
import type { NewMessage } from "./mail-store.ts";

/**
 * Drafts (ours; the stock emulator keeps little of a mail and delivers to nobody).
 * https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.drafts and .../guides/drafts
 */
export async function draftRoute(
  caller: Caller,
  request: Request,
  url: URL,
  id: string | undefined,
): Promise<Response | undefined> {
  const { method } = request;
  if (id === undefined) {
    if (method === "GET") return listDrafts(caller, url.searchParams);
    return method === "POST" ? createDraft(caller, request, url) : undefined;
  }
  if (id === "send") return method === "POST" ? sendDraft(caller, request, url) : undefined;
  const message = caller.google.mail.draft(caller.email, id);
  if (!message) return notFound();
  if (method === "GET") return draftAnswer(caller, id, message, url.searchParams);
  if (method === "PUT") return updateDraft(caller, request, url, id, message);
  if (method !== "DELETE") return undefined;
  caller.google.mail.remove(message);
  return new Response(null, { status: 204 });
}

function listDrafts(caller: Caller, query: URLSearchParams): Response {
  const drafts = matching(caller, query).flatMap((message) => {
    const id = caller.google.mail.draftId(message);
    return id === undefined ? [] : [{ id, message: { id: message.gmail_id, threadId: message.thread_id } }];
  });
  return paged("drafts", drafts, query);
}

function draftAnswer(caller: Caller, id: string, message: GoogleMessage, query: URLSearchParams): Response {
  const { mail } = caller.google;
  // Whoever may read drafts sees them whole, whatever else the grant holds.
  const text = messageJson(mail, message, query, [...caller.scopes, "https://mail.google.com/"]);
  return new Response(`{"id":${JSON.stringify(id)},"message":${text}}`, {
    headers: { "content-type": "application/json; charset=UTF-8" },
  });
}

const bare = (id: string, message: GoogleMessage) =>
  Response.json({
    id,
    message: { id: message.gmail_id, threadId: message.thread_id, labelIds: message.label_ids },
  });

async function createDraft(caller: Caller, request: Request, url: URL): Promise<Response> {
  const made = await draftOf(caller, request, url);
  if (made instanceof Response) return made;
  const message = await caller.google.mail.add(made);
  return bare(caller.google.mail.draftId(message) ?? "", message);
}

/** Messages never change: the draft keeps its id and gets another message. */
async function updateDraft(
  caller: Caller,
  request: Request,
  url: URL,
  id: string,
  old: GoogleMessage,
): Promise<Response> {
  const made = await draftOf(caller, request, url);
  if (made instanceof Response) return made;
  const message = await caller.google.mail.add({ ...made, draftId: id });
  caller.google.mail.remove(old);
  return bare(id, message);
}

async function draftOf(caller: Caller, request: Request, url: URL): Promise<NewMessage | Response> {
  const { google, email } = caller;
  const given = await givenMail(request, url, true);
  if (given instanceof Response) return given;
  if (given.raw === undefined) return badArgument("Missing draft message");
  const mail = await PostalMime.parse(given.raw);
  const threadId = given.threadId === undefined ? undefined : threadFor(caller, given.threadId, mail);
  if (threadId === null) return notFound();
  const raw = withOwnHeaders(given.raw, mail, google.user(email)?.name ?? "", email);
  return { email, raw, labels: ["DRAFT"], at: Date.now(), threadId };
}

async function sendDraft(caller: Caller, request: Request, url: URL): Promise<Response> {
  const given = await givenMail(request, url, true);
  if (given instanceof Response) return given;
  const draft =
    given.draftId === undefined ? undefined : caller.google.mail.draft(caller.email, given.draftId);
  if (!draft) return notFound();
  const raw = given.raw ?? Buffer.from(draft.raw, "base64url");
  // The message stays in the draft's conversation.
  const answer = await deliverMail(caller, raw, draft.thread_id);
  if (answer.ok) caller.google.mail.remove(draft);
  return answer;
}
