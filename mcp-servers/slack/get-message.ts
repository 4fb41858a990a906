import { z } from "zod";
import { type Api, defineTool, fitResult, READS, readAnswer, ToolError } from "../kit/index.ts";
import { call } from "./call.ts";
import { channelToRead } from "./channels.ts";
import { requireChannel } from "./held.ts";
import { cutWarnings, longestOf, messageRow, namesIn, rowOf, rowText } from "./message-row.ts";
import { type Place, placeOfPermalink } from "./permalink.ts";
import { PROVENANCE } from "./provenance.ts";
import { READ_EXTRAS, READ_HISTORY } from "./scopes.ts";
import { message } from "./targets.ts";
import { type Message, messagesSchema } from "./upstream.ts";
import { messageTs } from "./when.ts";

const input = z.strictObject({
  permalink: z.string().max(500).optional(),
  channel: z.string().max(80).describe("Id, #name or @user").optional(),
  ts: z.string().max(20).describe("Of the message").optional(),
});
type Input = z.output<typeof input>;

const output = z.object({
  channel_id: z.string(),
  message: messageRow,
  warnings: z.array(z.string()).optional(),
});
type Output = z.output<typeof output>;

/** By conversations.history for messages of the channel itself, by conversations.replies for replies. */
export const slackGetMessage = defineTool({
  name: "slack_get_message",
  title: "Get a message",
  description: "One message, whole, by permalink or by channel and ts.",
  effect: "read",
  targets: message,
  labels: READS,
  scopes: READ_HISTORY,
  extras: READ_EXTRAS,
  input,
  output,
  run: get,
  render: ({ channel_id, message, warnings }) =>
    [channel_id, PROVENANCE, rowText(message), ...(warnings ?? []).map((text) => `[${text}]`)].join("\n"),
});

async function get(api: Api, asked: Input): Promise<Output> {
  const place = await placeOf(api, asked);
  const message = await messageAt(api, place);
  const { nameOf, warnings } = await namesIn(api, [message]);
  return fitResult(
    (share) => {
      const row = rowOf(message, nameOf, longestOf(1, share));
      const all = [...warnings, ...cutWarnings([row], [message])];
      return { channel_id: place.channel, message: row, ...(all.length > 0 && { warnings: all }) };
    },
    (result) => rowText(result.message),
  );
}

async function placeOf(api: Api, { permalink, channel, ts }: Input): Promise<Place> {
  if (permalink !== undefined && channel === undefined && ts === undefined)
    return heldPlace(api, await placeOfPermalink(api, permalink));
  if (permalink !== undefined || channel === undefined || ts === undefined)
    throw new ToolError("bad_argument", "Pass either `permalink`, or `channel` and `ts`.");
  const stamp = messageTs(ts, "ts");
  return { channel: await channelToRead(api, channel), ts: stamp, thread: undefined };
}

async function heldPlace(api: Api, place: Place): Promise<Place> {
  return { ...place, channel: await requireChannel(api, place.channel) };
}

/** The message itself; replies are not in a channel's history unless they were sent there too. */
async function messageAt(api: Api, { channel, ts, thread }: Place): Promise<Message> {
  const only = { channel, oldest: ts, latest: ts, inclusive: true };
  const from = async (method: string, query: Record<string, string | number | boolean>) => {
    const { messages } = readAnswer(messagesSchema, await call(api, method, query));
    return messages.find((message) => message.ts === ts);
  };
  // The parent is put before a reply, so two of them make one.
  const reply = (of: string) => from("conversations.replies", { ...only, ts: of, limit: 2 });
  if (thread !== undefined && thread !== ts) {
    const found = await reply(thread);
    if (found) return found;
  } else {
    const found =
      (await from("conversations.history", { ...only, limit: 1 })) ?? (await quietly(() => reply(ts)));
    if (found) return found;
  }
  throw new ToolError(
    "not_found",
    "There is no message with this `ts` in this conversation, or it was deleted.",
  );
}

async function quietly<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof ToolError && error.reason === "thread_not_found") return undefined;
    throw error;
  }
}
