import { expect, test } from "vitest";
import { connectAgent } from "../support/agent.ts";
import { consent } from "./support/consent.ts";
import { stage } from "./support/stage.ts";

const ALL = ["gmail_search_threads", "gmail_get_thread", "gmail_list_labels", "gmail_send_message"];
const here = stage({ github: {} });

test("scope use proposes a narrower grant, and one button asks for it", async () => {
  const { gateway } = here;
  const { owner } = gateway;
  await owner.authorize({ email: "ada@acme.test", tools: ALL, name: "Support mailbox" });
  const token = await owner.newToken({ agent: await owner.newAgent("Mail helper") });
  const agent = await connectAgent(gateway.url, token.value);
  expect((await agent.call("gmail_list_labels")).isError).toBe(false);
  await agent.close();
  const tab = await here.tab({ name: "scope-use", as: owner.session.user.id });
  await tab.heading("Integrations");
  await tab.go("Connectors");
  await tab.link("Support mailbox").click();
  const drawer = tab.dialog("Support mailbox");
  await tab.sees(drawer.getByRole("heading", { name: "Checks and changes of state" }));
  await tab.sees(drawer.getByText("Connector authorized"));
  await tab.look("health");
  await drawer.getByRole("link", { name: "Used by" }).click();
  await tab.sees(drawer.getByRole("link", { name: "Mail helper" }));
  await tab.look("used-by");
  await drawer.getByRole("link", { name: "Activity" }).click();
  await tab.sees(drawer.getByText("gmail_list_labels"));
  await tab.look("activity");
  await drawer.getByRole("link", { name: "Access" }).click();
  await tab.sees(drawer.getByText(/^Used by gmail_list_labels \(1 call\)/));
  await tab.sees(drawer.getByText("Not used", { exact: true }));
  await tab.sees(drawer.getByText("From the environment"));
  await tab.look("drawer");
  await tab.button("Reauthorize with 1 tool").click();
  await consent(tab, { email: "ada@acme.test", look: "consent" });
  await tab.sees("Google is connected as ada@acme.test.");
  await tab.link("Support mailbox").click();
  await drawer.getByRole("link", { name: "Access" }).click();
  await tab.sees(drawer.getByText("See and edit labels").first());
  await tab.look("narrowed");
  expect(await drawer.getByText("Send mail as this account").count()).toBe(0);
  tab.clean();
});

test("the list is searched, filtered and checked at once, and its address says so", async () => {
  const { gateway } = here;
  const admin = await gateway.member("rae@acme.test", "admin");
  await admin.authorize({ email: "ben@acme.test", tools: ALL, name: "Archive" });
  const off = (await admin.connect({ email: "ada@acme.test", tools: ALL })).body.connector;
  await admin.api("PATCH", `/connectors/${off.id}`, { name: "Rae's own", enabled: false });
  const tab = await here.tab({ name: "connector-list", as: admin.session.user.id });
  const { page } = tab;
  await tab.heading("Integrations");
  await tab.go("Connectors");
  const row = (name: string) => page.getByRole("row", { name: new RegExp(name) });
  await tab.sees(row("Rae's own"));
  await tab.look("list");
  await page.getByLabel("Search connectors").fill("ben@acme");
  await row("Rae's own").waitFor({ state: "detached" });
  await tab.sees(row("Archive"));
  expect(new URL(page.url()).searchParams.get("q")).toBe("ben@acme");
  await tab.button("Remove filter Search: ben@acme").click();
  await tab.button("State: all").click();
  await page.getByRole("menuitemcheckbox", { name: "Switched off" }).click();
  await row("Archive").waitFor({ state: "detached" });
  await page.keyboard.press("Escape");
  await tab.look("filtered");
  await page.reload();
  await tab.sees(row("Rae's own"));
  expect(await row("Archive").count()).toBe(0);
  await page.getByLabel("Search connectors").fill("nothing like it");
  await tab.sees("No connector matches these filters.");
  await tab.look("no-match");
  await page.getByRole("list", { name: "Filters" }).getByRole("button", { name: "Clear filters" }).click();
  await page.getByRole("checkbox", { name: "Select Archive" }).check();
  await tab.sees("1 selected");
  await tab.button("Check now").click();
  await tab.sees("1 connector is valid.");
  await tab.look("checked");
  await page.getByRole("checkbox", { name: "Select Rae's own" }).check();
  await tab.button("Revoke selected").click();
  const dialog = tab.dialog("Revoke 2 connectors?");
  await tab.sees(dialog.getByText(/lose access now/));
  await tab.look("revoke-two");
  await dialog.getByRole("button", { name: "Revoke 2 connectors" }).click();
  await tab.sees("Removed here: 2");
  await tab.look("revoked-two");
  await tab.button("Done").click();
  await tab.sees(row("Archive.*Not connected"));
  tab.clean();
  const { connectors } = await admin.api("GET", "/connectors");
  for (const { id } of connectors) await admin.api("DELETE", `/connectors/${id}?shred_now=true`);
});

test("the picker is looked at from its scopes, takes pasted ones, and links to a choice", async () => {
  const tab = await here.tab({ name: "picker", width: 390, as: here.gateway.owner.session.user.id });
  const { page } = tab;
  const tools = "gmail_list_labels,gmail_search_threads";
  await tab.heading("Integrations");
  await page.goto(`/settings/connectors?authorize=google&tools=${tools}`);
  const dialog = tab.dialog("Authorize Google");
  await tab.sees(dialog.getByText(/^2 tools need \d scopes?$/));
  await dialog.getByRole("button", { name: "Read and draft" }).click();
  await tab.sees(dialog.getByText(/^restricted: the provider may ask/).first());
  await dialog.getByRole("button", { name: "By scope" }).click();
  await tab.sees(dialog.getByRole("checkbox", { name: "Send mail as this account" }));
  await tab.look("by-scope");
  await dialog.getByText("Scopes to start from").click();
  await dialog
    .getByRole("textbox", { name: "Scopes to start from" })
    .fill("https://www.googleapis.com/auth/gmail.labels, https://www.googleapis.com/auth/nonsense");
  await dialog.getByRole("button", { name: "Pick the tools they serve" }).click();
  await tab.sees(dialog.getByText(/Not a scope of this provider: .*nonsense/));
  await tab.look("pasted");
  tab.clean();
});

test("the catalogue says what can be connected, what is missing, and how to describe the rest", async () => {
  const tab = await here.tab({ name: "catalogue", as: here.gateway.owner.session.user.id });
  const { page } = tab;
  await tab.heading("Integrations");
  await tab.go("Connectors");
  await tab.link("Catalogue").click();
  await tab.heading("Catalogue");
  await tab.sees(tab.link("Authorize Google"));
  await tab.look("all");
  await page.getByLabel("Search services").fill("git");
  await tab.sees(/^[34] services$/);
  const gitlab = page.getByRole("listitem").filter({ hasText: "GitLab" });
  await gitlab.getByText("Show definition").click();
  await tab.sees(gitlab.getByText(/"token_endpoint": "https:\/\/gitlab.com/));
  await tab.look("searched");
  tab.clean();
});

test("revoking one of two on an account asks what becomes of the other, and switching off keeps the grant", async () => {
  const { gateway } = here;
  const admin = await gateway.member("gus@acme.test", "admin");
  await admin.authorize({ email: "ben@acme.test", tools: ALL, name: "Ben's mailbox" });
  await admin.connect({ email: "ben@acme.test" });
  const { id } = admin.session.user;
  const tab = await here.tab({ name: "connectors-390", scheme: "dark", width: 390, as: id });
  await tab.heading("Integrations");
  await tab.go("Connectors");
  await tab.choose("Actions for Ben's mailbox", "Switch off");
  await tab.sees(tab.page.getByRole("row", { name: /Ben's mailbox.*Switched off/ }));
  // Out from under the bar at the top.
  await tab.page.evaluate("scrollTo(0, 0)");
  await tab.look("switched-off");
  await tab.choose("Actions for Ben's mailbox", "Revoke");
  const dialog = tab.dialog("Revoke Ben's mailbox?");
  await tab.sees(dialog.getByText("Google can only end everything of an account at once."));
  await tab.look("others");
  await dialog.getByRole("radio", { name: /^End google_ben/ }).check();
  await tab.button("Revoke Ben's mailbox").click();
  await tab.sees(/^Ended too, because they are on the same account: google_ben/);
  await tab.sees(/^Revoked at provider: (pending|revoked)/);
  await tab.look("both-ended");
  // What it says stays, although what would stop working is read again when anything changes.
  const again = tab.page.waitForResponse((one) => one.url().includes("/revoke_preview"));
  await admin.connect({ email: "ada@acme.test" });
  await again;
  await tab.page.waitForLoadState("networkidle");
  await tab.sees(/^Ended too, because they are on the same account: google_ben/);
  tab.clean();
});

test("a provider with several registrations and kinds of access lets the admin choose", async () => {
  const { gateway } = here;
  const tab = await here.tab({ name: "access", as: gateway.owner.session.user.id });
  await tab.heading("Integrations");
  await tab.go("Connectors");
  await tab.choose("Authorize connector", /^GitHub/);
  const dialog = tab.dialog("Authorize GitHub");
  await tab.sees(dialog.getByText(/everybody's agents in this workspace will act as the account/));
  await dialog.getByLabel("Provider app").selectOption({ label: "From the environment (GitHub App)" });
  await dialog.getByRole("radio", { name: "As the app, where it is installed" }).check();
  await tab.sees(dialog.getByText("Read code"));
  await tab.look("choice");
  await tab.button("Continue to GitHub").click();
  await tab.heading(/^Install /);
  await tab.page.getByRole("radio", { name: /ada/ }).last().check();
  await tab.button("Install").click();
  await tab.heading("Connectors");
  await tab.page
    .getByRole("row", { name: /GitHub/ })
    .getByRole("link")
    .first()
    .click();
  await tab
    .dialog(/^GitHub/)
    .getByRole("link", { name: "Access" })
    .click();
  await tab.sees(tab.dialog(/^GitHub/).getByText("As the app, where it is installed"));
  await tab.look("installed");
  tab.clean();
});
