import { z } from "zod";
import type { SlackFile } from "./upstream.ts";

export const fileRow = z.object({
  file_id: z.string(),
  name: z.string(),
  mime_type: z.string(),
  size: z.number().optional(),
  /** What it is where it is no plain file: `external link (gdrive)`, `canvas`, `deleted`. */
  note: z.string().optional(),
});
export type FileRow = z.output<typeof fileRow>;

export function fileRowOf(file: SlackFile): FileRow {
  const note = specialOf(file);
  return {
    file_id: file.id,
    name: nameOfFile(file),
    mime_type: mimeOf(file),
    ...(typeof file.size === "number" && { size: file.size }),
    ...(note !== undefined && { note }),
  };
}

export const nameOfFile = ({ id, name, title }: SlackFile): string => (name || title || id).slice(0, 200);
export const mimeOf = ({ mimetype }: SlackFile): string =>
  /^[\w.+-]+\/[\w.+-]+$/.exec((mimetype ?? "").split(";")[0]?.trim() ?? "")?.[0]?.toLowerCase() ??
  "application/octet-stream";

const CANVAS = new Set(["canvas", "quip", "space", "post", "docs"]);

/** What a file is that has no bytes of its own to read; undefined for one that has. */
export function specialOf({
  mode,
  file_access,
  is_external,
  external_type,
  filetype,
}: SlackFile): string | undefined {
  if (mode === "tombstone" || file_access === "file_not_found") return "deleted";
  if (mode === "hidden_by_limit") return "hidden by the limit of the workspace's plan";
  if (file_access === "access_denied") return "not shared with this app";
  if (is_external || mode === "external") return `external link (${external_type || "unknown service"})`;
  if (mode === "list" || filetype === "list") return "Slack list";
  return CANVAS.has(mode ?? "") || filetype === "canvas" || filetype === "quip" ? "canvas" : undefined;
}

export const fileText = ({ name, mime_type, size, file_id, note }: FileRow): string =>
  [name, mime_type, `${size ?? "?"} bytes`, file_id, ...(note === undefined ? [] : [note])].join(" · ");
