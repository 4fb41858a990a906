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
  await tab.sees(drawer.getByText(/^Used by gmail_list_labels \(1 call\)/));
  await tab.sees(drawer.getByText("Not used", { exact: true }));
  await tab.sees(drawer.getByText("From the environment"));
  await tab.look("drawer");
  await tab.button("Reauthorize with 1 tool").click();
  await consent(tab, { email: "ada@acme.test", look: "consent" });
  await tab.sees("Google is connected as ada@acme.test.");
  await tab.link("Support mailbox").click();
  await tab.sees(drawer.getByText("See and edit labels").first());
  await tab.look("narrowed");
  expect(await drawer.getByText("Send mail as this account").count()).toBe(0);
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
  await tab.sees("Switched off");
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
    .click();
  await tab.sees(tab.dialog(/^GitHub/).getByText("As the app, where it is installed"));
  await tab.look("installed");
  tab.clean();
});
