import { connectAgent } from "../support/agent.ts";
import { askedFor, callOnce, mail, SEND } from "../support/asking.ts";
import type { Person } from "../support/person.ts";

interface Stage {
  /** The door that records. */
  url: string;
  owner: Person;
  member: Person;
  agent: string;
  /** Of the agent, and of the member. */
  agentToken: string;
  memberToken: string;
  connector: string;
}

/** Rules, limits, the guard, approvals and the link of a call that lacked an account: each route once, as in a day's use. */
export async function everyRuleRoute(stage: Stage): Promise<void> {
  const { owner, agent, connector } = stage;
  const rule = await owner.api("POST", "/policies", {
    name: "Mail asks",
    decision: "ask",
    tool: SEND,
    agent,
  });
  await owner.api("PATCH", `/policies/${rule.id}`, { name: "Its mail asks" });
  await owner.api("PATCH", "/policies", { inside: { recipient_domains: ["acme.test"] } });
  await owner.api("GET", "/policies");
  await owner.api("POST", "/policies/test", { agent, tool: SEND, connector, arguments: mail("Tried") });
  const change = { kind: "change", id: rule.id, rule: { decision: "deny" } };
  await owner.api("POST", "/policies/preview", change);
  await owner.api("POST", "/policies/replay", change);
  await owner.api("GET", "/policies/warnings");
  const kept = { name: "It asks", agent, tool: SEND, connector, arguments: mail("Kept"), expected: "ask" };
  const saved = await owner.api("POST", "/policies/tests", kept);
  await owner.api("GET", "/policies/tests");
  await owner.api("DELETE", `/policies/tests/${saved.id}`);
  const subject = { kind: "agent", id: agent };
  const limit = await owner.api("POST", "/limits", { subject, per_minute: 1_000 });
  await owner.api("GET", "/limits");
  await owner.api("DELETE", `/limits/${limit.id}`);
  await approvals(stage);
  await owner.api("DELETE", `/policies/${rule.id}`);
  await owner.api("PATCH", "/policies", { inside: {} });

  await owner.api("PATCH", `/agents/${agent}/guard`, { enabled: true });
  await callOnce(stage, stage.agentToken, { query: "invoice", connector }, "gmail_search_threads");
  const { runs } = await owner.api("GET", `/agents/${agent}/guard`);
  await owner.api("DELETE", `/agents/${agent}/guard/${runs[0].run}`);
  await owner.api("PATCH", `/agents/${agent}/guard`, { enabled: false });
  await owner.api("POST", `/agents/${agent}/pause`);
  await owner.api("POST", `/agents/${agent}/resume`);
  await letStand(stage);
  await followLink(stage);
}

/** A word that stands for the very same call, and is taken back. */
async function letStand({ url, owner, agent, agentToken, connector }: Stage): Promise<void> {
  const LABELS = "gmail_list_labels";
  const rule = await owner.api("POST", "/policies", {
    name: "Labels ask",
    decision: "ask",
    tool: LABELS,
    agent,
  });
  const call = () => callOnce({ url }, agentToken, { connector }, LABELS);
  const id = askedFor(await call());
  await owner.api("POST", `/approvals/${id}/decision`, { decision: "approve", span: "session" });
  await call();
  await call();
  const { standing } = await owner.api("GET", "/approvals/standing");
  await owner.api("DELETE", `/approvals/standing/${standing[0].id}`);
  await owner.api("DELETE", `/policies/${rule.id}`);
}

async function approvals(stage: Stage): Promise<void> {
  const { owner, agentToken, connector } = stage;
  const ask = async (subject: string) =>
    askedFor(await callOnce(stage, agentToken, { ...mail(subject), connector }));
  const wanted = await ask("Approve me");
  await owner.api("GET", "/approvals");
  await owner.api("GET", "/approvals/counts");
  await owner.api("GET", `/approvals/${wanted}`);
  await owner.api("POST", `/approvals/${wanted}/decision`, { decision: "approve" });
  await callOnce(stage, agentToken, { ...mail("Approve me"), connector });
  const unwanted = await ask("Take me back");
  await owner.api("GET", `/approvals/${unwanted}/history`);
  await owner.api("POST", `/approvals/${unwanted}/decision`, { decision: "approve" });
  await owner.api("DELETE", `/approvals/${unwanted}`);
}

/** Of a provider that nobody has connected. */
async function followLink({ url, member, memberToken }: Stage): Promise<void> {
  const agent = await connectAgent(url, memberToken, "slack");
  const { error } = await agent.call("slack_list_channels");
  await agent.close();
  const link = /\/connect\/([\w.-]+)$/.exec(error?.connect_url ?? "")?.[1];
  if (!link) throw new Error(`no link of one's own: ${JSON.stringify(error)}`);
  await member.api("GET", `/connect_links/${link}`);
}
