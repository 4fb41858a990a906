import { z } from "zod";
import {
  type Api,
  cutLine,
  defineTool,
  fileLinkSchema,
  fitResult,
  READS,
  textPage,
  textStart,
  truncatedSchema,
} from "../kit/index.ts";
import { attachmentFile, findAttachment } from "./attachment-file.ts";
import { attachmentLink } from "./attachment-resource.ts";
import { PROVENANCE } from "./provenance.ts";
import { READONLY } from "./scopes.ts";

const input = z.strictObject({
  message_id: z.string().max(64),
  attachment_id: z.string().max(500),
  mode: z.enum(["text", "link"]).default("text"),
  max_chars: z.int().min(500).max(100_000).describe("Cut here; continue with cursor").default(16_000),
  cursor: z.string().max(2000).describe("From next_cursor").optional(),
});
type Input = z.output<typeof input>;

const output = z.object({
  name: z.string(),
  mime_type: z.string(),
  size: z.number().int(),
  text: z.string().optional(),
  format: z.enum(["markdown", "csv", "text"]).optional(),
  link: fileLinkSchema.optional(),
  truncated: truncatedSchema.optional(),
  warnings: z.array(z.string()).optional(),
});
type Output = z.output<typeof output>;

/** https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.messages.attachments/get */
export const gmailGetAttachment = defineTool({
  name: "gmail_get_attachment",
  title: "Read an attachment",
  description:
    "Read an attachment as extracted text (PDF, Office, CSV, …), or get a resource link to its bytes.",
  effect: "read",
  targets: "none",
  labels: READS,
  scopes: [[READONLY]],
  input,
  output,
  run: getAttachment,
  render,
});

async function getAttachment(api: Api, asked: Input): Promise<Output> {
  const { message_id, attachment_id, mode, max_chars, cursor } = asked;
  const query = { message_id, attachment_id };
  const start = textStart(cursor, query);
  const found = await findAttachment(api, message_id, attachment_id);
  const { name, mime_type, size } = found.file;
  const about = { name, mime_type, size };
  if (mode === "link") return { ...about, link: attachmentLink(api, message_id, found.file, true) };
  const { text, format, warnings } = await api.text(await attachmentFile(api, message_id, found));
  return fitResult((share) => {
    const max = Math.max(50, Math.floor(max_chars * share));
    const { part, truncated } = textPage(text, { start, max, query });
    return {
      ...about,
      text: part,
      format,
      ...(truncated && { truncated }),
      ...(warnings.length > 0 && { warnings: warnings.slice(0, 20) }),
    };
  }, render);
}

function render({ name, mime_type, size, text, link, truncated, warnings }: Output): string {
  return [
    PROVENANCE,
    `${name} · ${mime_type} · ${size} bytes`,
    ...(link ? [`Read ${link.uri} or open ${link.url} until ${link.expires_at}.`] : []),
    ...(text === undefined ? [] : [text === "" ? "(no text in it)" : text]),
    ...(warnings ?? []).map((one) => `[${one}]`),
    ...(truncated ? [cutLine(truncated)] : []),
  ].join("\n");
}
