import { LRUCache } from "lru-cache";
import { z } from "zod";
import { type Api, checked, defineTool, readAnswer, SENDS, ToolError } from "../kit/index.ts";
import { fetchDraft } from "./fetch-draft.ts";
import { inWords } from "./fetch-message.ts";
import { type Mailbox, mailboxesOf, shownList } from "./mail/address.ts";
import { headerOf, type Part } from "./mail/part-tree.ts";
import { once } from "./once.ts";
import { COMPOSE, READONLY } from "./scopes.ts";
import { foundBy } from "./send.ts";
import { messageSchema } from "./upstream.ts";

const output = z.object({
  message_id: z.string(),
  thread_id: z.string(),
  sent_to: z.array(z.string()),
  /** It had been sent before; this call sent nothing. */
  already_sent: z.boolean().optional(),
});
type Output = z.output<typeof output>;

/** A draft's id ends with its sending, and nothing at Gmail leads from it to the message: these were sent from here. */
const sent = new LRUCache<string, Output>({ max: 2000, ttl: 24 * 60 * 60_000 });

/** https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.drafts/send */
export const gmailSendDraft = defineTool({
  name: "gmail_send_draft",
  title: "Send a draft",
  description: "Send an existing draft as it stands.",
  effect: "destructive",
  targets: () => [checked("recipient_domains")],
  labels: SENDS,
  scopes: [[COMPOSE]],
  input: z.strictObject({ draft_id: z.string().max(64) }),
  output,
  async run(api, { draft_id }) {
    const key = `${api.connectorId} draft ${draft_id}`;
    const before = sent.get(key);
    if (before) return { ...before, already_sent: true };
    const { result, joined } = await once(key, async () => {
      const outcome = await sendDraft(api, draft_id);
      sent.set(key, outcome);
      return outcome;
    });
    return joined ? { ...result, already_sent: true } : result;
  },
  render({ message_id, thread_id, sent_to, already_sent }) {
    const what = already_sent
      ? "This draft was sent already; nothing new was sent."
      : `Sent to ${sent_to.join(", ")}.`;
    return `${what} message_id ${message_id} · thread_id ${thread_id}`;
  },
});

async function sendDraft(api: Api, id: string): Promise<Output> {
  const { message } = await fetchDraft(api, id, "metadata").catch(gone);
  const people = recipientsOf(message.payload);
  api.requireTargets(
    "recipient_domains",
    boxesOf(message.payload).map(({ address }) => [address]),
  );
  if (people.length === 0) {
    throw new ToolError(
      "bad_argument",
      "The draft names no recipient. Nothing was sent; give it one with gmail_update_draft.",
    );
  }
  try {
    const answer = await api.post("/drafts/send", { id });
    const { id: message_id, threadId } = readAnswer(messageSchema, answer);
    return { message_id, thread_id: threadId, sent_to: people };
  } catch (error) {
    return afterFailure(api, id, headerOf(message.payload, "Message-ID").trim(), people, error);
  }
}

/** An answer that was lost leaves open whether the mail went out: Gmail is asked before anybody tries again. */
async function afterFailure(
  api: Api,
  id: string,
  rfcId: string,
  sent_to: string[],
  error: unknown,
): Promise<Output> {
  const unclear = error instanceof ToolError && /^(?:provider_down|not_found|conflict)$/.test(error.fault);
  if (!unclear || !/^<[^<>\s]+>$/.test(rfcId) || !api.hasScope(READONLY)) return inWords("draft", id)(error);
  const found = await foundBy(api, rfcId).catch(() => undefined);
  const labels = found && (await labelsOf(api, found.id));
  if (!found || !labels?.includes("SENT")) return inWords("draft", id)(error);
  return { message_id: found.id, thread_id: found.threadId, sent_to };
}

async function labelsOf(api: Api, id: string): Promise<readonly string[]> {
  const query = { format: "minimal" };
  const answer = await api.get(`/messages/${encodeURIComponent(id)}`, { query }).catch(() => ({ id }));
  return readAnswer(messageSchema, answer).labelIds;
}

function gone(error: unknown): never {
  if (error instanceof ToolError && error.fault === "not_found") {
    throw new ToolError(
      "not_found",
      "There is no such draft now: it was sent already or deleted. Nothing was sent by this call; look in Sent (gmail_search_threads, `in:sent`) before writing it again.",
    );
  }
  throw error;
}

/** Every one of these headers counts, should there be two. */
const boxesOf = (payload: Part | undefined): Mailbox[] =>
  (payload?.headers ?? [])
    .filter(({ name = "" }) => /^(?:to|cc|bcc)$/i.test(name))
    .flatMap(({ value = "" }) => mailboxesOf(value));

function recipientsOf(payload: Part | undefined): string[] {
  return shownList(boxesOf(payload));
}
