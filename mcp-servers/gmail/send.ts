import { createHash, randomUUID } from "node:crypto";
import { type Api, path, readAnswer, ToolError } from "../kit/index.ts";
import { type Mailbox, oneMailbox, sameAddress, shown } from "./mail/address.ts";
import { compose } from "./mail/compose.ts";
import { bareSubject, once, type Reply, replyTo } from "./mail/reply.ts";
import type { SendInput, SendOutput } from "./send-contract.ts";
import { headerOf, messageListSchema, messageSchema, sendAsSchema } from "./upstream.ts";

/** Sends under way by Message-ID: a retry that overtakes its first try waits for it instead of sending twice. */
const underWay = new Map<string, Promise<SendOutput>>();

/**
 * Sends one message. With `idempotency_key` the `Message-ID` follows from account and key, and sent mail is searched
 * for it first. That holds for one gateway process at a time and as soon as Gmail's search shows the first message.
 */
export async function send(api: Api, asked: SendInput): Promise<SendOutput> {
  const key = asked.idempotency_key;
  const messageId = messageIdOf(api.account, key);
  if (key === undefined) return sendNow(api, asked, messageId);
  const flying = underWay.get(messageId);
  if (flying) return { ...(await flying), already_sent: true };
  const flight = earlierOf(api, messageId).then((earlier) => earlier ?? sendNow(api, asked, messageId));
  underWay.set(messageId, flight);
  try {
    return await flight;
  } finally {
    underWay.delete(messageId);
  }
}

async function sendNow(api: Api, asked: SendInput, messageId: string): Promise<SendOutput> {
  const aliases = asked.from_alias !== undefined || asked.reply_all ? await aliasesOf(api) : [];
  const from = asked.from_alias === undefined ? undefined : aliasOf(asked.from_alias, aliases, api.account);
  const original =
    asked.reply_to_message_id === undefined ? undefined : await originalOf(api, asked.reply_to_message_id);
  const reply = original && replyTo(original.payload, [api.account, ...aliases], asked.reply_all);
  const people = recipientsOf(asked, reply);
  const raw = await compose({
    ...people,
    from,
    subject: asked.subject ?? reply?.subject ?? "",
    body: asked.body,
    format: asked.body_format,
    messageId,
    inReplyTo: reply?.inReplyTo,
    references: reply?.references ?? [],
    date: new Date(),
  });
  const sent = readAnswer(
    messageSchema,
    await api.post("/messages/send", {
      raw: raw.toString("base64url"),
      ...(original ? { threadId: original.threadId } : {}),
    }),
  );
  const warnings = [
    ...subjectWarning(asked, reply),
    ...(asked.idempotency_key === undefined ? [] : await keptWarning(api, sent.id, messageId)),
  ];
  return {
    message_id: sent.id,
    thread_id: sent.threadId,
    rfc_message_id: messageId,
    sent_to: [...people.to, ...people.cc, ...people.bcc].map(shown),
    ...(warnings.length > 0 ? { warnings } : {}),
  };
}

/** A `Message-ID` under the account's own domain, so that it says nothing about the host the gateway runs on. */
function messageIdOf(account: string, key: string | undefined): string {
  const domain = /@([a-z0-9.-]+)$/i.exec(account)?.[1] ?? "valetkey.invalid";
  if (key === undefined) return `<${randomUUID()}@${domain}>`;
  const digest = createHash("sha256")
    .update(JSON.stringify([account.toLowerCase(), key]))
    .digest("hex");
  return `<vk-${digest.slice(0, 40)}@${domain}>`;
}

async function earlierOf(api: Api, messageId: string): Promise<SendOutput | undefined> {
  const query = { q: `rfc822msgid:${messageId.slice(1, -1)}`, maxResults: 1, includeSpamTrash: true };
  const [found] = readAnswer(messageListSchema, await api.get("/messages", { query })).messages;
  if (!found) return undefined;
  return {
    message_id: found.id,
    thread_id: found.threadId,
    rfc_message_id: messageId,
    sent_to: [],
    already_sent: true,
  };
}

async function originalOf(api: Api, id: string) {
  const metadataHeaders = [
    "From",
    "Reply-To",
    "To",
    "Cc",
    "Subject",
    "Message-ID",
    "References",
    "In-Reply-To",
  ];
  const query = { format: "metadata", metadataHeaders };
  return readAnswer(messageSchema, await api.get(path`/messages/${id}`, { query }));
}

/** Addresses the account may send from: https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.settings.sendAs */
async function aliasesOf(api: Api): Promise<string[]> {
  const { sendAs } = readAnswer(sendAsSchema, await api.get("/settings/sendAs"));
  return sendAs
    .filter((one) => one.isPrimary || (one.verificationStatus ?? "accepted") === "accepted")
    .map((one) => one.sendAsEmail);
}

function aliasOf(input: string, aliases: readonly string[], account: string): Mailbox {
  const box = oneMailbox(input, "from_alias");
  if ([account, ...aliases].some((one) => sameAddress(one, box.address))) return box;
  throw new ToolError(
    "bad_argument",
    `This account has no confirmed alias ${box.address}. Nothing was sent.`,
  );
}

/** Recipients that are given stand in for those a reply would find; a `cc` adds to them. */
function recipientsOf(
  asked: SendInput,
  reply: Reply | undefined,
): { to: Mailbox[]; cc: Mailbox[]; bcc: Mailbox[] } {
  const given = (field: "to" | "cc" | "bcc") => (asked[field] ?? []).map((one) => oneMailbox(one, field));
  const to = once(asked.to && asked.to.length > 0 ? given("to") : (reply?.to ?? []));
  const cc = once([...(reply?.cc ?? []), ...given("cc")]).filter(
    (box) => !to.some(({ address }) => sameAddress(address, box.address)),
  );
  const bcc = once(given("bcc"));
  if (to.length + cc.length + bcc.length === 0) {
    throw new ToolError("bad_argument", "The message that is answered names nobody to reply to. Give `to`.");
  }
  return { to, cc, bcc };
}

function subjectWarning(asked: SendInput, reply: Reply | undefined): string[] {
  if (!reply || asked.subject === undefined || bareSubject(asked.subject) === bareSubject(reply.subject))
    return [];
  return [
    "The subject differs from the conversation's, so mail programs may show this reply as a new conversation.",
  ];
}

/** Gmail keeps a well-formed `Message-ID`; should it ever not, the key would not be recognised again. */
async function keptWarning(api: Api, id: string, messageId: string): Promise<string[]> {
  try {
    const query = { format: "metadata", metadataHeaders: ["Message-ID"] };
    const sent = readAnswer(messageSchema, await api.get(path`/messages/${id}`, { query }));
    if (headerOf(sent.payload, "Message-ID").trim() === messageId) return [];
  } catch {
    // The message is out: a failed look at it must not look like a failed send.
  }
  return ["Gmail did not confirm the Message-ID, so this idempotency key may not be recognised again."];
}
