import { connectAgent, type ToolAnswer } from "./agent.ts";
import type { TestGateway } from "./gateway.ts";

export const SEND = "gmail_send_message";
export const LABELS = "gmail_list_labels";

/** A gateway where sending mail asks a person, with Ada's mailbox shared and an agent that reads and sends. */
export async function askingGateway(
  gateway: TestGateway,
  { fourEyes = false, tool = SEND }: { fourEyes?: boolean; tool?: string } = {},
): Promise<{
  agentId: string;
  token: { id: string; value: string };
  connector: { id: string; slug: string };
}> {
  const { owner } = gateway;
  const { body } = await owner.authorize({ email: "ada@acme.test", tools: [LABELS, SEND] });
  const rule = { name: "Mail asks", decision: "ask", tool, four_eyes: fourEyes };
  await owner.api("POST", "/policies", rule);
  const agentId = await owner.newAgent("Writer");
  return { agentId, token: await owner.newToken({ agent: agentId }), connector: body.connector };
}

/** One call with a client of its own. */
export async function callOnce(
  { url }: { url: string },
  token: string,
  args: Record<string, unknown>,
  tool = SEND,
): Promise<ToolAnswer> {
  const agent = await connectAgent(url, token);
  try {
    return await agent.call(tool, args);
  } finally {
    await agent.close();
  }
}

export const mail = (subject: string, more: object = {}) => ({
  to: ["ben@acme.test"],
  subject,
  body: "Hello",
  ...more,
});

/** The id of the approval that this answer waits for; throws when it waits for none. */
export function askedFor({ error, text }: ToolAnswer): string {
  const { approval } = error ?? { approval: undefined };
  if (error?.error !== "approval_required" || typeof approval !== "string")
    throw new Error(`not asked: ${text}`);
  return approval;
}
