import { expect, test } from "vitest";
import { connectAgent } from "../support/agent.ts";
import { consent } from "./support/consent.ts";
import { stage } from "./support/stage.ts";

const here = stage({ slack: {} });
const READ = ["gmail_search_threads", "gmail_list_labels"];

test.each([
  [1280, "light"],
  [390, "dark"],
] as const)(
  "a teammate is warned on MCPs, connects and tries a tool, at %i pixels in %s",
  async (width, scheme) => {
    const { gateway } = here;
    const { session } = await gateway.member(`eve${width}@acme.test`);
    const tab = await here.tab({ name: `mcps-${width}`, width, scheme, as: session.user.id });
    const { page } = tab;
    await tab.heading("Integrations");
    await tab.go("MCPs");
    const gmail = page.getByRole("region", { name: /^Gmail/ });
    await tab.sees(gmail.getByText("Does not work"));
    const warning = gmail.getByRole("note", { name: "Warning about Google" });
    await tab.sees(warning.getByText(/Google is not connected\..*do not work.*You can fix it\./));
    await tab.look("warned");
    await warning.getByRole("button", { name: "Connect Google" }).click();
    await tab.sees(tab.dialog("Connect Google"));
    const go = () => tab.button("Continue to Google").click();
    if (width === 390) {
      await go();
      await consent(tab, { email: "ben@acme.test" });
      await tab.heading("Integration connected");
    } else {
      const closed = await tab.beside(go);
      await closed.heading("Valetkey wants access to your Google Account");
      await tab.sees("Finish signing in at Google in the other window.");
      await tab.look("window-open");
      await closed.page.close();
      await tab.sees("Sign-in window closed");
      await tab.look("window-closed");
      const opened = await tab.beside(() => tab.button("Try again").click());
      const gone = opened.page.waitForEvent("close");
      await consent(opened, { email: "ben@acme.test" });
      await gone;
    }
    await tab.heading("MCPs");
    await tab.sees("Google is connected as ben@acme.test.");
    await tab.sees(gmail.getByText("Through ben@acme.test"));
    expect(await warning.count()).toBe(0);
    await gmail.getByRole("button", { name: /tools of Gmail$/ }).click();
    await tab.sees(gmail.getByRole("row", { name: /gmail_send_message.*Not granted/ }));
    await tab.button("Test gmail_list_labels").click();
    await tab.sees(gmail.getByText(/^gmail_list_labels works: it answered in/));
    await tab.look("tools");
    tab.clean();
  },
);

test("disconnecting keeps the server listed, and an admin's part is asked for with a reason", async () => {
  const { gateway } = here;
  const connected = await gateway.owner.authorize({ email: "ada@acme.test", tools: READ, name: "Mailbox" });
  const { id } = connected.body.connector;
  const helper = await gateway.owner.api("POST", "/agents", {
    name: "Inbox helper",
    manifest: { tools: [{ name: "gmail_list_labels" }, { name: "gmail_send_message" }] },
    delegation: "members",
  });
  const { session } = await gateway.member("ask@acme.test");
  const tab = await here.tab({ name: "mcps-ask", as: session.user.id });
  const { page } = tab;
  await tab.go("MCPs");
  const gmail = page.getByRole("region", { name: /^Gmail/ });
  await tab.sees(gmail.getByText("Through ada@acme.test (shared)"));
  await gateway.owner.api("POST", `/connectors/${id}/revoke`, {});
  await tab.button("Refresh").click();
  await tab.sees(gmail.getByText(/Google \(ada@acme\.test\) is not connected any more\..*stays listed/));
  await gmail.getByRole("button", { name: "Ask an admin" }).click();
  const dialog = tab.dialog("Ask an admin about Gmail");
  await dialog.getByLabel("Why you need it").fill("Answering customers");
  const text = await dialog.getByLabel("Text to send").inputValue();
  expect(text).toContain("Why: Answering customers");
  expect(text).toContain(`${gateway.url}/settings/connectors/${id}`);
  await tab.look("ask");
  await dialog.getByRole("button", { name: "Done" }).click();
  await page.getByLabel("Works for").selectOption("Inbox helper");
  await tab.sees("What Inbox helper could do now while it acts for you.");
  await gmail.getByRole("button", { name: /tools of Gmail$/ }).click();
  await expect.poll(() => gmail.getByRole("row").count()).toBe(3);
  expect(page.url()).toContain(`agent=${helper.id}`);
  await tab.look("preview");
  tab.clean();
});

test("an admin sees first what needs somebody, then the numbers, and dismisses one thing for a while", async () => {
  const { gateway } = here;
  const { owner } = gateway;
  const { connector } = (await owner.authorize({ email: "ben@acme.test", tools: READ, name: "Support" }))
    .body;
  const token = await owner.newToken({ agent: await owner.newAgent("Reporter") });
  const agent = await connectAgent(gateway.url, token.value);
  for (let times = 0; times < 3; times++) await agent.call("gmail_search_threads", { query: "invoice" });
  await agent.call("gmail_search_threads", { max_results: "no" });
  await agent.close();
  gateway.google.revokeAccount("ben@acme.test");
  await owner.api("POST", `/connectors/${connector.id}/validate`, {});
  const tab = await here.tab({ name: "overview", as: owner.session.user.id });
  const { page } = tab;
  await tab.heading("Integrations");
  await page.goto("/");
  await tab.heading("Overview");
  const yours = page.getByRole("list", { name: "You can fix" });
  await tab.sees(yours.getByText(/Support.*no longer accepts/));
  await tab.sees(page.getByRole("row", { name: /Support.*Google.*Invalid/ }));
  await tab.sees(page.getByRole("list", { name: "Numbers" }).getByRole("link", { name: "Calls" }));
  await tab.sees(page.getByRole("figure", { name: "Calls over time" }));
  await tab.sees(page.getByText("What changed before this"));
  await tab.look("overview");
  await page.getByRole("link", { name: "7 days" }).click();
  await tab.sees(page.getByRole("link", { name: "7 days" }).and(page.locator("[aria-current=page]")));
  await tab.button("View as table: Calls by tool").click();
  await tab.sees(page.getByRole("row", { name: /gmail_search_threads/ }));
  await yours.getByRole("button", { name: /^Dismiss: Support/ }).click();
  const dialog = tab.dialog("Dismiss this for a while?");
  await dialog.getByRole("button", { name: "Dismiss" }).click();
  await tab.sees("Give a reason: others will see it.");
  await tab.look("dismiss");
  await dialog.getByLabel("Reason").fill("Waits for the new secret");
  await dialog.getByRole("button", { name: "Dismiss" }).click();
  await dialog.waitFor({ state: "detached" });
  await expect.poll(() => yours.getByText(/Support/).count()).toBe(0);
  await page.getByText("1 dismissed", { exact: true }).click();
  await tab.sees(/Waits for the new secret/);
  await tab.button("Undo").click();
  await tab.sees(yours.getByText(/Support.*no longer accepts/));
  tab.clean();
});
