import { z } from "zod";
import {
  type Api,
  cutLine,
  defineTool,
  fitResult,
  READS,
  textPage,
  textStart,
  truncatedSchema,
} from "../kit/index.ts";
import { attachmentLine, attachmentRow, rowOf } from "./attachment-resource.ts";
import { fetchMessage, fillTexts } from "./fetch-message.ts";
import { mailboxesOf, shown, shownList } from "./mail/address.ts";
import { MOST_ATTACHMENTS } from "./mail/attachments.ts";
import { headerOf } from "./mail/part-tree.ts";
import { readMessage } from "./mail/read-message.ts";
import { PROVENANCE } from "./provenance.ts";
import { READONLY } from "./scopes.ts";

const MODES = { markdown: "full", text: "text", html: "html", none: "none" } as const;

const input = z.strictObject({
  message_id: z.string().max(64),
  body: z.enum(["markdown", "text", "html", "none"]).default("markdown"),
  max_chars: z.int().min(500).max(100_000).describe("Cut here; continue with cursor").default(16_000),
  cursor: z.string().max(2000).describe("From next_cursor").optional(),
});
type Input = z.output<typeof input>;

const output = z.object({
  message_id: z.string(),
  thread_id: z.string(),
  label_ids: z.array(z.string()),
  headers: z.object({
    from: z.string(),
    to: z.array(z.string()),
    cc: z.array(z.string()),
    bcc: z.array(z.string()),
    reply_to: z.array(z.string()),
    subject: z.string(),
    date: z.string().optional(),
    rfc_message_id: z.string(),
    in_reply_to: z.string().optional(),
  }),
  body: z.string(),
  attachments: z.array(attachmentRow),
  truncated: truncatedSchema.optional(),
  warnings: z.array(z.string()).optional(),
});
type Output = z.output<typeof output>;

/** https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.messages/get */
export const gmailGetMessage = defineTool({
  name: "gmail_get_message",
  title: "Read a message",
  description: "Read one message, quoted history included.",
  effect: "read",
  targets: "none",
  labels: READS,
  scopes: [[READONLY]],
  input,
  output,
  run: getMessage,
  render,
});

async function getMessage(api: Api, { message_id, body, max_chars, cursor }: Input): Promise<Output> {
  const query = { message_id, body };
  const start = textStart(cursor, query);
  const message = await fetchMessage(api, message_id);
  if (body !== "none") await fillTexts(api, [message]);
  const read = readMessage(message, MODES[body]);
  const of = (name: string) => headerOf(message.payload, name).trim();
  const list = (name: string) => shownList(mailboxesOf(of(name)));
  const inReplyTo = of("In-Reply-To").slice(0, 1000);
  const headers = {
    from: read.from.map(shown)[0] ?? "",
    to: shownList(read.to),
    cc: shownList(read.cc),
    bcc: list("Bcc"),
    reply_to: list("Reply-To"),
    subject: read.subject.slice(0, 1000),
    ...(read.date !== undefined && { date: read.date }),
    rfc_message_id: read.rfcId.slice(0, 1000),
    ...(inReplyTo !== "" && { in_reply_to: inReplyTo }),
  };
  const attachments = read.attachments.slice(0, MOST_ATTACHMENTS).map((file) => rowOf(api, message.id, file));
  const hidden = read.attachments.length - attachments.length;
  const warnings = [...read.notes, ...(hidden > 0 ? [`${hidden} more attachments are not listed.`] : [])];
  return fitResult((share) => {
    const max = Math.max(50, Math.floor(max_chars * share));
    const { part, truncated } = textPage(read.body, { start, max, query });
    return {
      message_id: message.id,
      thread_id: message.threadId,
      label_ids: message.labelIds.slice(0, 100),
      headers,
      body: part,
      attachments,
      ...(truncated && { truncated }),
      ...(warnings.length > 0 && { warnings }),
    };
  }, render);
}

function render({
  message_id,
  thread_id,
  label_ids,
  headers,
  body,
  attachments,
  truncated,
  warnings,
}: Output): string {
  const people = (["to", "cc", "bcc", "reply_to"] as const).flatMap((name) =>
    headers[name].length > 0 ? [`${name.replace("_", "-")}: ${headers[name].join(", ")}`] : [],
  );
  return [
    PROVENANCE,
    `${headers.subject || "(no subject)"} · message_id ${message_id} · thread_id ${thread_id}`,
    `from: ${headers.from || "(unknown sender)"}`,
    ...people,
    `date: ${headers.date ?? "none"} · labels: ${label_ids.join(", ") || "none"}`,
    "",
    ...(body === "" ? [] : [body]),
    ...attachments.map(attachmentLine),
    ...(warnings ?? []).map((text) => `[${text}]`),
    ...(truncated ? [cutLine(truncated)] : []),
  ].join("\n");
}
