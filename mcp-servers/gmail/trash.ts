import { z } from "zod";
import { type Api, batch, defineTool, failedSchema, path, readAnswer } from "../kit/index.ts";
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
  scopes: [[MODIFY]],
  input,
  output,
  run: trash,
  render({ changed, failed, would_change }) {
    const what = would_change
      ? [
          `Dry run: ${would_change.length} would move to Trash; nothing has.`,
          PROVENANCE,
          ...would_change.map(
            (one) =>
              `- ${one.id}: ${one.subject || "(no subject)"} · ${one.from} · ${one.date ?? "no date"} · ${one.messages} messages`,
          ),
        ]
      : [`${changed.length} moved to Trash; gmail_untrash brings them back for 30 days.`];
    return [...what, ...failedLines(failed)].join("\n");
  },
});

async function trash(api: Api, { ids, target, dry_run }: Input): Promise<Output> {
  if (dry_run) return wouldTrash(api, ids, target);
  return batch(ids, 8, async (id) => {
    await api
      .post(target === "threads" ? path`/threads/${id}/trash` : path`/messages/${id}/trash`)
      .catch(saidOf(target, id));
  });
}

async function wouldTrash(api: Api, ids: readonly string[], target: Target): Promise<Output> {
  const found = new Map<string, z.output<typeof row>>();
  const { failed } = await batch(ids, 8, async (id) => {
    found.set(id, rowOf(id, await messagesOf(api, id, target)));
  });
  const would_change = [...new Set(ids)].flatMap((id) => found.get(id) ?? []);
  return { changed: [], failed, would_change };
}

async function messagesOf(api: Api, id: string, target: Target): Promise<Message[]> {
  const query = { format: "metadata", metadataHeaders: ["From", "Subject"] };
  const said = saidOf(target, id);
  if (target === "messages")
    return [readAnswer(messageSchema, await api.get(path`/messages/${id}`, { query }).catch(said))];
  return readAnswer(threadSchema, await api.get(path`/threads/${id}`, { query }).catch(said)).messages;
}

function rowOf(id: string, messages: readonly Message[]): z.output<typeof row> {
  const [first] = messages;
  const from = mailboxesOf(headerOf(first?.payload, "From"))[0];
  const date = isoDate(messages.at(-1)?.internalDate ?? "");
  return {
    id,
    subject: lineOf(headerOf(first?.payload, "Subject")).slice(0, 150),
    from: from ? shown(from).slice(0, 150) : "(unknown sender)",
    ...(date !== undefined && { date }),
    messages: messages.length,
  };
}
