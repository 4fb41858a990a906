import type { GoogleMessage } from "./emulator-internals.ts";
import { objectOf, unknownName } from "./gmail-body.ts";
import type { Caller } from "./gmail-caller.ts";
import { badArgument, notFound } from "./google-errors.ts";

/** Labels that nobody sets by hand: https://developers.google.com/workspace/gmail/api/guides/labels */
const FIXED = new Set(["SENT", "DRAFT", "CHAT"]);
const MOST_LABELS = 100;
const MOST_MESSAGES = 1000;

interface Change {
  add: string[];
  remove: string[];
}

/**
 * Labels of messages and threads, Trash and back (ours; the stock emulator takes unknown fields and any label). Trash
 * takes mail out of the inbox, and back from it does not return it there.
 * https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.messages/modify, …/trash, …/untrash,
 * …/batchModify and the same of users.threads
 */
export async function changeRoute(
  caller: Caller,
  request: Request,
  [kind, id = "", what]: readonly (string | undefined)[],
): Promise<Response | undefined> {
  const { google, email } = caller;
  if (kind === "messages" && id === "batchModify") return batchModify(caller, request);
  if (what !== "modify" && what !== "trash" && what !== "untrash") return undefined;
  const one = kind === "messages" ? google.mail.get(email, id) : undefined;
  const messages = kind === "threads" ? google.mail.thread(email, id) : one ? [one] : [];
  if (messages.length === 0) return notFound();
  const change = what === "modify" ? await asked(caller, request, []) : TRASHING[what];
  if (change instanceof Response) return change;
  const changed = messages.map((message) => apply(caller, message, change));
  const [first] = changed;
  return Response.json(kind === "threads" ? { id, messages: changed } : (first ?? {}));
}

const TRASHING: Record<"trash" | "untrash", Change> = {
  trash: { add: ["TRASH"], remove: ["INBOX"] },
  untrash: { add: [], remove: ["TRASH"] },
};

async function batchModify(caller: Caller, request: Request): Promise<Response> {
  const body = objectOf(await request.clone().text());
  const ids = Array.isArray(body?.ids) ? body.ids.map(String) : [];
  if (ids.length === 0 || ids.length > MOST_MESSAGES) return badArgument("No message ids specified.");
  const change = await asked(caller, request, ["ids"]);
  if (change instanceof Response) return change;
  for (const id of ids) {
    const message = caller.google.mail.get(caller.email, id);
    if (message) apply(caller, message, change);
  }
  return new Response(null, { status: 204 });
}

async function asked(caller: Caller, request: Request, more: readonly string[]): Promise<Change | Response> {
  const body = objectOf(await request.text());
  if (!body) return badArgument("Invalid JSON payload received. Unexpected token.");
  const unknown = Object.keys(body).find(
    (name) => !["addLabelIds", "removeLabelIds", ...more].includes(name),
  );
  if (unknown !== undefined) return unknownName(unknown);
  const list = (name: string) => (Array.isArray(body[name]) ? (body[name] as unknown[]).map(String) : []);
  const [add, remove] = [list("addLabelIds"), list("removeLabelIds")];
  if (add.length + remove.length === 0) return badArgument("No label add or removes specified");
  if (add.length > MOST_LABELS || remove.length > MOST_LABELS) return badArgument("Too many labels");
  const known = new Set(caller.labels().map((label) => label.gmail_id));
  const wrong = [...add, ...remove].find((id) => !known.has(id) || FIXED.has(id));
  if (wrong !== undefined) return badArgument(`Invalid label: ${wrong}`);
  if (add.some((id) => remove.includes(id))) return badArgument("Cannot both add and remove the same label");
  return { add, remove };
}

function apply({ google }: Caller, message: GoogleMessage, { add, remove }: Change) {
  const labels = new Set([...message.label_ids, ...add]);
  for (const id of remove) labels.delete(id);
  const changed = google.mail.relabel(message, [...labels]);
  return { id: changed.gmail_id, threadId: changed.thread_id, labelIds: changed.label_ids };
}
