import { type Api, path, readAnswer } from "../kit/index.ts";
import { deliver } from "./deliver.ts";
import { shownList } from "./mail/address.ts";
import { headerOf } from "./mail/part-tree.ts";
import { messageIdOf, once } from "./once.ts";
import { prepare, SENDING } from "./prepare.ts";
import type { SendInput, SendOutput } from "./send-contract.ts";
import { messageListSchema, messageSchema } from "./upstream.ts";

/**
 * Sends one message. With `idempotency_key` the `Message-ID` follows from account and key, and sent mail is searched
 * for it first. That holds for one gateway process at a time and as soon as Gmail's search shows the first message.
 */
export async function send(api: Api, asked: SendInput): Promise<SendOutput> {
  const key = asked.idempotency_key;
  const messageId = messageIdOf(api.account, "send", key);
  if (key === undefined) return sendNow(api, asked, messageId);
  const { result, joined } = await once(`${api.account} ${messageId}`, async () => {
    return (await earlierOf(api, messageId)) ?? (await sendNow(api, asked, messageId));
  });
  return joined ? { ...result, already_sent: true } : result;
}

async function sendNow(api: Api, asked: SendInput, messageId: string): Promise<SendOutput> {
  const prepared = await prepare(api, asked, messageId, SENDING);
  const { to, cc, bcc } = prepared.mail;
  const sent = readAnswer(messageSchema, await deliver(api, "POST", "/messages/send", prepared, false));
  const warnings = [
    ...prepared.warnings,
    ...(asked.idempotency_key === undefined ? [] : await keptWarning(api, sent.id, messageId)),
  ];
  return {
    message_id: sent.id,
    thread_id: sent.threadId,
    rfc_message_id: messageId,
    sent_to: shownList([...to, ...cc, ...bcc]),
    ...(warnings.length > 0 ? { warnings } : {}),
  };
}

/** The message that carries this `Message-ID` already. */
export async function foundBy(
  api: Api,
  messageId: string,
): Promise<{ id: string; threadId: string } | undefined> {
  const query = { q: `rfc822msgid:${messageId.slice(1, -1)}`, maxResults: 1, includeSpamTrash: true };
  return readAnswer(messageListSchema, await api.get("/messages", { query })).messages[0];
}

async function earlierOf(api: Api, messageId: string): Promise<SendOutput | undefined> {
  const found = await foundBy(api, messageId);
  if (!found) return undefined;
  return {
    message_id: found.id,
    thread_id: found.threadId,
    rfc_message_id: messageId,
    sent_to: [],
    already_sent: true,
  };
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
