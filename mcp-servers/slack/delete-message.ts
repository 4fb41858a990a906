import { z } from "zod";
import { type Api, defineTool, PLAIN } from "../kit/index.ts";
import { change } from "./call.ts";
import { channelToWrite } from "./channels.ts";
import { POST, POST_EXTRAS } from "./scopes.ts";
import { channel } from "./targets.ts";
import { messageTs } from "./when.ts";

const input = z.strictObject({
  channel: z.string().max(80).describe("Id, #name or @user"),
  ts: z.string().max(20).describe("Of the message"),
});
type Input = z.output<typeof input>;

const output = z.object({ ok: z.literal(true), channel: z.string(), ts: z.string() });
type Output = z.output<typeof output>;

/** https://docs.slack.dev/reference/methods/chat.delete */
export const slackDeleteMessage = defineTool({
  name: "slack_delete_message",
  title: "Delete a message",
  description: "Delete a message that this app posted; replies to it stay. Cannot be undone.",
  effect: "destructive",
  targets: channel,
  labels: PLAIN,
  scopes: [[POST]],
  extras: POST_EXTRAS,
  input,
  output,
  run: remove,
  render: ({ channel, ts }) => `Deleted. channel ${channel} · ts ${ts}`,
});

async function remove(api: Api, asked: Input): Promise<Output> {
  const ts = messageTs(asked.ts, "ts");
  const channel = await channelToWrite(api, asked.channel);
  await change(api, "chat.delete", { channel, ts });
  return { ok: true, channel, ts };
}
