import { type Api, eachOf, path, readAnswer, ToolError } from "../kit/index.ts";
import { isBodyApart } from "./mail/attachments.ts";
import type { Part } from "./mail/part-tree.ts";
import { type Message, messageSchema, partBodySchema, type Thread, threadSchema } from "./upstream.ts";

/** Texts that Gmail keeps apart: how many of one call are fetched, and how long each may be. */
const MOST_TEXTS = 8;
const LONGEST_TEXT = 3_000_000;

/** https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.messages/get */
export async function fetchMessage(api: Api, id: string): Promise<Message> {
  const query = { format: "full" };
  return readAnswer(
    messageSchema,
    await api.get(path`/messages/${id}`, { query }).catch(inWords("message", id)),
  );
}

/** https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.threads/get */
export async function fetchThread(api: Api, id: string): Promise<Thread> {
  const query = { format: "full" };
  return readAnswer(
    threadSchema,
    await api.get(path`/threads/${id}`, { query }).catch(inWords("thread", id)),
  );
}

/** What ids of Gmail look like; anything else is answered with 400, as an argument that is wrong otherwise is. */
const IDS = { message: /^[0-9a-f]{1,16}$/i, thread: /^[0-9a-f]{1,16}$/i, draft: /^r?-?\d{1,20}$/ };

const ORIGINS = {
  message: "Ids of messages come from gmail_get_thread.",
  thread: "Ids of threads come from gmail_search_threads.",
  draft: "It was sent, deleted, or never there.",
};

/** "Not found" with what it was that is not there, and where its id comes from. */
export function inWords(what: keyof typeof IDS, id: string) {
  return (error: unknown): never => {
    if (!(error instanceof ToolError)) throw error;
    const noId = error.fault === "bad_argument" && !IDS[what].test(id);
    if (error.fault !== "not_found" && !noId) throw error;
    throw new ToolError(
      "not_found",
      `This account has no ${what} ${JSON.stringify(id.slice(0, 64))}. ${ORIGINS[what]}`,
    );
  };
}

/**
 * Puts very long texts, which Gmail hands out apart, into their parts. What stays apart is listed among the attachments.
 */
export async function fillTexts(api: Api, messages: readonly Message[]): Promise<void> {
  const apart = messages.flatMap((message) => textsApart(message.payload).map((part) => ({ message, part })));
  await eachOf(apart.slice(0, MOST_TEXTS), 4, async ({ message, part }) => {
    const data = await fetchData(api, message.id, part.body?.attachmentId ?? "");
    part.body = { size: part.body?.size, data };
  });
}

function textsApart(payload: Part | undefined): Part[] {
  const found: Part[] = [];
  const open = payload ? [payload] : [];
  for (let part = open.pop(); part; part = open.pop()) {
    if (isBodyApart(part) && (part.body?.size ?? 0) <= LONGEST_TEXT) found.push(part);
    open.push(...(part.parts ?? []));
  }
  return found;
}

/**
 * The bytes behind one of Gmail's own attachment ids, base64url.
 * https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.messages.attachments/get
 */
export async function fetchData(api: Api, messageId: string, attachmentId: string): Promise<string> {
  const at = path`/messages/${messageId}/attachments/${attachmentId}`;
  // 25 MB of mail are 34 MB of base64.
  const { data } = readAnswer(partBodySchema, await api.get(at, { maxBytes: 40 * 1024 * 1024 }));
  return data;
}
