import { type Api, path, readAnswer, ToolError } from "../kit/index.ts";
import type { Mail } from "./deliver.ts";
import { inWords } from "./fetch-message.ts";
import { type Mailbox, oneMailbox, refuseControl, sameAddress } from "./mail/address.ts";
import { compose } from "./mail/compose.ts";
import { bareSubject, once, type Reply, replyTo } from "./mail/reply.ts";
import type { Previewed } from "./preview.ts";
import { READONLY } from "./scopes.ts";
import type { SendInput } from "./send-contract.ts";
import { openAttachments } from "./sources.ts";
import { messageSchema, sendAsSchema } from "./upstream.ts";

export interface Prepared extends Mail {
  mail: Previewed;
  warnings: string[];
}

interface Purpose {
  /** Ends every refusal. */
  nothing: string;
  /** What needs to read mail. */
  keyWhy: string;
  needsRecipient: boolean;
}
export const SENDING: Purpose = {
  nothing: "Nothing was sent.",
  keyWhy: "sent mail has to be searched for the key",
  needsRecipient: true,
};
export const DRAFTING: Purpose = { nothing: "No draft was made.", keyWhy: "", needsRecipient: false };

/** What can be refused without asking Gmail. */
export function refuseEarly(api: Api, asked: SendInput, purpose: Purpose): void {
  if (asked.reply_all && asked.reply_to_message_id === undefined) {
    throw new ToolError("bad_argument", "`reply_all` needs `reply_to_message_id`.");
  }
  const recipients = [...(asked.to ?? []), ...(asked.cc ?? []), ...(asked.bcc ?? [])];
  if (purpose.needsRecipient && asked.reply_to_message_id === undefined && recipients.length === 0) {
    throw new ToolError("bad_argument", "A new message needs a recipient in `to`, `cc` or `bcc`.");
  }
  for (const field of ["to", "cc", "bcc"] as const)
    for (const one of asked[field] ?? []) oneMailbox(one, field);
  refuseControl(asked.subject ?? "", "`subject`");
  const needs: [boolean, string][] = [
    [
      asked.reply_to_message_id !== undefined,
      "`reply_to_message_id`: the message that is answered has to be read",
    ],
    [asked.idempotency_key !== undefined && purpose.keyWhy !== "", `\`idempotency_key\`: ${purpose.keyWhy}`],
    [asked.from_alias !== undefined, "`from_alias`: Gmail silently replaces an alias that is not set up"],
  ];
  for (const [used, why] of needs) {
    if (used && !api.hasScope(READONLY)) {
      throw new ToolError(
        "no_permission",
        `This connection lacks the scope ${READONLY}, which is needed for ${why}. ${purpose.nothing}`,
      );
    }
  }
}

/** Reads what a mail needs from Gmail (aliases, what is answered), opens its attachments, and writes it. */
export async function prepare(
  api: Api,
  asked: SendInput,
  messageId: string,
  purpose: Purpose,
): Promise<Prepared> {
  const aliases = asked.from_alias !== undefined || asked.reply_all ? await aliasesOf(api) : [];
  const from =
    asked.from_alias === undefined ? undefined : aliasOf(asked.from_alias, aliases, api.account, purpose);
  const original =
    asked.reply_to_message_id === undefined ? undefined : await originalOf(api, asked.reply_to_message_id);
  const reply = original && replyTo(original.payload, [api.account, ...aliases], asked.reply_all);
  const people = recipientsOf(asked, reply, purpose);
  // Those of a reply are known only now.
  api.requireTargets(
    "recipient_domains",
    Object.values(people).flatMap((boxes) => boxes.map(({ address }) => [address])),
  );
  const subject = asked.subject ?? reply?.subject ?? "";
  const attachments = await openAttachments(api, asked.attachments ?? []);
  const raw = await compose({
    ...people,
    from,
    subject,
    body: asked.body,
    format: asked.body_format,
    attachments,
    messageId,
    inReplyTo: reply?.inReplyTo,
    references: reply?.references ?? [],
    date: new Date(),
  });
  return {
    raw,
    threadId: original?.threadId,
    mail: { ...people, from, subject, body: asked.body, files: attachments.map(({ name }) => name) },
    warnings: subjectWarning(asked, reply),
  };
}

async function originalOf(api: Api, id: string) {
  const metadataHeaders = [
    "From",
    "Reply-To",
    "To",
    "Cc",
    "Subject",
    "Message-ID",
    "References",
    "In-Reply-To",
  ];
  const query = { format: "metadata", metadataHeaders };
  return readAnswer(
    messageSchema,
    await api.get(path`/messages/${id}`, { query }).catch(inWords("message", id)),
  );
}

/** Addresses the account may send from: https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.settings.sendAs */
async function aliasesOf(api: Api): Promise<string[]> {
  const { sendAs } = readAnswer(sendAsSchema, await api.get("/settings/sendAs"));
  return sendAs
    .filter((one) => one.isPrimary || (one.verificationStatus ?? "accepted") === "accepted")
    .map((one) => one.sendAsEmail);
}

function aliasOf(input: string, aliases: readonly string[], account: string, { nothing }: Purpose): Mailbox {
  const box = oneMailbox(input, "from_alias");
  if ([account, ...aliases].some((one) => sameAddress(one, box.address))) return box;
  const others = aliases.filter((one) => !sameAddress(one, account)).slice(0, 10);
  throw new ToolError(
    "bad_argument",
    `This account has no confirmed alias ${box.address}${
      others.length > 0 ? `; it has ${others.join(", ")}` : ""
    }. ${nothing}`,
  );
}

/** Recipients that are given stand in for those a reply would find; a `cc` adds to them. */
function recipientsOf(
  asked: SendInput,
  reply: Reply | undefined,
  purpose: Purpose,
): { to: Mailbox[]; cc: Mailbox[]; bcc: Mailbox[] } {
  const given = (field: "to" | "cc" | "bcc") => (asked[field] ?? []).map((one) => oneMailbox(one, field));
  const to = once(asked.to && asked.to.length > 0 ? given("to") : (reply?.to ?? []));
  const cc = once([...(reply?.cc ?? []), ...given("cc")]).filter(
    (box) => !to.some(({ address }) => sameAddress(address, box.address)),
  );
  const bcc = once(given("bcc"));
  if (purpose.needsRecipient && to.length + cc.length + bcc.length === 0) {
    throw new ToolError("bad_argument", "The message that is answered names nobody to reply to. Give `to`.");
  }
  return { to, cc, bcc };
}

function subjectWarning(asked: SendInput, reply: Reply | undefined): string[] {
  if (!reply || asked.subject === undefined || bareSubject(asked.subject) === bareSubject(reply.subject))
    return [];
  return [
    "The subject differs from the conversation's, so mail programs may show this reply as a new conversation.",
  ];
}
