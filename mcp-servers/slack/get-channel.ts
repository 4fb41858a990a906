import { z } from "zod";
import {
  type Api,
  cursorOf,
  cutText,
  defineTool,
  openCursor,
  READS,
  readAnswer,
  ToolError,
} from "../kit/index.ts";
import { call } from "./call.ts";
import { channelToRead, kindOf } from "./channels.ts";
import { channelInfo, requireChannel } from "./held.ts";
import { MOST_LOOKUPS, type NameOf, namesFor } from "./names.ts";
import { PROVENANCE } from "./provenance.ts";
import { ALL_KINDS, KINDS, LIST_EXTRAS, USERS } from "./scopes.ts";
import { paged } from "./targets.ts";
import { type Channel, membersSchema, nextOf } from "./upstream.ts";

/** As many members as one call looks names up for. */
const MEMBERS = MOST_LOOKUPS - 1;

const input = z.strictObject({
  channel: z.string().max(80).describe("Id, #name or @user"),
  include_members: z.boolean().default(false),
  cursor: z.string().max(2000).describe("From next_cursor: more members").optional(),
});
type Input = z.output<typeof input>;

const output = z.object({
  channel: z.object({
    channel_id: z.string(),
    name: z.string(),
    type: z.enum(ALL_KINDS),
    topic: z.string(),
    purpose: z.string(),
    created: z.string().optional(),
    creator: z.string().optional(),
    member_count: z.number().int().optional(),
    is_member: z.boolean(),
    archived: z.boolean(),
    shared_with_other_workspaces: z.boolean(),
  }),
  members: z.array(z.object({ user_id: z.string(), name: z.string() })).optional(),
  next_cursor: z.string().optional(),
  warnings: z.array(z.string()).optional(),
});
type Output = z.output<typeof output>;

/** https://docs.slack.dev/reference/methods/conversations.info and /conversations.members */
export const slackGetChannel = defineTool({
  name: "slack_get_channel",
  title: "Get a channel",
  description: "One conversation with its topic and purpose and, if asked for, a page of its members.",
  effect: "read",
  targets: paged,
  labels: READS,
  scopes: ALL_KINDS.map((kind) => [KINDS[kind].list]),
  extras: [...LIST_EXTRAS, { title: "Names of members", scopes: [USERS] }],
  input,
  output,
  run: get,
  render,
});

async function get(api: Api, asked: Input): Promise<Output> {
  const { cursor, ...query } = asked;
  if (cursor !== undefined && !asked.include_members)
    throw new ToolError(
      "bad_argument",
      "`cursor` goes through members: pass `include_members` true as well.",
    );
  const at = cursor === undefined ? undefined : openCursor(cursor, query, position);
  const id = at ? await requireChannel(api, at.channel) : await channelToRead(api, asked.channel);
  const channel = await channelInfo(api, id);
  const page = asked.include_members ? await membersOf(api, id, at?.page) : undefined;
  const { nameOf, warnings } = await namesFor(api, [
    ...(channel.creator ? [channel.creator] : []),
    ...(channel.user ? [channel.user] : []),
    ...(page?.ids ?? []),
  ]);
  return {
    channel: rowOf(channel, nameOf),
    ...(page && { members: page.ids.map((one) => ({ user_id: one, name: nameOf(one) })) }),
    ...(page?.next !== undefined && { next_cursor: cursorOf(query, { channel: id, page: page.next }) }),
    ...(warnings.length > 0 && { warnings }),
  };
}
const position = z.object({ channel: z.string(), page: z.string() });

async function membersOf(api: Api, channel: string, page: string | undefined) {
  const query = { channel, limit: MEMBERS, cursor: page };
  const answer = readAnswer(membersSchema, await call(api, "conversations.members", query));
  return { ids: answer.members, next: nextOf(answer) };
}

function rowOf(channel: Channel, nameOf: NameOf): Output["channel"] {
  const { created, creator, num_members } = channel;
  return {
    channel_id: channel.id,
    name: channel.is_im && channel.user ? `@${nameOf(channel.user)}` : (channel.name ?? channel.id),
    type: kindOf(channel),
    topic: cutText(channel.topic, 0, 1_000).part,
    purpose: cutText(channel.purpose, 0, 1_000).part,
    ...(created && { created: new Date(created * 1000).toISOString() }),
    ...(creator && { creator: nameOf(creator) }),
    ...(typeof num_members === "number" && { member_count: num_members }),
    is_member: channel.is_member === true || channel.is_im === true || channel.is_mpim === true,
    archived: channel.is_archived === true,
    shared_with_other_workspaces: channel.is_ext_shared === true,
  };
}

function render({ channel, members, next_cursor, warnings }: Output): string {
  const facts = [
    `${channel.type.endsWith("_channel") ? "#" : ""}${channel.name}`,
    channel.channel_id,
    channel.type,
    ...(channel.member_count === undefined ? [] : [`${channel.member_count} members`]),
    channel.is_member ? "the app is a member" : "the app is not a member",
    ...(channel.archived ? ["archived"] : []),
    ...(channel.shared_with_other_workspaces ? ["shared with other workspaces"] : []),
    ...(channel.created
      ? [`created ${channel.created}${channel.creator ? ` by ${channel.creator}` : ""}`]
      : []),
  ];
  return [
    PROVENANCE,
    facts.join(" · "),
    ...(channel.topic ? [`topic: ${channel.topic}`] : []),
    ...(channel.purpose ? [`purpose: ${channel.purpose}`] : []),
    ...(members
      ? [`members here: ${members.length}`, ...members.map((one) => `- ${one.name} (${one.user_id})`)]
      : []),
    ...(warnings ?? []).map((text) => `[${text}]`),
    ...(next_cursor === undefined ? [] : [`[More members: continue with cursor ${next_cursor}]`]),
  ].join("\n");
}
