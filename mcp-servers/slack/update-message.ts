import { z } from "zod";
import { type Api, defineTool, readAnswer, SENDS } from "../kit/index.ts";
import { change } from "./call.ts";
import { channelToWrite } from "./channels.ts";
import { contentOf } from "./content.ts";
import { POST, POST_EXTRAS } from "./scopes.ts";
import { channel } from "./targets.ts";
import { postedSchema } from "./upstream.ts";
import { messageTs } from "./when.ts";

const input = z.strictObject({
  channel: z.string().max(80).describe("Id, #name or @user"),
  ts: z.string().max(20).describe("Of the message"),
  text: z.string().max(12_000),
});
type Input = z.output<typeof input>;

const output = z.object({
  channel: z.string(),
  ts: z.string(),
  warnings: z.array(z.string()).optional(),
});
type Output = z.output<typeof output>;

/** https://docs.slack.dev/reference/methods/chat.update */
export const slackUpdateMessage = defineTool({
  name: "slack_update_message",
  title: "Edit a message",
  description: "Replace the text (markdown) of a message that this app posted.",
  effect: "destructive",
  idempotent: true,
  targets: channel,
  labels: SENDS,
  scopes: [[POST]],
  extras: POST_EXTRAS,
  input,
  output,
  run: update,
  render: ({ channel, ts, warnings }) =>
    [`Edited. channel ${channel} · ts ${ts}`, ...(warnings ?? []).map((text) => `[${text}]`)].join("\n"),
});

async function update(api: Api, asked: Input): Promise<Output> {
  const ts = messageTs(asked.ts, "ts");
  const { warnings, ...content } = await contentOf(api, asked.text);
  const channel = await channelToWrite(api, asked.channel);
  const edited = readAnswer(postedSchema, await change(api, "chat.update", { channel, ts, ...content }));
  return { channel: edited.channel, ts: edited.ts, ...(warnings.length > 0 && { warnings }) };
}
