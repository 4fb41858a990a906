import { defineServer } from "../kit/index.ts";
import { attachmentResource } from "./attachment-resource.ts";
import { gmailCreateDraft } from "./create-draft.ts";
import { gmailGetAttachment } from "./get-attachment.ts";
import { gmailGetMessage } from "./get-message.ts";
import { gmailGetThread } from "./get-thread.ts";
import { gmailListLabels } from "./list-labels.ts";
import { gmailModifyLabels } from "./modify-labels.ts";
import { gmailSearchThreads } from "./search-threads.ts";
import { gmailSendDraft } from "./send-draft.ts";
import { gmailSendMessage } from "./send-message.ts";
import { gmailTrash } from "./trash.ts";
import { gmailUntrash } from "./untrash.ts";
import { gmailUpdateDraft } from "./update-draft.ts";

export const gmail = defineServer({
  id: "gmail",
  provider: "google",
  title: "Gmail",
  description:
    "Search and read mail and attachments, write drafts, send and answer, label, archive and trash.",
  baseUrl: "https://gmail.googleapis.com/gmail/v1/users/me",
  // Whole mails above a megabyte: https://developers.google.com/workspace/gmail/api/guides/uploads
  bases: { upload: "https://gmail.googleapis.com/upload/gmail/v1/users/me" },
  tools: [
    gmailSearchThreads,
    gmailGetThread,
    gmailGetMessage,
    gmailGetAttachment,
    gmailListLabels,
    gmailCreateDraft,
    gmailUpdateDraft,
    gmailSendDraft,
    gmailSendMessage,
    gmailModifyLabels,
    gmailTrash,
    gmailUntrash,
  ],
  resources: [attachmentResource],
});
