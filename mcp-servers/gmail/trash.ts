import { z } from "zod";
import {
  type Api,
  batch,
  cutText,
  defineTool,
  failedSchema,
  fitResult,
  path,
  READS,
  readAnswer,
} from "../kit/index.ts";
import { failedLines, ids, saidOf, type Target, target } from "./batch-contract.ts";
import { mailboxesOf, shown } from "./mail/address.ts";
import { headerOf } from "./mail/part-tree.ts";
import { lineOf } from "./mail/read-message.ts";
import { PROVENANCE } from "./provenance.ts";
import { MODIFY } from "./scopes.ts";
import { isoDate, type Message, messageSchema, threadSchema } from "./upstream.ts";

const input = z.strictObject({ ids, target, dry_run: z.boolean().default(false) });
type Input = z.output<typeof input>;

const row = z.object({
  id: z.string(),
  subject: z.string(),
  from: z.string(),
  date: z.string().optional(),
  messages: z.number().int(),
});
type Row = z.output<typeof row>;

/** Characters of a subject or a sender. */
const LONGEST = 150;

const output = z.object({
  changed: z.array(z.string()),
  failed: failedSchema,
  /** With `dry_run`: what would move. Nothing has. */
  would_change: z.array(row).optional(),
});
type Output = z.output<typeof output>;

/** https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.threads/trash and users.messages/trash */
export const gmailTrash = defineTool({
  name: "gmail_trash",
  title: "Move to Trash",
  description: "Move threads or messages to Trash (recoverable 30 days).",
  effect: "destructive",
  idempotent: true,
  targets: "none",
  labels: READS,
  scopes: [[MODIFY]],
  input,
  output,
  run: trash,
  render,
});

function render({ changed, failed, would_change }: Output): string {
  const what = would_change
    ? [
        `Dry run: ${would_change.length} would move to Trash; nothing has.`,
        PROVENANCE,
        ...would_change.map(
          ({ id, subject, from, date, messages }) =>
            `- ${id}: ${subject || "(no subject)"} · ${from} · ${date ?? "no date"} · ${messages} messages`,
        ),
      ]
    : [`${changed.length} moved to Trash; gmail_untrash brings them back for 30 days.`];
  return [...what, ...failedLines(failed)].join("\n");
}

async function trash(api: Api, { ids, target, dry_run }: Input): Promise<Output> {
  if (dry_run) return wouldTrash(api, ids, target);
  return batch(ids, 8, async (id) => {
    await api
      .post(target === "threads" ? path`/threads/${id}/trash` : path`/messages/${id}/trash`)
      .catch(saidOf(target, id));
  });
}

async function wouldTrash(api: Api, ids: readonly string[], target: Target): Promise<Output> {
  const found = new Map<string, Row>();
  const { failed } = await batch(ids, 8, async (id) => {
    found.set(id, rowOf(id, await messagesOf(api, id, target)));
  });
  const rows = [...new Set(ids)].flatMap((id) => found.get(id) ?? []);
  // Every row stays, however many: what is long in them gets shorter.
  return fitResult((share) => {
    const most = Math.max(8, Math.floor(LONGEST * share));
    const would_change = rows.map((one) => ({
      ...one,
      subject: shortened(one.subject, most),
      from: shortened(one.from, most),
    }));
    return { changed: [], failed, would_change };
  }, render);
}

function shortened(text: string, most: number): string {
  return text.length <= most ? text : `${cutText(text, 0, most - 1).part}…`;
}

async function messagesOf(api: Api, id: string, target: Target): Promise<Message[]> {
  const query = { format: "metadata", metadataHeaders: ["From", "Subject"] };
  const said = saidOf(target, id);
  if (target === "messages")
    return [readAnswer(messageSchema, await api.get(path`/messages/${id}`, { query }).catch(said))];
  return readAnswer(threadSchema, await api.get(path`/threads/${id}`, { query }).catch(said)).messages;
}

function rowOf(id: string, messages: readonly Message[]): Row {
  const [first] = messages;
  const from = mailboxesOf(headerOf(first?.payload, "From"))[0];
  const date = isoDate(messages.at(-1)?.internalDate ?? "");
  return {
    id,
    subject: lineOf(headerOf(first?.payload, "Subject")),
    from: from ? shown(from) : "(unknown sender)",
    ...(date !== undefined && { date }),
    messages: messages.length,
  };
}
