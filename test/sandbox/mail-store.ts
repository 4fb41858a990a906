import { createHash } from "node:crypto";
import PostalMime, { type Email } from "postal-mime";
import type { GoogleMessage, GoogleStore } from "./emulator-internals.ts";
import { mimeTree, type Tree } from "./mime-tree.ts";

export interface NewMessage {
  email: string;
  raw: Buffer;
  labels: readonly string[];
  /** Milliseconds since the epoch. */
  at: number;
  /** Joins this thread; otherwise the one its references name, or a new one. */
  threadId?: string | undefined;
  /** The draft whose message this becomes; a message with the label DRAFT gets a draft of its own otherwise. */
  draftId?: string | undefined;
}

/** Puts mail into the emulator's own store, whole (ours; the stock emulator reads only UTF-8 and keeps little). */
export class MailStore {
  readonly #store: GoogleStore;
  readonly #trees = new Map<string, Tree>();
  /** Ids of messages by the id of their draft. */
  readonly #drafts = new Map<string, string>();
  #history = 0;
  #made = 0;

  constructor(store: GoogleStore) {
    this.#store = store;
  }

  async add(message: NewMessage): Promise<GoogleMessage> {
    const mail = await PostalMime.parse(message.raw);
    this.#made += 1;
    // Gmail's ids are 16 hexadecimal digits; these are the same whenever the same mailbox is seeded.
    const id = createHash("sha256").update(`${message.email} ${this.#made}`).digest("hex").slice(0, 16);
    const messageId = mail.messageId ?? `<${id}@sandbox.google.test>`;
    if (message.labels.includes("DRAFT")) this.#drafts.set(message.draftId ?? `r${BigInt(`0x${id}`)}`, id);
    const linked = [mail.inReplyTo, mail.references].flatMap((one) => one?.match(/<[^<>\s]+>/g) ?? []);
    return this.#store.messages.insert({
      ...describe(mail),
      gmail_id: id,
      thread_id: message.threadId ?? this.threadOf(message.email, linked) ?? id,
      user_email: message.email,
      history_id: String(++this.#history + 1000),
      internal_date: String(message.at),
      raw: message.raw.toString("base64url"),
      label_ids: [...message.labels],
      message_id: messageId,
      date_header: new Date(message.at).toUTCString(),
    });
  }

  /** The thread that holds one of these `Message-ID`s. */
  threadOf(email: string, messageIds: readonly string[]): string | undefined {
    const all = this.of(email);
    return messageIds
      .map((id) => all.find((one) => one.message_id === id)?.thread_id)
      .find((id) => id !== undefined);
  }

  /** Every message of an account, oldest first. */
  of(email: string): GoogleMessage[] {
    return this.#store.messages.findBy("user_email", email).sort(oldestFirst);
  }

  /** The messages of one thread, oldest first. */
  thread(email: string, id: string): GoogleMessage[] {
    return this.#store.messages
      .findBy("thread_id", id)
      .filter((one) => one.user_email === email)
      .sort(oldestFirst);
  }

  get(email: string, id: string): GoogleMessage | undefined {
    const found = this.#store.messages.findOneBy("gmail_id", id);
    return found?.user_email === email ? found : undefined;
  }

  /** The message of a draft. */
  draft(email: string, draftId: string): GoogleMessage | undefined {
    const id = this.#drafts.get(draftId);
    return id === undefined ? undefined : this.get(email, id);
  }

  draftId(message: GoogleMessage): string | undefined {
    return [...this.#drafts].find(([, id]) => id === message.gmail_id)?.[0];
  }

  /** Takes a message away, and its draft unless that has another message by now. */
  remove(message: GoogleMessage): void {
    const draft = this.draftId(message);
    if (draft !== undefined) this.#drafts.delete(draft);
    this.#trees.delete(message.gmail_id);
    this.#store.messages.delete(message.id);
  }

  relabel(message: GoogleMessage, labels: readonly string[]): GoogleMessage {
    const change = { label_ids: [...labels], history_id: String(++this.#history + 1000) };
    return this.#store.messages.update(message.id, change) ?? message;
  }

  tree(message: GoogleMessage): Tree {
    const known = this.#trees.get(message.gmail_id);
    if (known) return known;
    const made = mimeTree(Buffer.from(message.raw, "base64url"), message.gmail_id);
    this.#trees.set(message.gmail_id, made);
    return made;
  }
}

function oldestFirst(a: GoogleMessage, b: GoogleMessage): number {
  return Number(a.internal_date) - Number(b.internal_date) || a.id - b.id;
}

/** What searches look in, decoded. */
function describe(mail: Email) {
  const addresses = (name: string) => mail.headers.find((one) => one.key === name)?.value ?? null;
  const text =
    mail.text ?? mail.html?.replace(/<(?:style|script)[\s\S]*?<\/(?:style|script)>|<[^>]+>/gi, " ") ?? "";
  return {
    snippet: escaped(text.replace(/\s+/g, " ").trim().slice(0, 200)),
    subject: mail.subject ?? "",
    from: mail.from?.address ? `${mail.from.name} <${mail.from.address}>`.trim() : "",
    to: addresses("to") ?? "",
    cc: addresses("cc"),
    bcc: addresses("bcc"),
    reply_to: addresses("reply-to"),
    references: mail.references ?? null,
    in_reply_to: mail.inReplyTo ?? null,
    body_text: mail.text ?? null,
    body_html: mail.html ?? null,
  };
}

/** Gmail's snippets are HTML-escaped. */
function escaped(text: string): string {
  const names: Record<string, string> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&#39;",
  };
  return text.replace(/[&<>"']/g, (one) => names[one] ?? one);
}
