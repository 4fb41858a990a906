import { OAuthClient } from "../support/oauth-client.ts";
import { Agents, work } from "./calls.ts";
import { type Company, openCompany } from "./company.ts";
import {
  connectAll,
  enterApp,
  invite,
  letGo,
  registerAgents,
  setLimits,
  setUp,
  type World,
} from "./grown.ts";

const HOUR = 3_600_000;

const mail = (to: string, subject: string, body: string) => ({
  to: [to],
  subject,
  body,
  connector: "google_support_mailbox",
});
const INVOICE = `Dear Bo,

thank you for waiting. The invoice of the third quarter is attached; it is due in 30 days.
Tell us if the order number on it is not the one that you expect.

Kind regards
Acme Support`;

/** Calls that a rule holds, decided by people days ago. */
async function decided(company: Company, agents: Agents): Promise<void> {
  const ask = async (to: string, subject: string) => {
    const call = ["support", "gmail", "gmail_send_message", mail(to, subject, INVOICE)] as const;
    const { error } = await agents.call([...call]);
    const id = String(error?.approval_url).split("/").at(-1);
    if (error?.error !== "approval_required") throw new Error(`not held: ${JSON.stringify(error)}`);
    return { id, again: () => agents.call([...call]) };
  };
  const decide = (who: Company["ana"], id: string | undefined, body: object) =>
    who.api("POST", `/approvals/${id}/decision`, body);
  await company.ago(50 * HOUR);
  const first = await ask("Bo Buyer <bo@customer.test>", "Your order 2210");
  await decide(company.kim, first.id, { decision: "approve" });
  await first.again();
  const second = await ask("list@customer.test", "News of November");
  await decide(company.ana, second.id, {
    decision: "deny",
    note: "Newsletters go out from the newsletter mailbox.",
  });
  await work(company, agents, 49, 27);
  await company.ago(26 * HOUR);
  await company.returning();
  const third = await ask("Mira <mira@partner.test>", "Weekly numbers");
  await decide(company.kim, third.id, { decision: "approve" });
  await third.again();
  await ask("Bo Buyer <bo@customer.test>", "Reminder of order 2210"); // nobody decides
}

/** What waits now. */
async function waiting(company: Company, agents: Agents): Promise<string> {
  await company.ago(6 * 60_000);
  const issue = {
    repo: "acme/web",
    title: "Release 4.2: notes",
    body: "What changed since 4.1.",
    connector: "github_acme_code",
  };
  await agents.call(["release", "github", "github_create_issue", issue]);
  await company.ago(2 * 60_000);
  const held = await agents.call([
    "support",
    "gmail",
    "gmail_send_message",
    mail("Bo Buyer <bo@customer.test>", "Invoice 4711", INVOICE),
  ]);
  return String(held.error?.approval_url).split("/").at(-1) ?? "";
}

/** Apps that people allowed, an agent that acts for somebody, an issuer. */
async function allowed({ gateway, ana, ben, ada }: Company, { agents }: World): Promise<void> {
  const { url } = gateway;
  await new OAuthClient({ url, name: "Claude Code" }).connect(ana);
  await new OAuthClient({ url, name: "Cursor" }).connect(ben, "gmail", { readOnly: true });
  await new OAuthClient({ url, name: "Desk app" }).connect(ada, "github");
  await ana.api("POST", "/delegations", { name: "Ana's planner", agent: agents.planner, read_only: true });
  await ana.api("POST", "/trusted-issuers", { issuer: "https://login.acme.test", jwks_uri: "https://login.acme.test/jwks" }); // biome-ignore format: one line
}

/** One connector in each state that a page shows, besides those that are well. */
async function ail({ gateway, kim, ana }: Company, { connectors }: World): Promise<void> {
  const { google, github } = gateway;
  google.revokeAccount("finance@acme.test");
  await kim.api("POST", `/connectors/${connectors.finance}/validate`);
  await kim.api("PATCH", `/connectors/${connectors.news}`, { enabled: false });
  for (const id of [connectors.support, connectors.calendar, connectors.slack])
    await ana.api("POST", `/connectors/${id}/validate`);
  github.inject({ status: 503, times: 20 });
  await kim.api("POST", `/connectors/${connectors.github}/validate`);
  github.clearFaults();
}

async function rehearse({ kim }: Company, app: string): Promise<void> {
  const { rehearsal } = await kim.api("POST", `/apps/${app}/rehearsals`, {});
  const { authorization_url } = await kim.api("POST", `/rehearsals/${rehearsal.id}/authorize`);
  await kim.finish(await kim.visitProvider(authorization_url, { email: "kim@acme.test" }));
}

export interface Scene extends World {
  company: Company;
  /** Waits for somebody to decide. */
  approval: string;
}

/** A company that has used it for a week. */
export async function scene(webDir: string, say: (line: string) => void): Promise<Scene> {
  const company = await openCompany(webDir);
  say("a company a week ago");
  const googleApp = await enterApp(company);
  await letGo(company);
  const connectors = await connectAll(company);
  const world = { connectors, googleApp, ...(await registerAgents(company)) };
  await setUp(company, world);
  const agents = new Agents(company, world);
  await work(company, agents, 167, 50);
  await company.returning();
  await decided(company, agents);
  await rehearse(company, googleApp);
  say("its week of calls");
  await work(company, agents, 25, 3);
  await company.ago(2.5 * HOUR);
  await company.returning();
  await ail(company, world);
  await work(company, agents, 2, 0);
  await company.kim.api("POST", `/agents/${world.agents.docs}/pause`);
  const approval = await waiting(company, agents);
  await agents.close();
  await setLimits(company, world);
  await company.ago(0);
  await company.returning();
  await invite(company);
  await allowed(company, world);
  // What the database dates itself.
  for (const table of ["agents", "api_tokens", "members"])
    await company.gateway.app.database.system.query(
      `UPDATE ${table} SET created_at = now() - interval '7 days'`,
    );
  for (let behind = 1; behind > 0; ) behind = (await company.ana.api("GET", "/overview")).behind;
  say("today");
  return { company, ...world, approval };
}
