import type { SentMail } from "../sandbox/google.ts";
import { Person } from "../support/person.ts";
import { ADA, type Cast, listOf, ownerLink, type RecordedAgent, TOOLS } from "./cast.ts";
import type { Connector } from "./grants.ts";
import type { Step } from "./narrator.ts";

export async function signIn(cast: Omit<Cast, "agents" | "token">, step: Step): Promise<void> {
  const { owner, gateway } = cast;
  const link = await ownerLink(cast);
  await step.timed(
    "the owner opens a one-time link and is signed in",
    () => owner.signIn(link),
    () => owner.session.role === "owner",
  );
  const again = await new Person(gateway.url).call("POST", "/api/session", { token: link });
  step.check("the link works once", again.status === 401 && again.body.code === "sign_in_link_invalid");
  const stranger = await new Person(gateway.url).call("GET", "/api/session");
  step.check("without a session nobody gets in", stranger.status === 401);
}

export async function authorize({ owner, gateway }: Cast, step: Step): Promise<Connector> {
  const { authorization_url, scopes } = await owner.api("POST", "/connectors", {
    provider: "google",
    tools: TOOLS,
  });
  step.show("The owner picks four Gmail tools; Google is asked for what they need and no more:");
  step.show(...scopes.map((s: { title: string }) => `- ${s.title}`));
  const back = await owner.visitProvider(authorization_url, { email: ADA });
  step.check(
    "the consent page sends the browser back with a code",
    back.code !== undefined && back.state !== undefined,
  );
  const finished = await step.timed(
    `connected, and proved by a real call: ${ADA}`,
    () => owner.finish(back),
    ({ body }) => body.connector?.account === ADA && body.connector.verdict.state === "valid",
  );
  const replayed = await owner.finish(back);
  step.check(
    "the same return a second time is refused",
    replayed.body.code === "state_used",
    replayed.body.code,
  );
  const { access, refresh } = gateway.google.liveTokens();
  step.check(
    "Google holds one live grant for it",
    access > 0 && refresh === 1,
    `${access} access, ${refresh} refresh token`,
  );
  return finished.body.connector;
}

interface Message {
  message_id: string;
  from: string;
}

/** Answers the last message of the thread that was read, for the reply. */
export async function readMail(agent: RecordedAgent, step: Step): Promise<Message> {
  const tools = await agent.tools();
  const names = tools.map((t) => t.name);
  step.check(
    "tools/list shows what the four tools' scopes serve, and nothing that they do not",
    TOOLS.every((name) => names.includes(name)) && !names.includes("gmail_trash"),
    `${names.length} tools`,
  );
  const found = await step.timed(
    'gmail_search_threads "invoice" finds mail',
    () => agent.call("gmail_search_threads", { query: "invoice" }),
    (answer) => listOf(answer, "items").length > 0,
  );
  const items = listOf(found, "items") as { thread_id: string; subject: string; participants: string[] }[];
  step.show(...items.slice(0, 3).map((item) => `${item.subject} (${item.participants.join(", ")})`));
  const thread = await step.timed(
    "gmail_get_thread reads a conversation",
    () => agent.call("gmail_get_thread", { thread_id: items[0]?.thread_id }),
    (answer) => listOf(answer, "messages").length > 0,
  );
  const messages = listOf(thread, "messages") as (Message & { body_md: string })[];
  const last = messages.at(-1) as (typeof messages)[number];
  step.show(`${last.from} writes:`, ...last.body_md.split("\n").filter(Boolean).slice(0, 3));
  step.check(
    "personal data comes back: a sender and the text of the message",
    last.from.includes("@") && last.body_md.length > 20,
  );
  return last;
}

export async function reply({ gateway }: Cast, agent: RecordedAgent, to: Message, step: Step): Promise<void> {
  const text = "Thank you, it is paid. Sent by the agent of the demo.";
  await step.timed(
    "gmail_send_message answers it",
    () => agent.call("gmail_send_message", { reply_to_message_id: to.message_id, body: text }),
    (answer) => !answer.isError,
  );
  const mail = await gateway.google.mail(ADA);
  const sent = mail.findLast((one) => one.labels.includes("SENT") && one.text?.includes(text)) as SentMail;
  const original = mail.find((one) => one.id === to.message_id);
  step.check("the message is in the mailbox at Google, from the account", sent?.from === ADA, sent?.subject);
  step.check(
    "it is in the same conversation and names what it answers",
    sent.threadId === original?.threadId && sent.inReplyTo === original.messageId,
    `In-Reply-To: ${sent.inReplyTo}`,
  );
}
