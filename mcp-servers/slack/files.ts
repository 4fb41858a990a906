import { z } from "zod";
import { type Api, checked, defineResource, type File, path, readAnswer, ToolError } from "../kit/index.ts";
import { call } from "./call.ts";
import { explained } from "./faults.ts";
import { mimeOf, nameOfFile, specialOf } from "./file-row.ts";
import { requireOneChannel } from "./held.ts";
import { READ_FILES } from "./scopes.ts";
import { fileInfoSchema, type SlackFile } from "./upstream.ts";

/** Where Slack keeps the bytes of files: https://docs.slack.dev/reference/objects/file-object */
export const FILES_URL = "https://files.slack.com";
const MOST_BYTES = 40 * 1024 * 1024;

export function fileId(given: string): string {
  const id = given.trim();
  if (/^F[A-Z0-9]{2,}$/.test(id)) return id;
  throw new ToolError("bad_argument", "`file_id` is not the id of a Slack file, such as F0123ABCD.");
}

/** https://docs.slack.dev/reference/methods/files.info */
export const fileInfo = async (api: Api, id: string): Promise<SlackFile> =>
  readAnswer(fileInfoSchema, await call(api, "files.info", { file: id })).file;

/** The same to hand out: one of the conversations it is shared in has to be among those that a rule allows. */
export async function heldInfo(api: Api, id: string): Promise<SlackFile> {
  const file = await fileInfo(api, id);
  const { public: open, private: closed } = file.shares ?? {};
  await requireOneChannel(api, [
    ...new Set([
      ...[file.channels, file.groups, file.ims].flatMap((ids) => ids ?? []),
      ...Object.keys(open ?? {}),
      ...Object.keys(closed ?? {}),
    ]),
  ]);
  return file;
}

/** The bytes of a file that has some. Throws `bad_argument` for what is only a link or a document of Slack's own. */
export async function fileBytes(api: Api, file: SlackFile, maxBytes = MOST_BYTES): Promise<File> {
  const special = specialOf(file);
  if (special !== undefined)
    throw new ToolError("bad_argument", `This is no file with bytes of its own: ${special}.`);
  try {
    const { bytes } = await api.bytes(bytesPath(file), { base: "files", maxBytes });
    return { name: nameOfFile(file), mimeType: mimeOf(file), bytes };
  } catch (error) {
    throw explained(error, "files");
  }
}

/**
 * The path of the bytes at files.slack.com. The token goes nowhere but there, and only below the two folders that hold
 * files: an answer that names another place is refused.
 */
export function bytesPath({ url_private_download, url_private }: SlackFile): string {
  const given = url_private_download || url_private || "";
  const url = URL.canParse(given) ? new URL(given) : undefined;
  const segments = url?.origin === FILES_URL ? url.pathname.split("/").slice(1) : [];
  const [folder, ...rest] = segments;
  if ((folder !== "files-pri" && folder !== "files-tmb") || rest.length === 0) {
    throw new ToolError(
      "not_found",
      "Slack says that the bytes of this file are in another place. They were not fetched.",
    );
  }
  return rest.reduce((built, segment) => built + path`/${plain(segment)}`, `/${folder}`);
}

function plain(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new ToolError("not_found", "Slack gave an address for this file that cannot be read.");
  }
}

/** A file of Slack by link. */
export const slackFile = defineResource({
  kind: "file",
  title: "A Slack file",
  scopes: [[READ_FILES]],
  targets: () => [checked("channels")],
  tools: ["slack_read_file"],
  params: z.object({ file_id: z.string() }),
  read: async (api, { file_id }) => fileBytes(api, await heldInfo(api, fileId(file_id))),
});
