import { z } from "zod";
import {
  type Api,
  cutText,
  defineTool,
  fitResult,
  pageOfScan,
  placeOf,
  READS,
  scanPages,
  ToolError,
  unbounded,
} from "../kit/index.ts";
import { channelPage, kindOf, listable, WHOLE_PAGE } from "./channels.ts";
import { namesFor } from "./names.ts";
import { PROVENANCE } from "./provenance.ts";
import { ALL_KINDS, KINDS, type Kind, LIST_EXTRAS } from "./scopes.ts";
import type { Channel } from "./upstream.ts";

/** Slack cannot search by name: so many pages are looked through in one call. */
const PAGES = 4;
const LONGEST_TEXT = 250;

const input = z.strictObject({
  query: z.string().max(200).optional(),
  types: z
    .array(z.string().max(20))
    .max(4)
    .describe("public_channel, private_channel, mpim (group messages), im")
    .optional(),
  member_only: z.boolean().default(true),
  include_archived: z.boolean().default(false),
  page_size: z.int().min(1).max(50).default(20),
  cursor: z.string().max(2000).describe("From next_cursor").optional(),
});
type Input = z.output<typeof input>;

const channelRow = z.object({
  channel_id: z.string(),
  /** Of a direct message: who it is with. */
  name: z.string(),
  type: z.enum(ALL_KINDS),
  topic: z.string(),
  purpose: z.string(),
  /** Slack counts only where it lists all channels. */
  members: z.number().int().optional(),
  is_member: z.boolean(),
  archived: z.literal(true).optional(),
});
type Row = z.output<typeof channelRow>;
const output = z.object({
  items: z.array(channelRow),
  next_cursor: z.string().optional(),
  warnings: z.array(z.string()).optional(),
});
type Output = z.output<typeof output>;

export const slackListChannels = defineTool({
  name: "slack_list_channels",
  title: "List channels",
  description: "List or find channels, group messages and direct messages, by default those the app is in.",
  effect: "read",
  targets: () => [unbounded("channels")],
  labels: READS,
  scopes: ALL_KINDS.map((kind) => [KINDS[kind].list]),
  extras: LIST_EXTRAS,
  input,
  output,
  run: list,
  render,
});

async function list(api: Api, asked: Input): Promise<Output> {
  const { cursor, ...query } = asked;
  const listing = {
    kinds: kindsOf(api, asked.types),
    memberOnly: asked.member_only,
    archived: asked.include_archived,
    limit: asked.query === undefined ? asked.page_size : WHOLE_PAGE,
  };
  const words = asked.query?.toLowerCase().replace(/^#/, "");
  const scan = await scanPages({
    from: placeOf(cursor, query),
    want: asked.page_size,
    maxPages: PAGES,
    read: (page) => channelPage(api, listing, page),
    keep: (channel) => words === undefined || textOf(channel).includes(words),
  });
  const people = scan.found.flatMap(({ row }) => (row.is_im && row.user ? [row.user] : []));
  const { nameOf, warnings: unnamed } = await namesFor(api, people);
  return fitResult((share) => {
    const { rows, next_cursor, cut } = pageOfScan(scan, query, share);
    const warnings = [
      ...(cut ? [`Only ${rows.length} of ${scan.found.length} conversations fit in one result.`] : []),
      ...(scan.next && words !== undefined
        ? [`Looked through ${scan.seen} conversations; there are more. Go on with the cursor.`]
        : []),
      ...unnamed,
    ];
    return {
      items: rows.map((channel) => rowOf(channel, asked.member_only, nameOf)),
      ...(next_cursor !== undefined && { next_cursor }),
      ...(warnings.length > 0 && { warnings }),
    };
  }, render);
}

/** Those asked for, else all that the grant shows. */
function kindsOf(api: Api, types: readonly string[] | undefined): Kind[] {
  if (!types || types.length === 0) return listable(api);
  return types.map((type) => {
    const kind = ALL_KINDS.find((one) => one === type);
    if (!kind) throw new ToolError("bad_argument", `\`types\` may hold ${ALL_KINDS.join(", ")}.`);
    if (api.hasScope(KINDS[kind].list)) return kind;
    throw new ToolError(
      "no_permission",
      `This connection lacks the scope ${KINDS[kind].list}, which ${kind} needs.`,
    );
  });
}

const textOf = ({ name, topic, purpose }: Channel) => `${name ?? ""}\n${topic}\n${purpose}`.toLowerCase();

function rowOf(channel: Channel, memberOnly: boolean, nameOf: (id: string) => string): Row {
  return {
    channel_id: channel.id,
    name: channel.is_im && channel.user ? `@${nameOf(channel.user)}` : (channel.name ?? channel.id),
    type: kindOf(channel),
    topic: cutText(channel.topic, 0, LONGEST_TEXT).part,
    purpose: cutText(channel.purpose, 0, LONGEST_TEXT).part,
    ...(typeof channel.num_members === "number" && { members: channel.num_members }),
    is_member: channel.is_member ?? (memberOnly || channel.is_im === true),
    ...(channel.is_archived && { archived: true as const }),
  };
}

function render({ items, next_cursor, warnings }: Output): string {
  const rows = items.map((one) =>
    [
      `- ${one.type.endsWith("_channel") ? "#" : ""}${one.name} · ${one.channel_id} · ${one.type}`,
      ...(one.members === undefined ? [] : [`${one.members} members`]),
      ...(one.is_member ? [] : ["not a member"]),
      ...(one.archived ? ["archived"] : []),
      ...(one.topic ? [`topic: ${one.topic.replace(/\s+/g, " ")}`] : []),
      ...(one.purpose ? [`purpose: ${one.purpose.replace(/\s+/g, " ")}`] : []),
    ].join(" · "),
  );
  return [
    ...(items.length > 0 ? [PROVENANCE, ...rows] : ["No conversations match."]),
    ...(warnings ?? []).map((text) => `[${text}]`),
    ...(next_cursor === undefined ? [] : [`[More: continue with cursor ${next_cursor}]`]),
  ].join("\n");
}
