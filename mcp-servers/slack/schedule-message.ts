import { z } from "zod";
import { type Api, defineTool, readAnswer, SENDS } from "../kit/index.ts";
import { change } from "./call.ts";
import { channelToWrite } from "./channels.ts";
import { contentOf, sendContent } from "./content.ts";
import { postAtOf } from "./post-at.ts";
import { POST, POST_EXTRAS } from "./scopes.ts";
import { channel } from "./targets.ts";
import { scheduledSchema } from "./upstream.ts";
import { messageTs } from "./when.ts";

const input = z.strictObject({
  channel: z.string().max(80).describe("Id, #name or @user"),
  text: z.string().max(12_000),
  post_at: z
    .string()
    .max(40)
    .describe("RFC 3339, local time + zone (2026-11-23 09:00 Europe/Berlin) or epoch seconds"),
  thread_ts: z.string().max(20).optional(),
});
type Input = z.output<typeof input>;

const output = z.object({
  scheduled_id: z.string(),
  channel: z.string(),
  post_at: z.number().int(),
  date: z.string(),
  local: z.string(),
  warnings: z.array(z.string()).optional(),
});
type Output = z.output<typeof output>;

/** https://docs.slack.dev/reference/methods/chat.scheduleMessage. Without metadata: Slack never posts it with. */
export const slackScheduleMessage = defineTool({
  name: "slack_schedule_message",
  title: "Schedule a message",
  description: "Schedule a message (markdown), at most 120 days ahead.",
  effect: "destructive",
  targets: channel,
  labels: SENDS,
  scopes: [[POST]],
  extras: POST_EXTRAS,
  input,
  output,
  run: schedule,
  render: ({ scheduled_id, channel, local, date, warnings }) =>
    [
      `Scheduled for ${local}, ${date}. channel ${channel} · scheduled_id ${scheduled_id}`,
      ...(warnings ?? []).map((text) => `[${text}]`),
    ].join("\n"),
});

async function schedule(api: Api, asked: Input): Promise<Output> {
  const at = postAtOf(asked.post_at, Math.floor(Date.now() / 1000));
  const thread_ts = asked.thread_ts === undefined ? undefined : messageTs(asked.thread_ts, "thread_ts");
  const content = await contentOf(api, asked.text);
  const channel = await channelToWrite(api, asked.channel);
  const body = {
    channel,
    post_at: at.epoch,
    ...(thread_ts !== undefined && { thread_ts }),
    unfurl_links: false,
    unfurl_media: false,
  };
  const { sent, warnings } = await sendContent(content, (said) =>
    change(api, "chat.scheduleMessage", { ...body, ...said }),
  );
  const answer = readAnswer(scheduledSchema, sent);
  return {
    scheduled_id: answer.scheduled_message_id,
    channel: answer.channel,
    post_at: at.epoch,
    date: at.date,
    local: at.local,
    ...(warnings.length > 0 && { warnings }),
  };
}
