import { z } from "zod";
import { defineResource } from "../kit/index.ts";
import { EXPORT_AS, wayOf } from "./formats.ts";
import { contentOf, exportOf } from "./request.ts";
import { READ } from "./scopes.ts";
import { targetOf } from "./target.ts";
import { file } from "./targets.ts";

/** The most that goes out by link. */
export const MOST_BYTES = 40_000_000;

/** `valetkey://google_drive/file/<file id>/<format>`. */
export const driveFile = defineResource({
  kind: "file",
  title: "A file of Google Drive",
  scopes: READ,
  targets: file,
  tools: ["drive_read_file", "drive_get_download_link"],
  params: z.object({ file_id: z.string().max(128), export_as: z.enum(EXPORT_AS) }),
  source: { prefix: "drive", params: (id) => ({ file_id: id, export_as: "original" as const }) },
  async read(api, { file_id, export_as }) {
    const { file } = await targetOf(api, file_id);
    const { name, mimeType, exported } = wayOf(file, export_as);
    const { bytes } = exported
      ? await exportOf(api, file.id, mimeType)
      : await contentOf(api, file.id, MOST_BYTES);
    return { name, mimeType, bytes };
  },
});
