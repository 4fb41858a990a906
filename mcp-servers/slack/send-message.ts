import { z } from "zod";
import { type Api, defineTool, readAnswer, SENDS, ToolError } from "../kit/index.ts";
import { call, change } from "./call.ts";
import { channelToWrite } from "./channels.ts";
import { contentOf, sendContent } from "./content.ts";
import { onceByKey } from "./once.ts";
import { ALL_KINDS, KINDS, POST, POST_EXTRAS } from "./scopes.ts";
import { posted } from "./targets.ts";
import { permalinkSchema, postedSchema } from "./upstream.ts";
import { messageTs } from "./when.ts";

const input = z.strictObject({
  channel: z.string().max(80).describe("Id, #name or @user"),
  text: z.string().max(12_000),
  thread_ts: z.string().max(20).optional(),
  broadcast: z.boolean().default(false),
  unfurl: z.boolean().default(false),
  idempotency_key: z.string().max(100).describe("Same key: same result").optional(),
});
type Input = z.output<typeof input>;

const output = z.object({
  channel: z.string(),
  ts: z.string(),
  permalink: z.string().optional(),
  /** An earlier call with the same idempotency key posted it; this one posted nothing. */
  already_sent: z.boolean().optional(),
  warnings: z.array(z.string()).optional(),
});
type Output = z.output<typeof output>;

/** https://docs.slack.dev/reference/methods/chat.postMessage */
export const slackSendMessage = defineTool({
  name: "slack_send_message",
  title: "Send a message",
  description: "Post to a channel, DM or thread (markdown).",
  effect: "destructive",
  targets: posted,
  labels: SENDS,
  scopes: [[POST]],
  extras: POST_EXTRAS,
  input,
  output,
  run: send,
  render,
});

interface Sent {
  channel: string;
  ts: string;
  already_sent?: boolean;
  lookedAt?: number;
}

async function send(api: Api, asked: Input): Promise<Output> {
  refuseEarly(api, asked);
  const content = await contentOf(api, asked.text);
  const channel = await channelToWrite(api, asked.channel);
  const key = asked.idempotency_key;
  let { warnings } = content;
  const posting = async (metadata?: object): Promise<Sent> => {
    const posted = await sendContent(content, (body) => post(api, asked, { ...body, channel, metadata }));
    warnings = posted.warnings;
    return posted.sent;
  };
  const { lookedAt, ...sent } = await (key === undefined
    ? posting()
    : onceByKey(api, { channel, thread: asked.thread_ts, key }, posting));
  if (lookedAt !== undefined)
    warnings = [
      ...warnings,
      `The key was looked for in ${lookedAt} messages of the last day; there are more.`,
    ];
  const permalink = await linkTo(api, sent.channel, sent.ts);
  return { ...sent, ...(permalink !== undefined && { permalink }), ...(warnings.length > 0 && { warnings }) };
}

/** What can be refused without asking Slack. */
function refuseEarly(api: Api, asked: Input): void {
  if (asked.thread_ts !== undefined) messageTs(asked.thread_ts, "thread_ts");
  if (asked.broadcast && asked.thread_ts === undefined) {
    throw new ToolError("bad_argument", "`broadcast` needs `thread_ts`. Nothing was sent.");
  }
  if (asked.idempotency_key === undefined) return;
  if (!ALL_KINDS.some((kind) => api.hasScope(KINDS[kind].history))) {
    throw new ToolError(
      "no_permission",
      `This connection lacks the scope ${KINDS.public_channel.history}, which \`idempotency_key\` needs: the channel has to be searched for the key. Nothing was sent.`,
    );
  }
}

async function post(api: Api, asked: Input, content: { channel: string; [field: string]: unknown }) {
  const body = {
    ...content,
    unfurl_links: asked.unfurl,
    unfurl_media: asked.unfurl,
    ...(asked.thread_ts !== undefined && { thread_ts: asked.thread_ts, reply_broadcast: asked.broadcast }),
  };
  const { channel, ts } = readAnswer(postedSchema, await change(api, "chat.postMessage", body));
  return { channel, ts };
}

/** The message is out: a link that cannot be had must not look like a failed send. */
async function linkTo(api: Api, channel: string, message_ts: string): Promise<string | undefined> {
  try {
    const query = { channel, message_ts };
    return readAnswer(permalinkSchema, await call(api, "chat.getPermalink", query)).permalink;
  } catch (error) {
    if (error instanceof ToolError) return undefined;
    throw error;
  }
}

function render({ channel, ts, permalink, already_sent, warnings }: Output): string {
  const what = already_sent
    ? "Already sent earlier with this idempotency key; nothing new was sent."
    : "Sent.";
  const where = `${what} channel ${channel} · ts ${ts}${permalink ? ` · ${permalink}` : ""}`;
  return [where, ...(warnings ?? []).map((text) => `[${text}]`)].join("\n");
}
