import { decodeWords } from "postal-mime";
import { type Mailbox, mailboxesOf, sameAddress } from "./address.ts";
import { headerOf, type Part } from "./part-tree.ts";

export interface Reply {
  subject: string;
  to: Mailbox[];
  cc: Mailbox[];
  inReplyTo: string | undefined;
  references: string[];
}

/** Longer chains lose their middle, as RFC 5537 section 3.4.4 does; the first and the last ids thread a mail. */
const LONGEST_CHAIN = 50;

/** What a reply to the message with these headers says (RFC 5322 section 3.6.4). `own`: the account's addresses. */
export function replyTo(original: Part | undefined, own: readonly string[], all: boolean): Reply {
  const of = (name: string) => mailboxesOf(headerOf(original, name)).filter(({ address }) => address !== "");
  const isOwn = ({ address }: Mailbox) => own.some((mine) => sameAddress(mine, address));
  const from = of("From");
  // Answering one's own mail goes to the people it was sent to, as in Gmail.
  const mine = from.length > 0 && from.every(isOwn);
  const replyAddress = of("Reply-To");
  const sender = replyAddress.length > 0 && !mine ? replyAddress : from;
  const to = mine ? of("To") : [...sender, ...(all ? of("To").filter((box) => !isOwn(box)) : [])];
  const cc = all ? of("Cc").filter((box) => !isOwn(box)) : [];
  const recipients = once(to);
  const chain = idsIn(headerOf(original, "References") || headerOf(original, "In-Reply-To"));
  const [id] = idsIn(headerOf(original, "Message-ID"));
  return {
    subject: replySubject(decodeWords(headerOf(original, "Subject"))),
    to: recipients,
    cc: once(cc).filter((box) => !recipients.some(({ address }) => sameAddress(address, box.address))),
    inReplyTo: id,
    references: shortened(id === undefined ? chain : [...chain.filter((one) => one !== id), id]),
  };
}

/** `Re: ` once, whatever languages have put in front before. */
export function replySubject(subject: string): string {
  return `Re: ${bareSubject(subject)}`;
}

/** A subject without the marks of replies; two subjects are of one conversation when these are equal. */
export function bareSubject(subject: string): string {
  return subject
    .replace(/\s+/g, " ")
    .trim()
    .replace(/^(?:(?:re|aw|sv|antw|odp|回复|返信)(?:\[\d+\])?\s?[:：]\s?)+/i, "");
}

/** Each mailbox once; the first spelling stays. */
export function once(boxes: readonly Mailbox[]): Mailbox[] {
  return boxes.filter(
    (box, at) => boxes.findIndex(({ address }) => sameAddress(address, box.address)) === at,
  );
}

function idsIn(header: string): string[] {
  return header.match(/<[^<>\s]{1,990}>/g) ?? [];
}

function shortened(chain: string[]): string[] {
  return chain.length <= LONGEST_CHAIN ? chain : [chain[0] as string, ...chain.slice(1 - LONGEST_CHAIN)];
}
