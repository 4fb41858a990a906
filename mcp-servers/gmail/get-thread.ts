import { z } from "zod";
import { type Api, defineTool, fitResult, openCursor, READS } from "../kit/index.ts";
import { rowOf } from "./attachment-resource.ts";
import { fetchThread, fillTexts } from "./fetch-message.ts";
import { readMessage } from "./mail/read-message.ts";
import { READONLY } from "./scopes.ts";
import { boundTo, position, type ThreadOutput, threadOutput, threadPage } from "./thread-page.ts";
import { threadText } from "./thread-text.ts";

const input = z.strictObject({
  thread_id: z.string().max(64),
  body: z.enum(["clean", "full", "none"]).default("clean"),
  max_chars: z.int().min(500).max(60_000).describe("Cut here; continue with cursor").default(16_000),
  cursor: z.string().max(2000).describe("From next_cursor").optional(),
});
type Input = z.output<typeof input>;

/** One upstream call, and one for each text that Gmail keeps apart: https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.threads/get */
export const gmailGetThread = defineTool({
  name: "gmail_get_thread",
  title: "Read a conversation",
  description: "Read a conversation as markdown, quoted history removed.",
  effect: "read",
  targets: "none",
  labels: READS,
  scopes: [[READONLY]],
  input,
  output: threadOutput,
  run: getThread,
  render: threadText,
});

async function getThread(api: Api, asked: Input): Promise<ThreadOutput> {
  const { thread_id, body, max_chars, cursor } = asked;
  const start = cursor === undefined ? undefined : openCursor(cursor, boundTo(thread_id, body), position);
  const thread = await fetchThread(api, thread_id);
  if (body !== "none") await fillTexts(api, thread.messages);
  const messages = thread.messages.map((message) => readMessage(message, body));
  return fitResult(
    (share) =>
      threadPage({
        threadId: thread.id,
        body,
        messages,
        start,
        rowOf: (messageId, file) => rowOf(api, messageId, file),
        maxChars: Math.max(50, Math.floor(max_chars * share)),
        maxMessages: Math.max(1, Math.ceil(messages.length * share)),
      }),
    threadText,
  );
}
