import { Person } from "../support/person.ts";
import type { Company } from "./company.ts";

const MAIL = "gmail_search_threads gmail_get_thread gmail_list_labels gmail_create_draft gmail_send_message".split(" "); // biome-ignore format: one line
const FILES = "drive_search_files drive_list_folder drive_get_file drive_read_file drive_list_permissions".split(" "); // biome-ignore format: one line
const DAYS = "calendar_list_calendars calendar_list_events calendar_find_availability".split(" ");
const CHAT = "slack_list_channels slack_read_channel slack_search_users slack_send_message".split(" ");
const CODE = "github_list_issues github_get_issue github_list_pull_requests github_search_issues github_create_issue".split(" "); // biome-ignore format: one line

export interface Connectors {
  support: string;
  finance: string;
  calendar: string;
  news: string;
  slack: string;
  github: string;
}
export type AgentName = "support" | "planner" | "release" | "invoices" | "docs";
export interface World {
  connectors: Connectors;
  agents: Record<AgentName, string>;
  /** A token of each agent. */
  tokens: Record<AgentName, string>;
  googleApp: string;
}

/** Google's registration, entered by an admin. */
export async function enterApp({ ana, gateway }: Company): Promise<string> {
  const { clientId: client_id, clientSecret: client_secret } = gateway.google;
  const entered = { provider: "google", name: "Acme on Google Cloud", client_id, client_secret };
  return (await ana.api("POST", "/apps", entered)).id;
}

/** Somebody left: everything of theirs was ended. */
export async function letGo({ ana, gateway }: Company): Promise<void> {
  const { members } = await ana.api("GET", "/members");
  const tom = members.find(({ email }: { email: string }) => email === "tom@acme.test");
  const his = await new Person(gateway.url).signIn(await gateway.signInToken(tom.id));
  const grants: string[] = [];
  for (const service of ["google", "slack", "github"])
    grants.push((await his.connect({ service, email: "tom@acme.test" })).body.connector.grant.id);
  await ana.api("POST", "/revocations", { scope: "user", target: tom.id, confirm: "tom@acme.test" });
  const job = gateway.app.identity.people.systemPrincipal(gateway.workspaceId, "upstream-revocation");
  for (const id of grants) await gateway.app.grants.revokeUpstream(job, id);
}

/** The company's accounts, and two people's own. */
export async function connectAll({ ana, kim, ada, ben }: Company): Promise<Connectors> {
  const shared = async (who: typeof ana, service: string, email: string, name: string, tools: string[]) => {
    const { status, body } = await who.authorize({ service, email, name, tools });
    if (status !== 200) throw new Error(`${name}: ${JSON.stringify(body)}`);
    return body.connector.id as string;
  };
  const connectors = {
    support: await shared(ana, "google", "support@acme.test", "Support mailbox", MAIL),
    finance: await shared(kim, "google", "finance@acme.test", "Finance files", FILES),
    calendar: await shared(ana, "google", "ada@acme.test", "Office calendar", DAYS),
    news: await shared(kim, "google", "news@acme.test", "Newsletter mailbox", MAIL),
    slack: await shared(ana, "slack", "ada@acme.test", "Acme Slack", CHAT),
    github: await shared(kim, "github", "ada@acme.test", "Acme code", CODE),
  };
  await ben.connect({ email: "ben@acme.test", tools: [...MAIL, ...DAYS] });
  await ada.connect({ service: "github", email: "ada@acme.test", tools: CODE });
  return connectors;
}

/** Agents with what they may call, a token each, and a pause for one of them. */
export async function registerAgents({ ana, kim }: Company) {
  const tools = (names: string[], connector?: string) =>
    names.map((name) => (connector === undefined ? { name } : { name, connector }));
  const made = async (who: typeof ana, name: string, of: object[], delegation = "none") =>
    (await who.api("POST", "/agents", { name, manifest: { tools: of }, delegation })).id as string;
  const mail = ["gmail_search_threads", "gmail_get_thread", "gmail_list_labels", "gmail_send_message"];
  const agents = {
    support: await made(ana, "Support triage", [...tools(mail, "google_support_mailbox"), ...tools(CHAT)]),
    planner: await made(ana, "Meeting planner", tools([...DAYS, "calendar_create_event"]), "members"),
    release: await made(kim, "Release notes", tools([...CODE, "slack_send_message", "slack_list_channels"])),
    invoices: await made(kim, "Invoice clerk", [
      ...tools(FILES, "google_finance_files"),
      ...tools([...mail.slice(0, 2), "gmail_send_message"]),
    ]),
    docs: await made(
      kim,
      "Docs writer",
      tools(["drive_search_files", "drive_read_file", "github_list_issues"]),
    ),
  };
  const tokens = {} as Record<AgentName, string>;
  for (const [name, label] of [
    ["support", "Support desk"],
    ["planner", "Calendar bot"],
    ["release", "Release pipeline"],
    ["invoices", "Month end"],
    ["docs", "Docs workstation"],
  ] as const) {
    const expires_in_days = name === "docs" ? 10 : 90;
    tokens[name] = (await ana.newToken({ name: label, agent: agents[name], expires_in_days })).value;
  }
  return { agents, tokens };
}

/** Rules and a test of them. */
export async function setUp({ ana, kim }: Company, { agents }: Pick<World, "agents">): Promise<void> {
  const rule = (body: object) => ana.api("POST", "/policies", body);
  await rule({ name: "Look before mail goes out", decision: "ask", tool: "gmail_send_message" });
  await rule({ name: "Mail inside the company", decision: "allow", tool: "gmail_send_message", agent: agents.invoices, resources: { recipient_domains: ["acme.test"] } }); // biome-ignore format: one line
  await rule({ name: "Two people for releases", decision: "ask", tool: "github_create_issue", agent: agents.release, approvers: 2, four_eyes: true }); // biome-ignore format: one line
  await rule({ name: "Nothing is deleted in Slack", decision: "deny", tool: "slack_delete_message" });
  await kim.api("POST", "/policies", { name: "Posts by Release notes", decision: "ask", tool: "slack_send_message", agent: agents.release, observe: true }); // biome-ignore format: one line
  const args = { to: ["ben@acme.test"], subject: "Rota", body: "The rota of next week." };
  const question = {
    agent: agents.invoices,
    tool: "gmail_send_message",
    connector: "google_support_mailbox",
  };
  await ana.api("POST", "/policies/tests", { name: "Mail to Ben goes out", ...question, arguments: args, expected: "allow" }); // biome-ignore format: one line
}

/** After the week: its calls are made within seconds, which a limit would count. */
export async function setLimits({ ana }: Company, { agents }: Pick<World, "agents">): Promise<void> {
  const limit = (subject: object, more: object) => ana.api("POST", "/limits", { subject, ...more });
  await limit({ kind: "any" }, { per_minute: 600 });
  await limit({ kind: "agent", id: agents.support }, { per_minute: 60, per_day: 2000 });
  await limit({ kind: "agent", id: agents.release }, { per_day: 50, effect: "destructive" });
}

export async function invite({ ana, kim }: Company): Promise<void> {
  await ana.api("POST", "/invitations", { email: "li.wei@acme.test", role: "member" });
  await kim.api("POST", "/invitations", { email: "sam.oyelaran@acme.test", role: "auditor" });
}
