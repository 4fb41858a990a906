import PostalMime from "postal-mime";
import { type Api, defineTool, path, READS, readAnswer, ToolError } from "../kit/index.ts";
import { deliver } from "./deliver.ts";
import { fetchDraft } from "./fetch-draft.ts";
import { inWords } from "./fetch-message.ts";
import { flat, oneMailbox, refuseControl } from "./mail/address.ts";
import { edited } from "./mail/edit.ts";
import { markdownOf } from "./mail/html-markdown.ts";
import { bareSubject, once } from "./mail/reply.ts";
import { draftText, previewOf } from "./preview.ts";
import { COMPOSE } from "./scopes.ts";
import { type DraftOutput, draftOutput, type UpdateInput, updateInput } from "./send-contract.ts";
import { openAttachments } from "./sources.ts";
import { attachmentHosts, draftRecipients } from "./targets.ts";
import { draftSchema } from "./upstream.ts";

/** https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.drafts/update */
export const gmailUpdateDraft = defineTool({
  name: "gmail_update_draft",
  title: "Change a draft",
  description:
    "Replace fields of a draft; what is not named stays. body is markdown, attachments replace all of the draft's.",
  effect: "write",
  idempotent: true,
  targets: draftRecipients,
  labels: { ...READS, carries_out: attachmentHosts },
  scopes: [[COMPOSE]],
  input: updateInput,
  output: draftOutput,
  run: updateDraft,
  render: (made) => draftText("Draft changed; nothing was sent.", made),
});

async function updateDraft(api: Api, { draft_id, ...named }: UpdateInput): Promise<DraftOutput> {
  if (Object.values(named).every((one) => one === undefined)) {
    throw new ToolError("bad_argument", "Name at least one field to replace. The draft was not changed.");
  }
  const boxes = (field: "to" | "cc" | "bcc") => {
    const given = named[field];
    return given && once(given.map((one) => oneMailbox(one, field)));
  };
  const people = { to: boxes("to"), cc: boxes("cc"), bcc: boxes("bcc") };
  if (named.subject !== undefined) refuseControl(named.subject, "`subject`");
  const before = await fetchDraft(api, draft_id, "raw");
  const { raw: encoded } = before.message;
  if (!encoded) throw new ToolError("provider_down", "Gmail gave no text of the draft. It was not changed.");
  const old = Buffer.from(encoded, "base64url");
  const files = named.attachments && (await openAttachments(api, named.attachments));
  const raw = await edited(old, { ...people, subject: named.subject, body: named.body, attachments: files });
  await requireRecipients(api, raw);
  const answer = await deliver(
    api,
    "PUT",
    path`/drafts/${draft_id}`,
    { raw, threadId: before.message.threadId || undefined },
    true,
  ).catch(inWords("draft", draft_id));
  const { id, message } = readAnswer(draftSchema, answer);
  const warnings = await subjectWarning(old, named.subject);
  return {
    draft_id: id,
    message_id: message.id,
    thread_id: message.threadId,
    preview: await previewOfRaw(raw),
    ...(warnings.length > 0 && { warnings }),
  };
}

/** What was there already stays, so the whole mail is looked at. */
async function requireRecipients(api: Api, raw: Buffer): Promise<void> {
  if (!api.limits("recipient_domains")) return;
  const { to = [], cc = [], bcc = [] } = await PostalMime.parse(raw, { forceRfc822Attachments: true });
  const boxes = [to, cc, bcc].flatMap(flat);
  api.requireTargets(
    "recipient_domains",
    boxes.map(({ address }) => [address]),
  );
}

async function subjectWarning(old: Buffer, subject: string | undefined): Promise<string[]> {
  if (subject === undefined) return [];
  const before = await PostalMime.parse(old, { forceRfc822Attachments: true });
  if (!before.inReplyTo || bareSubject(before.subject ?? "") === bareSubject(subject)) return [];
  return [
    "The subject differs from the conversation's, so mail programs may show this reply as a new conversation.",
  ];
}

async function previewOfRaw(raw: Buffer) {
  const mail = await PostalMime.parse(raw, { forceRfc822Attachments: true });
  return previewOf({
    from: mail.from ? flat([mail.from])[0] : undefined,
    to: flat(mail.to ?? []),
    cc: flat(mail.cc ?? []),
    bcc: flat(mail.bcc ?? []),
    subject: mail.subject ?? "",
    body: mail.text ?? markdownOf(mail.html ?? "", "all"),
    files: mail.attachments.map(({ filename }) => filename ?? "unnamed"),
  });
}
