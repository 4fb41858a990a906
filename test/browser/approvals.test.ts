import { describe, expect, test } from "vitest";
import { connectAgent, type ToolAnswer } from "../support/agent.ts";
import { type Stage, stage } from "./support/stage.ts";
import type { Tab } from "./support/tab.ts";

const TOOLS = ["gmail_send_message", "gmail_list_labels", "gmail_trash"];

const mail = (subject: string) => ({
  to: ["Bo Buyer <bo@customer.test>"],
  subject,
  body: "Dear Bo,\n\nthe invoice is attached.\n".repeat(30),
});

/** An agent whose mail a rule holds. */
async function heldAgent({ gateway }: Stage, rule: object = {}) {
  const { owner } = gateway;
  await owner.authorize({ email: "ada@acme.test", tools: TOOLS, name: "Support mailbox" });
  await owner.api("POST", "/policies", {
    name: "Look before mail goes out",
    decision: "ask",
    tool: "gmail_send_message",
    ...rule,
  });
  const { value } = await owner.newToken({ agent: await owner.newAgent("Mail helper") });
  return connectAgent(gateway.url, value);
}

function held(answer: ToolAnswer): { approval_url: string } {
  expect(answer.error).toMatchObject({ error: "approval_required" });
  return { approval_url: String(answer.error?.approval_url) };
}

async function playApprovals(here: Stage): Promise<void> {
  const agent = await heldAgent(here);
  const { owner } = here.gateway;
  const tab = await here.tab({
    name: "approvals",
    as: owner.session.user.id,
  });
  const { page } = tab;
  await tab.heading("Integrations");
  await tab.go("Approvals");
  await tab.sees("Nothing waits for a person.");
  await tab.look("none");

  const first = held(await agent.call("gmail_send_message", mail("Invoice 4711")));
  // It comes while somebody looks on, and is counted beside the page's name.
  await tab.sees(page.getByRole("row", { name: /Send mail .*Mail helper \(agent\)/ }));
  await tab.look("waiting");
  await page.goto(first.approval_url);
  await tab.heading("Send mail");
  for (const text of [
    "Bo Buyer <bo@customer.test>",
    "Invoice 4711",
    "Mail helper (agent)",
    /Look before mail/,
  ])
    await tab.sees(text);
  await page.getByText(/characters$/).click();
  await tab.look("to-decide");
  await page.getByLabel("Note").fill("Ask Bo for the order number first.");
  await tab.button("Deny").click();
  await tab.sees(/^Denied by owner/);
  await tab.look("denied");
  const denied = await agent.call("gmail_send_message", mail("Invoice 4711"));
  expect(denied.error).toMatchObject({ error: "approval_denied" });
  expect(denied.text).toContain("Ask Bo for the order number first.");

  const second = held(await agent.call("gmail_send_message", mail("Invoice 4712")));
  await page.goto(second.approval_url);
  // What is held back for five seconds can be undone, and nothing has been sent by then.
  await tab.button("Approve this call once").click();
  await tab.sees(/^Approving this call once in \d seconds?\./);
  await tab.look("held");
  await tab.button("Undo").click();
  await tab.sees(tab.button("Approve this call once"));
  await tab.sees(
    page.getByRole("link", { name: "the same arguments" }).or(page.getByText("Approved 0 of 1")),
  );
  await page.keyboard.press("a");
  await tab.button("Do it now").click();
  await tab.sees(/^Approved by owner/);
  await tab.look("approved");
  expect((await agent.call("gmail_send_message", mail("Invoice 4712"))).isError).toBe(false);
  await tab.sees(/the call was made/);
  await tab.sees("The arguments are not kept after the decision.");
  await tab.look("used");
  await tab.link("All approvals").click();
  await tab.sees(page.getByRole("row", { name: /Approved and used/ }));
  await tab.sees(page.getByRole("row", { name: /Denied/ }));
  await tab.look("decided");
  await letStand(here, tab, agent);
  await agent.close();
  tab.clean();
}

/** The same call of two tokens, decided together; a word for longer, listed and taken back. */
async function letStand({ gateway }: Stage, tab: Tab, agent: Agent): Promise<void> {
  const { owner } = gateway;
  const { page } = tab;
  await owner.api("POST", "/policies", { name: "Labels ask", decision: "ask", tool: "gmail_list_labels" });
  const { agents } = await owner.api("GET", "/agents");
  const other = await connectAgent(gateway.url, (await owner.newToken({ agent: agents[0].id })).value);
  held(await agent.call("gmail_list_labels"));
  held(await other.call("gmail_list_labels"));
  await tab.sees("1 more request is the same");
  await tab.look("grouped");
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await tab.heading("List labels");
  await page.getByLabel("Also decide 1 waiting request for the same tool, connector and arguments").check();
  await page.getByText("Approve for longer").click();
  await tab.look("longer");
  await tab.button("Approve these arguments for 90 days").click();
  await tab.button("Do it now").click();
  await tab.sees(/^Approved by owner/);
  for (const one of [agent, other])
    for (const _ of [1, 2]) expect((await one.call("gmail_list_labels")).isError).toBe(false);
  await tab.link("All approvals").click();
  const standing = page.getByRole("table").filter({ hasText: "Approved by" });
  await tab.sees(standing.getByText("1 time").first());
  await tab.look("standing");
  await tab.button("Take back List labels of Mail helper").first().click();
  await tab.button("Take back List labels of Mail helper").nth(1).waitFor({ state: "detached" });
  await tab.button("Take back List labels of Mail helper").click();
  await page.getByRole("heading", { name: "Standing approvals" }).waitFor({ state: "detached" });
  await other.close();
}

type Agent = Awaited<ReturnType<typeof connectAgent>>;

describe("a held call is decided by a person", () => {
  const here = stage();
  test("denied with a note, approved once, made", () => playApprovals(here));
});

describe("who decides", () => {
  const here = stage();

  test("four eyes: not whoever is behind the call, but another admin; others are told why not", async () => {
    const { gateway } = here;
    await gateway.owner.authorize({ email: "ada@acme.test", tools: TOOLS, name: "Support mailbox" });
    await gateway.owner.api("POST", "/policies", {
      name: "Two look at mail",
      decision: "ask",
      tool: "gmail_send_message",
      four_eyes: true,
    });
    const { value } = await gateway.owner.newToken();
    const agent = await connectAgent(gateway.url, value);
    const { approval_url } = held(await agent.call("gmail_send_message", mail("Raise")));

    const mine = await here.tab({ name: "approvals-own", as: gateway.owner.session.user.id });
    await mine.heading("Integrations");
    await mine.page.goto(approval_url);
    await mine.sees(/The rule asks for four eyes, and this call is yours/);
    expect(await mine.button("Approve this call once").count()).toBe(0);
    await mine.look("own");

    const kim = await gateway.member("kim@acme.test");
    const other = await here.tab({ name: "approvals-member", as: kim.session.user.id });
    other.expectErrors(/404 /);
    await other.heading("Integrations");
    await other.page.goto(approval_url);
    await other.sees("There is no such approval for you in this workspace.");
    await other.look("not-theirs");

    const ann = await gateway.member("ann@acme.test", "admin");
    const { id } = ann.session.user;
    const admin = await here.tab({ name: "approvals-admin", scheme: "dark", width: 390, as: id });
    await admin.heading("Integrations");
    await admin.page.goto(approval_url);
    await admin.sees(admin.button("Approve this call once"));
    await admin.look("to-decide");
    await mine.button("Cancel the request").click();
    await mine.sees(/^It was cancelled/);
    // The other one sees it while they look, and has nothing left to press.
    await admin.sees(/^It was cancelled/);
    expect(await admin.button("Approve this call once").count()).toBe(0);
    await agent.close();
    mine.clean();
    other.clean();
    admin.clean();
  });
});
