import { defineTool, SENDS } from "../kit/index.ts";
import { refuseEarly, SENDING } from "./prepare.ts";
import { REPLIES, SEND } from "./scopes.ts";
import { send } from "./send.ts";
import { type SendOutput, sendInput, sendOutput } from "./send-contract.ts";
import { recipients } from "./targets.ts";

/** https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.messages/send */
export const gmailSendMessage = defineTool({
  name: "gmail_send_message",
  title: "Send mail",
  description: "Send a new message or a reply now.",
  effect: "destructive",
  targets: recipients,
  labels: SENDS,
  scopes: [[SEND]],
  extras: [REPLIES],
  input: sendInput,
  output: sendOutput,
  async run(api, asked) {
    refuseEarly(api, asked, SENDING);
    return send(api, asked);
  },
  render,
});

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
