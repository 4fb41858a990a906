import { type Api, type File, ToolError } from "../kit/index.ts";
import { fetchData, fetchMessage } from "./fetch-message.ts";
import { type Attachment, filesOf } from "./mail/attachments.ts";
import { bodyOf } from "./mail/body.ts";
import { headerOf, type Part, typeOf } from "./mail/part-tree.ts";
import { lineOf } from "./mail/read-message.ts";

/** An attachment of a message, found by the id that we gave it. Throws `not_found` with the ids there are. */
export async function findAttachment(
  api: Api,
  messageId: string,
  attachmentId: string,
): Promise<{ part: Part; file: Attachment }> {
  const { payload = {} } = await fetchMessage(api, messageId);
  const files = Array.from(filesOf(payload));
  const found = files.find(({ file }) => file.attachment_id === attachmentId);
  if (found) return found;
  const list = files.slice(0, 10).map(({ file }) => `${file.attachment_id} (${file.name.slice(0, 60)})`);
  throw new ToolError(
    "not_found",
    `The message has no attachment ${JSON.stringify(attachmentId.slice(0, 40))}. ${
      list.length > 0 ? `It has ${list.join(", ")}.` : "It has none at all."
    }`,
  );
}

/** The bytes of an attachment. A mail that Gmail hands out only in pieces comes as Markdown. */
export async function attachmentFile(
  api: Api,
  messageId: string,
  { part, file }: { part: Part; file: Attachment },
): Promise<File> {
  if (typeOf(part) === "message/rfc822" && part.body?.attachmentId === undefined && part.parts?.[0]) {
    return enclosedFile(part.parts[0], file);
  }
  const data =
    part.body?.data ?? (part.body?.attachmentId && (await fetchData(api, messageId, part.body.attachmentId)));
  return { name: file.name, mimeType: file.mime_type, bytes: Buffer.from(data ?? "", "base64url") };
}

function enclosedFile(inner: Part, file: Attachment): File {
  const head = ["From", "To", "Cc", "Date", "Subject"].flatMap((name) => {
    const value = lineOf(headerOf(inner, name));
    return value === "" ? [] : [`${name}: ${value}`];
  });
  const { text } = bodyOf(inner, "full", { reply: false, forwarded: true });
  return {
    name: `${file.name.replace(/\.eml$/i, "")}.md`,
    mimeType: "text/markdown",
    bytes: Buffer.from(`${head.join("\n")}\n\n${text}`),
  };
}
