import { z } from "zod";
import { type Api, defineResource } from "../kit/index.ts";
import { attachmentFile, findAttachment } from "./attachment-file.ts";
import type { Attachment } from "./mail/attachments.ts";
import { READONLY } from "./scopes.ts";

/** The bytes of an attachment. */
export const attachmentResource = defineResource({
  kind: "attachment",
  title: "Mail attachment",
  scopes: [[READONLY]],
  targets: "none",
  tools: ["gmail_get_attachment"],
  params: z.strictObject({ message_id: z.string().max(64), attachment_id: z.string().max(500) }),
  read: async (api, { message_id, attachment_id }) =>
    attachmentFile(api, message_id, await findAttachment(api, message_id, attachment_id)),
});

/** An attachment in a result, with the URI of its bytes. */
export const attachmentRow = z.object({
  attachment_id: z.string(),
  name: z.string(),
  mime_type: z.string(),
  size: z.number().int(),
  uri: z.string(),
});
export type AttachmentRow = z.output<typeof attachmentRow>;

export function attachmentLink(api: Api, messageId: string, file: Attachment, show = false) {
  const { attachment_id, name, mime_type, size } = file;
  return api.link(
    attachmentResource,
    { message_id: messageId, attachment_id },
    { name, mimeType: mime_type, size, show },
  );
}

export function rowOf(api: Api, messageId: string, file: Attachment): AttachmentRow {
  return { ...file, uri: attachmentLink(api, messageId, file).uri };
}

export function attachmentLine({ name, mime_type, size, attachment_id }: Attachment): string {
  return `[attachment: ${name} · ${mime_type} · ${size} bytes · ${attachment_id}]`;
}
