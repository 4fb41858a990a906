import { z } from "zod";

/** https://docs.slack.dev/reference/block-kit/blocks: kinds that tests send, each with its own fields and no others. */
const styles = z.strictObject({
  bold: z.boolean().optional(),
  italic: z.boolean().optional(),
  strike: z.boolean().optional(),
  code: z.boolean().optional(),
});
const style = styles.optional();
const url = z.string().min(1).max(3_000);
const inline = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("text"), text: z.string().min(1), style }),
  z.strictObject({
    type: z.literal("link"),
    url,
    text: z.string().min(1).optional(),
    unsafe: z.boolean().optional(),
    style,
  }),
  z.strictObject({ type: z.literal("user"), user_id: z.string().regex(/^[UW][A-Z0-9]+$/), style }),
  z.strictObject({ type: z.literal("channel"), channel_id: z.string().regex(/^[CG][A-Z0-9]+$/), style }),
  z.strictObject({ type: z.literal("usergroup"), usergroup_id: z.string().regex(/^S[A-Z0-9]+$/), style }),
  z.strictObject({ type: z.literal("broadcast"), range: z.enum(["here", "channel", "everyone"]), style }),
  z.strictObject({
    type: z.literal("emoji"),
    name: z.string().min(1),
    unicode: z.string().optional(),
  }),
  z.strictObject({
    type: z.literal("date"),
    timestamp: z.int(),
    format: z.string(),
    url: url.optional(),
    fallback: z.string().optional(),
  }),
]);
const section = z.strictObject({ type: z.literal("rich_text_section"), elements: z.array(inline).min(1) });
const block_id = z.string().max(255).optional();
const plain = z.strictObject({
  type: z.literal("plain_text"),
  text: z.string().min(1).max(3_000),
  emoji: z.boolean().optional(),
});
const text = z.discriminatedUnion("type", [
  plain,
  z.strictObject({
    type: z.literal("mrkdwn"),
    text: z.string().min(1).max(3_000),
    verbatim: z.boolean().optional(),
  }),
]);
const image = { image_url: url, alt_text: z.string().max(2_000) };
const block = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("rich_text"),
    block_id,
    elements: z.array(
      z.discriminatedUnion("type", [
        section,
        z.strictObject({
          type: z.literal("rich_text_list"),
          style: z.enum(["bullet", "ordered"]),
          elements: z.array(section).min(1),
          indent: z.int().min(0).max(8).optional(),
          offset: z.int().min(0).optional(),
          border: z.int().min(0).max(1).optional(),
        }),
        z.strictObject({
          type: z.literal("rich_text_preformatted"),
          elements: z.array(inline).min(1),
          border: z.int().optional(),
        }),
        z.strictObject({
          type: z.literal("rich_text_quote"),
          elements: z.array(inline).min(1),
          border: z.int().optional(),
        }),
      ]),
    ),
  }),
  z.strictObject({
    type: z.literal("section"),
    block_id,
    text: text.optional(),
    fields: z.array(text).min(1).max(10).optional(),
    accessory: z.looseObject({ type: z.string() }).optional(),
    expand: z.boolean().optional(),
  }),
  z.strictObject({
    type: z.literal("header"),
    block_id,
    text: plain.extend({ text: z.string().min(1).max(150) }),
  }),
  z.strictObject({ type: z.literal("divider"), block_id }),
  z.strictObject({ type: z.literal("markdown"), block_id, text: z.string().min(1).max(12_000) }),
  z.strictObject({
    type: z.literal("context"),
    block_id,
    elements: z
      .array(z.union([text, z.strictObject({ type: z.literal("image"), ...image })]))
      .min(1)
      .max(10),
  }),
  z.strictObject({ type: z.literal("image"), block_id, ...image, title: plain.optional() }),
  z.strictObject({
    type: z.literal("actions"),
    block_id,
    elements: z
      .array(z.looseObject({ type: z.string() }))
      .min(1)
      .max(25),
  }),
]);
const blocks = z.array(block).min(1).max(50);

/** The longest that Slack takes of a message's blocks, as JSON; it tells nobody. */
const LONGEST = 100_000;

/** Blocks as they came, or the error that Slack answers. */
export function blocksOf(given: string): { blocks: unknown[] } | { error: string } {
  try {
    if (given.length > LONGEST) return { error: "msg_blocks_too_long" };
    const read = blocks.safeParse(JSON.parse(given));
    return read.success ? { blocks: read.data } : { error: "invalid_blocks" };
  } catch {
    return { error: "invalid_blocks_format" };
  }
}
