import { z } from "zod";
import type { Api } from "../kit/index.ts";
import { SHORTCUT, typeName } from "./mime.ts";
import { type Places, placesOf, shortName } from "./places.ts";
import type { DriveFile, Person } from "./upstream.ts";

/** One item of Drive, as lists show it. */
export const fileRow = z.object({
  file_id: z.string(),
  name: z.string(),
  type: z.string(),
  path: z.string(),
  owner: z.string().optional(),
  modified: z.string().optional(),
  size: z.int().optional(),
  link: z.string().optional(),
  shared_drive: z.string().optional(),
  /** What a shortcut leads to. */
  target_id: z.string().optional(),
});
export type FileRow = z.output<typeof fileRow>;

export function rowOf(file: DriveFile, places: Places): FileRow {
  const owner = file.owners[0] && personName(file.owners[0]);
  const target = file.shortcutDetails;
  return {
    file_id: file.id,
    name: shortName(file.name),
    type:
      file.mimeType === SHORTCUT && target?.targetMimeType
        ? `shortcut to ${typeName(target.targetMimeType)}`
        : typeName(file.mimeType),
    path: places.pathOf(file),
    ...(owner !== undefined && { owner }),
    ...(file.modifiedTime !== undefined && { modified: file.modifiedTime }),
    ...(/^\d{1,15}$/.test(file.size ?? "") && { size: Number(file.size) }),
    ...(file.webViewLink !== undefined && { link: file.webViewLink }),
    ...(file.driveId !== undefined && { shared_drive: places.driveName(file.driveId) }),
    ...(target && { target_id: target.targetId }),
  };
}

/** The row of one file, with its path. */
export async function rowWithPath(api: Api, file: DriveFile): Promise<FileRow> {
  return rowOf(file, await placesOf(api, [file]));
}

export function personName({ displayName, emailAddress, me }: Person): string | undefined {
  const name = displayName === undefined ? undefined : shortName(displayName);
  const known = name && emailAddress ? `${name} <${emailAddress}>` : (name ?? emailAddress);
  return me ? `${known ?? ""} (the connected account)`.trim() : known;
}

/** A row as text: two lines. */
export function rowText(row: FileRow): string {
  return [
    `- ${row.path} · ${row.type}`,
    `  ${[
      ...(row.modified ? [row.modified] : []),
      ...(row.size === undefined ? [] : [`${row.size} bytes`]),
      ...(row.owner ? [row.owner] : []),
      ...(row.target_id ? [`target_id ${row.target_id}`] : []),
      `file_id ${row.file_id}`,
    ].join(" · ")}`,
  ].join("\n");
}

/** What a change came to: a sentence, the row, its link, what should be known besides. */
export function changeText(said: string, row: FileRow, warnings: readonly string[] = []): string {
  return [
    said,
    rowText(row),
    ...(row.link ? [`  ${row.link}`] : []),
    ...warnings.map((text) => `[${text}]`),
  ].join("\n");
}

export const changeOutput = z.object({ file: fileRow, warnings: z.array(z.string()).optional() });
