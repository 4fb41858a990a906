import { expect } from "vitest";
import { type Agent, connectAgent } from "../../support/agent.ts";
import { consent } from "./consent.ts";
import { hold } from "./held.ts";
import type { Stage } from "./stage.ts";
import type { Scheme, Tab } from "./tab.ts";

const NAME = "Support mailbox";

/** The whole story as an admin sees it: authorize, an agent reads mail, revoke, refused, on the record. */
export async function playStory(stage: Stage, scheme: Scheme, width: 1280 | 390): Promise<void> {
  const { gateway } = stage;
  const tab = await stage.tab({ name: `story-${scheme}-${width}`, scheme, width });
  const token = await gateway.owner.newToken({ agent: await gateway.owner.newAgent("Mail helper") });
  const agent = await connectAgent(gateway.url, token.value);
  await signIn(stage, tab);
  await authorize(stage, tab);
  await call(tab, agent);
  await revoke(tab);
  expect((await agent.call("gmail_search_threads", { query: "invoice" })).error).toMatchObject({
    error: "connection_required",
  });
  await audit(tab);
  await agent.close();
  tab.clean();
}

async function signIn(stage: Stage, tab: Tab): Promise<void> {
  const { page } = tab;
  await page.goto("/sign-in");
  await tab.heading("Sign in to Valetkey");
  await tab.look("sign-in");
  await page.getByLabel("Sign-in link or token").fill(await stage.link());
  await tab.button("Sign in").click();
  await tab.heading("Overview");
  await tab.sees("Nothing needs attention.");
  await tab.look("overview-empty");
  await tab.go("Integrations");
  await tab.sees("Not connected");
  await tab.look("integrations-empty");
  await tab.button(/^Account menu of/).click();
  await tab.sees(page.getByRole("menuitem", { name: "Sign out" }));
  await tab.look("account-menu");
  await page.keyboard.press("Escape");
  await tab.go("Connectors");
  await tab.sees("No account is connected in this workspace yet.");
  await tab.look("connectors-empty");
}

async function authorize(stage: Stage, tab: Tab): Promise<void> {
  const { page } = tab;
  const { google } = stage.gateway;
  await tab.choose("Authorize connector", /^Google/);
  await tab.sees(tab.dialog("Authorize Google"));
  await tab.sees("18 tools need 6 scopes");
  await tab.look("scope-picker");
  await page.getByLabel("Name", { exact: true }).fill(NAME);
  await tab.button("Continue to Google").click();
  const exchange = google.inject({ path: "/token", hang: true });
  const chunk = await hold(tab, "connectors-page");
  await consent(tab, { email: "ada@acme.test", look: "consent" });
  await tab.heading("Connecting integration…");
  await tab.look("callback-connecting");
  exchange.release();
  await tab.heading("Integration connected");
  await tab.look("callback-connected");
  chunk.release();
  await tab.sees("Google is connected as ada@acme.test.");
  await tab.heading("Connectors");
  await tab.sees(page.getByRole("row", { name: /Support mailbox.*ada@acme\.test.*Valid/ }));
  await tab.look("connectors");
}

async function call(tab: Tab, agent: Agent): Promise<void> {
  const { page } = tab;
  const found = await agent.call("gmail_search_threads", { query: "invoice" });
  expect(found.isError).toBe(false);
  await tab.link(NAME).click();
  const drawer = tab.dialog(NAME);
  await tab.sees(drawer.getByText("Valid", { exact: true }).first());
  await drawer.getByRole("link", { name: "Access" }).click();
  await tab.sees(drawer.getByText(/^Used by gmail_search_threads/));
  await tab.look("connector");
  await page.keyboard.press("Escape");
  await drawer.waitFor({ state: "detached" });
}

async function revoke(tab: Tab): Promise<void> {
  const { page } = tab;
  await tab.button(`Actions for ${NAME}`).click();
  await tab.sees(page.getByRole("menuitem", { name: "Revoke" }));
  await tab.look("connector-menu");
  await page.getByRole("menuitem", { name: "Revoke" }).click();
  const dialog = tab.dialog(`Revoke ${NAME}?`);
  await tab.sees(dialog.getByText(/1 agent and \d (person|people) lose 18 tools on/));
  await tab.look("revoke");
  await tab.button(`Revoke ${NAME}`).click();
  await tab.sees(tab.dialog(`${NAME} revoked`));
  await tab.sees("Removed here");
  await tab.sees("Revoked at provider: revoked");
  await tab.look("revoked");
  await tab.button("Done").click();
  await tab.sees(page.getByRole("row", { name: /Support mailbox.*Not connected/ }));
}

async function audit(tab: Tab): Promise<void> {
  const { page } = tab;
  await tab.go("Audit");
  for (const type of ["connector.authorized", "tool.call", "grant.ended", "upstream.revoked", "tool.refused"])
    await tab.sees(page.getByRole("row", { name: new RegExp(type.replace(".", "\\.")) }));
  await tab.button("Verify chain").click();
  await tab.sees("Intact");
  await tab.look("audit");
  await tab
    .link(/^Open event \d+/)
    .first()
    .click();
  await tab.sees(tab.dialog(/^Event \d+/));
  await tab.look("audit-event");
}
