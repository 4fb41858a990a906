import { z } from "zod";
import { type Api, defineTool, fileLinkSchema, READS, ToolError } from "../kit/index.ts";
import * as takes from "./arguments.ts";
import { warned } from "./errors.ts";
import { driveFile, MOST_BYTES } from "./file-resource.ts";
import { EXPORT_AS, wayOf } from "./formats.ts";
import { shortName } from "./places.ts";
import { READ } from "./scopes.ts";
import { requireCan, targetOf } from "./target.ts";
import { file } from "./targets.ts";

const input = z.strictObject({
  file_id: takes.fileId,
  export_as: z.enum(EXPORT_AS).default("original"),
});
const output = z.object({ link: fileLinkSchema, warnings: z.array(z.string()).optional() });

/** Nothing is fetched here: the link is read when somebody opens it. */
export const driveGetDownloadLink = defineTool({
  name: "drive_get_download_link",
  title: "Link to a file's bytes",
  description: "Short-lived link to the bytes, or to an export (docx, pdf, md; xlsx, csv; pptx).",
  effect: "read",
  targets: file,
  labels: READS,
  scopes: READ,
  input,
  output,
  run: linkTo,
  render: ({ link, warnings = [] }) =>
    [
      `${link.name} · ${link.mime_type}${link.size === undefined ? "" : ` · ${link.size} bytes`} · until ${link.expires_at}`,
      `uri ${link.uri}`,
      `url ${link.url}`,
      ...warnings.map((text) => `[${text}]`),
    ].join("\n"),
});

async function linkTo(api: Api, { file_id, export_as }: z.output<typeof input>) {
  const { file } = await targetOf(api, file_id);
  const way = wayOf(file, export_as);
  requireCan(file, "canDownload", "download this file", "reader with downloads allowed");
  const size = way.exported || !/^\d{1,15}$/.test(file.size ?? "") ? undefined : Number(file.size);
  if (size !== undefined && size > MOST_BYTES) {
    throw new ToolError(
      "too_large",
      `This file has ${size} bytes; links give at most ${MOST_BYTES}. Its page: ${file.webViewLink ?? "none"}`,
    );
  }
  const { name, mimeType, warnings } = way;
  const link = api.link(
    driveFile,
    { file_id: file.id, export_as },
    { name: shortName(name), mimeType, size, show: true },
  );
  return { link, ...warned(warnings) };
}
