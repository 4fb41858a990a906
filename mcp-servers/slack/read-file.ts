import { z } from "zod";
import {
  type Api,
  checked,
  cutLine,
  defineTool,
  fileLinkSchema,
  fitResult,
  READS,
  textPage,
  textStart,
  truncatedSchema,
} from "../kit/index.ts";
import { mimeOf, nameOfFile, specialOf } from "./file-row.ts";
import { fileBytes, fileId, heldInfo, slackFile } from "./files.ts";
import { namesFor } from "./names.ts";
import { PROVENANCE } from "./provenance.ts";
import { READ_FILES, USERS } from "./scopes.ts";
import type { SlackFile } from "./upstream.ts";

/** What may be turned into text; larger files go out by link. */
const MOST_BYTES = 25 * 1024 * 1024;

const input = z.strictObject({
  file_id: z.string().max(20),
  mode: z.enum(["text", "link"]).default("text"),
  max_chars: z.int().min(500).max(100_000).default(16_000),
  cursor: z.string().max(2000).describe("From next_cursor").optional(),
});
type Input = z.output<typeof input>;

const output = z.object({
  file: z.object({
    file_id: z.string(),
    name: z.string(),
    title: z.string().optional(),
    mime_type: z.string(),
    size: z.number().optional(),
    shared_by: z.object({ id: z.string(), name: z.string() }).optional(),
    created: z.string().optional(),
    permalink: z.string().optional(),
    note: z.string().optional(),
    external_url: z.string().optional(),
  }),
  text: z.string().optional(),
  format: z.string().optional(),
  truncated: truncatedSchema.optional(),
  resource_link: fileLinkSchema.optional(),
  warnings: z.array(z.string()).optional(),
});
type Output = z.output<typeof output>;

export const slackReadFile = defineTool({
  name: "slack_read_file",
  title: "Read a file",
  description: "A file's details and its text (PDF, Office, CSV, plain text), or a link to its bytes.",
  effect: "read",
  targets: () => [checked("channels")],
  labels: READS,
  scopes: [[READ_FILES]],
  extras: [{ title: "Who shared it", scopes: [USERS] }],
  input,
  output,
  run: read,
  render,
});

async function read(api: Api, asked: Input): Promise<Output> {
  const id = fileId(asked.file_id);
  const query = { file_id: id, mode: asked.mode };
  const start = textStart(asked.cursor, query);
  const file = await heldInfo(api, id);
  const details = await detailsOf(api, file);
  const special = specialOf(file);
  if (special !== undefined) return { file: details, warnings: [whyNot(special)] };
  if (asked.mode === "link") {
    const link = {
      name: details.name,
      mimeType: details.mime_type,
      size: file.size ?? undefined,
      show: true,
    };
    return { file: details, resource_link: api.link(slackFile, { file_id: id }, link) };
  }
  const { text, format, warnings } = await api.text(await fileBytes(api, file, MOST_BYTES));
  return fitResult((share) => {
    const max = Math.floor(asked.max_chars * share);
    const { part, truncated } = textPage(text, { start, max, query });
    return {
      file: details,
      text: part,
      format,
      ...(truncated && { truncated }),
      ...(warnings.length > 0 && { warnings }),
    };
  }, render);
}

async function detailsOf(api: Api, file: SlackFile): Promise<Output["file"]> {
  const { title, size, user, created, permalink } = file;
  const note = specialOf(file);
  const who = user ? await namesFor(api, [user]) : undefined;
  const external = note?.startsWith("external") ? file.url_private : undefined;
  return {
    file_id: file.id,
    name: nameOfFile(file),
    ...(title && title !== file.name && { title: title.slice(0, 300) }),
    mime_type: mimeOf(file),
    ...(typeof size === "number" && { size }),
    ...(user && who && { shared_by: { id: user, name: who.nameOf(user) } }),
    ...(created && { created: new Date(created * 1000).toISOString() }),
    ...(permalink && { permalink }),
    ...(note !== undefined && { note }),
    ...(external && /^https:\/\//.test(external) && { external_url: external.slice(0, 2_000) }),
  };
}

/** What to do about a file that has no bytes here. */
function whyNot(special: string): string {
  if (special.startsWith("external"))
    return "Slack holds only a link to this file. Read it at `external_url`, with the tools of that service.";
  if (special === "canvas" || special === "Slack list")
    return `This is a ${special}, a document of Slack's own. It has no file to read; people open it in Slack.`;
  if (special === "deleted") return "This file was deleted: nothing of it is left to read.";
  return `There is nothing to read: ${special}.`;
}

function render({ file, text, format, truncated, resource_link, warnings }: Output): string {
  const facts = [
    file.name,
    file.mime_type,
    `${file.size ?? "?"} bytes`,
    file.file_id,
    ...(file.shared_by ? [`shared by ${file.shared_by.name}`] : []),
    ...(file.created ? [file.created] : []),
    ...(file.note ? [file.note] : []),
    ...(file.external_url ? [file.external_url] : []),
  ];
  return [
    PROVENANCE,
    facts.join(" · "),
    ...(resource_link ? [`Bytes: ${resource_link.uri} (until ${resource_link.expires_at})`] : []),
    ...(text === undefined ? [] : [`Text (${format}):`, text]),
    ...(truncated ? [cutLine(truncated)] : []),
    ...(warnings ?? []).map((one) => `[${one}]`),
  ].join("\n");
}
