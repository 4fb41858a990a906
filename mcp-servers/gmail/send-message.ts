import { type Api, defineTool, ToolError } from "../kit/index.ts";
import { refuseControl } from "./mail/address.ts";
import { READONLY, SEND } from "./scopes.ts";
import { send } from "./send.ts";
import { type SendInput, type SendOutput, sendInput, sendOutput } from "./send-contract.ts";

/** https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.messages/send */
export const gmailSendMessage = defineTool({
  name: "gmail_send_message",
  title: "Send mail",
  description: "Send a new message or a reply now.",
  effect: "destructive",
  scopes: [[SEND]],
  input: sendInput,
  output: sendOutput,
  run(api, asked) {
    refuseEarly(api, asked);
    return send(api, asked);
  },
  render,
});

/** What can be refused without asking Gmail. */
function refuseEarly(api: Api, asked: SendInput): void {
  if (asked.attachments && asked.attachments.length > 0) {
    throw new ToolError(
      "bad_argument",
      "`attachments` are not supported yet. Nothing was sent; leave them out.",
    );
  }
  if (asked.reply_all && asked.reply_to_message_id === undefined) {
    throw new ToolError("bad_argument", "`reply_all` needs `reply_to_message_id`.");
  }
  const recipients = [...(asked.to ?? []), ...(asked.cc ?? []), ...(asked.bcc ?? [])];
  if (asked.reply_to_message_id === undefined && recipients.length === 0) {
    throw new ToolError("bad_argument", "A new message needs a recipient in `to`, `cc` or `bcc`.");
  }
  refuseControl(asked.subject ?? "", "`subject`");
  const needs: [boolean, string][] = [
    [
      asked.reply_to_message_id !== undefined,
      "`reply_to_message_id`: the message that is answered has to be read",
    ],
    [asked.idempotency_key !== undefined, "`idempotency_key`: sent mail has to be searched for the key"],
    [asked.from_alias !== undefined, "`from_alias`: Gmail silently replaces an alias that is not set up"],
  ];
  for (const [used, why] of needs) {
    if (used && !api.hasScope(READONLY)) {
      throw new ToolError(
        "no_permission",
        `This connection lacks the scope ${READONLY}, which ${why}. Nothing was sent.`,
      );
    }
  }
}

function render(sent: SendOutput): string {
  const to = sent.sent_to.length > 0 ? ` to ${sent.sent_to.join(", ")}` : "";
  const what = sent.already_sent
    ? "Already sent earlier with this idempotency key; nothing new was sent."
    : `Sent${to}.`;
  return [
    `${what} message_id ${sent.message_id} · thread_id ${sent.thread_id}`,
    ...(sent.warnings ?? []).map((text) => `[${text}]`),
  ].join("\n");
}
