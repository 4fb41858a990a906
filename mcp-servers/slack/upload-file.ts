import { z } from "zod";
import {
  type Api,
  defineTool,
  type File,
  readAnswer,
  SENDS,
  SOURCE,
  sourceSchema,
  ToolError,
} from "../kit/index.ts";
import { call, change } from "./call.ts";
import { channelToWrite } from "./channels.ts";
import { contentOf } from "./content.ts";
import { fileInfo } from "./files.ts";
import { POST_EXTRAS, READ_FILES, WRITE_FILES } from "./scopes.ts";
import { uploaded } from "./targets.ts";
import { type SlackFile, uploadedSchema, uploadUrlSchema } from "./upstream.ts";
import { messageTs } from "./when.ts";

const input = z.strictObject({
  channel: z.string().max(80).describe("Id, #name or @user"),
  thread_ts: z.string().max(20).describe("ts of its first message").optional(),
  source: sourceSchema.describe(SOURCE).optional(),
  content: z.string().max(500_000).describe("Text of the file, instead of source").optional(),
  filename: z.string().max(255),
  comment: z.string().max(4_000).optional(),
});
type Input = z.output<typeof input>;

const output = z.object({
  file: z.object({
    file_id: z.string(),
    name: z.string(),
    size: z.number().int(),
    permalink: z.string().optional(),
  }),
  channel: z.string(),
  /** Of the message that shows it. */
  ts: z.string().optional(),
  warnings: z.array(z.string()).optional(),
});
type Output = z.output<typeof output>;

/**
 * files.getUploadURLExternal, the bytes to the address it names, files.completeUploadExternal:
 * https://docs.slack.dev/messaging/working-with-files#upload
 */
export const slackUploadFile = defineTool({
  name: "slack_upload_file",
  title: "Upload a file",
  description: "Upload a file to a channel, DM or thread, with a comment (markdown).",
  effect: "destructive",
  targets: uploaded,
  labels: SENDS,
  scopes: [[WRITE_FILES]],
  extras: [...POST_EXTRAS, { title: "The message that shows an uploaded file", scopes: [READ_FILES] }],
  input,
  output,
  run: upload,
  render: ({ file, channel, ts, warnings }) =>
    [
      `Uploaded ${file.name} (${file.size} bytes) as ${file.file_id}. channel ${channel}${ts ? ` · ts ${ts}` : ""}`,
      ...(file.permalink ? [file.permalink] : []),
      ...(warnings ?? []).map((text) => `[${text}]`),
    ].join("\n"),
});

async function upload(api: Api, asked: Input): Promise<Output> {
  const thread_ts = asked.thread_ts === undefined ? undefined : messageTs(asked.thread_ts, "thread_ts");
  const filename = filenameOf(asked.filename);
  const comment = asked.comment === undefined ? undefined : await contentOf(api, asked.comment, "comment");
  const { bytes, mimeType } = await bytesOf(api, asked, filename);
  const channel = await channelToWrite(api, asked.channel);
  // It takes no JSON.
  const query = { filename, length: bytes.byteLength };
  const at = readAnswer(uploadUrlSchema, await call(api, "files.getUploadURLExternal", query));
  await api.uploadSigned(at.upload_url, { bytes, contentType: mimeType });
  const body = {
    files: [{ id: at.file_id, title: filename }],
    channel_id: channel,
    ...(thread_ts !== undefined && { thread_ts }),
    ...(comment && { blocks: comment.blocks }),
  };
  const done = readAnswer(uploadedSchema, await change(api, "files.completeUploadExternal", body));
  return resultOf(
    api,
    { id: at.file_id, name: filename, size: bytes.byteLength, channel },
    done.files,
    comment?.warnings ?? [],
  );
}

function filenameOf(given: string): string {
  const name = given.trim();
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused here.
  if (name === "" || /[\u0000-\u001f\u007f/\\]/.test(name) || !name.isWellFormed())
    throw new ToolError(
      "bad_argument",
      "`filename` is a name without slashes, such as report.csv. Nothing was uploaded.",
    );
  return name;
}

async function bytesOf(api: Api, { source, content }: Input, name: string): Promise<File> {
  if ((source === undefined) === (content === undefined))
    throw new ToolError("bad_argument", "Pass either `source` or `content`. Nothing was uploaded.");
  const file =
    content === undefined
      ? await api.openSource(source ?? "")
      : { name, mimeType: "text/plain", bytes: new TextEncoder().encode(content) };
  if (file.bytes.byteLength === 0)
    throw new ToolError("bad_argument", "This file is empty. Nothing was uploaded.");
  return file;
}

interface Sent {
  id: string;
  name: string;
  size: number;
  channel: string;
}

/** The file is out: what cannot be learnt about it must not look like a failed upload. */
async function resultOf(api: Api, sent: Sent, files: readonly SlackFile[], said: string[]): Promise<Output> {
  const first = files.find(({ id }) => id === sent.id);
  const shown =
    first && shareTs(first, sent.channel) !== undefined ? first : ((await laterInfo(api, sent.id)) ?? first);
  const ts = shown && shareTs(shown, sent.channel);
  const warnings = [
    ...said,
    ...(ts === undefined
      ? ["Slack has not said yet which message shows the file; slack_read_channel will."]
      : []),
  ];
  return {
    file: {
      file_id: sent.id,
      name: sent.name,
      size: sent.size,
      ...(shown?.permalink && { permalink: shown.permalink }),
    },
    channel: sent.channel,
    ...(ts !== undefined && { ts }),
    ...(warnings.length > 0 && { warnings }),
  };
}

/** Slack shares a file a moment after it has answered. */
async function laterInfo(api: Api, id: string): Promise<SlackFile | undefined> {
  if (!api.hasScope(READ_FILES)) return undefined;
  try {
    return await fileInfo(api, id);
  } catch (error) {
    if (error instanceof ToolError) return undefined;
    throw error;
  }
}

function shareTs({ shares }: SlackFile, channel: string): string | undefined {
  const all = [...(shares?.public?.[channel] ?? []), ...(shares?.private?.[channel] ?? [])];
  return all[0]?.ts ?? undefined;
}
