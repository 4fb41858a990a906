import { z } from "zod";
import { type Api, defineTool, PLAIN, ToolError } from "../kit/index.ts";
import { change } from "./call.ts";
import { channelToRead } from "./channels.ts";
import { REACT, REACT_EXTRAS } from "./scopes.ts";
import { channel } from "./targets.ts";
import { messageTs } from "./when.ts";

const input = z.strictObject({
  channel: z.string().max(80).describe("Id, #name or @user"),
  ts: z.string().max(20).describe("Of the message"),
  emoji: z.string().max(100).describe("Its name, with or without colons"),
});
type Input = z.output<typeof input>;

const output = z.object({
  ok: z.literal(true),
  /** It was there before. */
  already: z.boolean().optional(),
});
type Output = z.output<typeof output>;

/** https://docs.slack.dev/reference/methods/reactions.add */
export const slackAddReaction = defineTool({
  name: "slack_add_reaction",
  title: "Add a reaction",
  description: "Add an emoji reaction to a message, by the name of the emoji.",
  effect: "write",
  idempotent: true,
  targets: channel,
  labels: PLAIN,
  scopes: [[REACT]],
  extras: REACT_EXTRAS,
  input,
  output,
  run: react,
  render: ({ already }) => (already ? "The reaction was there already." : "Reaction added."),
});

async function react(api: Api, asked: Input): Promise<Output> {
  const name = asked.emoji.trim().replace(/^:|:$/g, "");
  if (!/^[a-z0-9_+'-]+(::skin-tone-[2-6])?$/.test(name)) {
    throw new ToolError("bad_argument", "`emoji` is a name such as thumbsup, not the character itself.");
  }
  const timestamp = messageTs(asked.ts, "ts");
  const channel = await channelToRead(api, asked.channel);
  try {
    await change(api, "reactions.add", { channel, timestamp, name });
    return { ok: true };
  } catch (error) {
    if (error instanceof ToolError && error.reason === "already_reacted") return { ok: true, already: true };
    throw error;
  }
}
