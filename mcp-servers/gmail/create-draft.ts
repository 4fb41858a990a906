import { type Api, defineTool, READS, readAnswer, ToolError } from "../kit/index.ts";
import { deliver } from "./deliver.ts";
import { draftBy, fetchDraft } from "./fetch-draft.ts";
import { headerOf } from "./mail/part-tree.ts";
import { messageIdOf, once } from "./once.ts";
import { DRAFTING, prepare, refuseEarly } from "./prepare.ts";
import { draftText, previewOf, previewOfPart } from "./preview.ts";
import { COMPOSE, READONLY, REPLIES } from "./scopes.ts";
import { foundBy } from "./send.ts";
import { type DraftOutput, draftOutput, type SendInput, sendInput } from "./send-contract.ts";
import { attachmentHosts, recipients } from "./targets.ts";
import { draftSchema } from "./upstream.ts";

/** https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.drafts/create */
export const gmailCreateDraft = defineTool({
  name: "gmail_create_draft",
  title: "Write a draft",
  description: "Create a draft; set reply_to_message_id to reply in its thread.",
  effect: "write",
  targets: recipients,
  labels: { ...READS, carries_out: attachmentHosts },
  scopes: [[COMPOSE]],
  extras: [REPLIES],
  input: sendInput,
  output: draftOutput,
  run: createDraft,
  render: (made) =>
    draftText(
      made.already_created
        ? "Already created earlier with this idempotency key; nothing new was made."
        : "Draft created; nothing was sent.",
      made,
    ),
});

/** With `idempotency_key` the `Message-ID` follows from account and key, and drafts are searched for it first. */
async function createDraft(api: Api, asked: SendInput): Promise<DraftOutput> {
  refuseEarly(api, asked, DRAFTING);
  const key = asked.idempotency_key;
  const messageId = messageIdOf(api.account, "draft", key);
  if (key === undefined) return createNow(api, asked, messageId);
  const { result, joined } = await once(`${api.account} ${messageId}`, async () => {
    return (await earlierOf(api, messageId)) ?? (await createNow(api, asked, messageId));
  });
  return joined ? { ...result, already_created: true } : result;
}

async function createNow(api: Api, asked: SendInput, messageId: string): Promise<DraftOutput> {
  const prepared = await prepare(api, asked, messageId, DRAFTING);
  const { id, message } = readAnswer(draftSchema, await deliver(api, "POST", "/drafts", prepared, true));
  const apart = prepared.threadId !== undefined && message.threadId !== prepared.threadId;
  const warnings = [
    ...prepared.warnings,
    ...(apart ? ["Gmail put the draft into a conversation of its own."] : []),
    ...(asked.idempotency_key === undefined ? [] : await keptWarning(api, id, messageId)),
  ];
  return {
    draft_id: id,
    message_id: message.id,
    thread_id: message.threadId,
    preview: previewOf(prepared.mail),
    ...(warnings.length > 0 && { warnings }),
  };
}

async function earlierOf(api: Api, messageId: string): Promise<DraftOutput | undefined> {
  const id = await draftBy(api, messageId);
  if (id !== undefined) {
    const { message } = await fetchDraft(api, id, "full");
    return {
      draft_id: id,
      message_id: message.id,
      thread_id: message.threadId,
      preview: previewOfPart(message.payload ?? {}),
      already_created: true,
    };
  }
  const sent = api.hasScope(READONLY) ? await foundBy(api, messageId) : undefined;
  if (!sent) return undefined;
  throw new ToolError(
    "conflict",
    `The draft with this idempotency key was sent or deleted since (message_id ${sent.id}). No draft was made; use another key for a new one.`,
  );
}

/** Gmail keeps a well-formed `Message-ID`; should it ever not, the key would not be recognised again. */
async function keptWarning(api: Api, id: string, messageId: string): Promise<string[]> {
  try {
    const { message } = await fetchDraft(api, id, "metadata");
    if (headerOf(message.payload, "Message-ID").trim() === messageId) return [];
  } catch {
    // The draft is there: a failed look at it must not look like a failed creation.
  }
  return ["Gmail did not confirm the Message-ID, so this idempotency key may not be recognised again."];
}
