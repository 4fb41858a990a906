import { checked, hostsOf, named, type Target } from "../kit/index.ts";
import { oneMailbox } from "./mail/address.ts";
import type { SendInput, UpdateInput } from "./send-contract.ts";

const given = (asked: Pick<UpdateInput, "to" | "cc" | "bcc">): Target[] =>
  (["to", "cc", "bcc"] as const).flatMap((field) =>
    (asked[field] ?? []).flatMap((one) => named("recipient_domains", oneMailbox(one, field).address)),
  );

/** Whom a mail goes to; a reply finds its recipients in what it answers. */
export const recipients = (asked: SendInput): Target[] => [
  ...given(asked),
  ...(asked.reply_to_message_id === undefined ? [] : [checked("recipient_domains")]),
  ...hostsOf(...(asked.attachments ?? [])),
];

/** A draft goes on having those that are not named. */
export const draftRecipients = (asked: UpdateInput): Target[] => [
  ...given(asked),
  checked("recipient_domains"),
  ...hostsOf(...(asked.attachments ?? [])),
];

/** A draft leaves nobody's mailbox; what is fetched for it asks strangers. */
export const attachmentHosts = ({ attachments = [] }: { attachments?: string[] | undefined }): Target[] =>
  hostsOf(...attachments);
