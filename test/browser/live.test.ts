import { beforeAll, expect, test } from "vitest";
import type { Person } from "../support/person.ts";
import { stage } from "./support/stage.ts";
import type { Tab } from "./support/tab.ts";

const here = stage();
let admin: Person;
beforeAll(async () => {
  admin = await here.gateway.member("ana@acme.test", "admin");
});

const live = (tab: Tab) => tab.button("Live. Pause live updates");
const rowOf = (tab: Tab, name: string, state: string) =>
  tab.page.getByRole("row", { name: new RegExp(`${name}.*${state}`) });

async function endSessionsOf(person: Person): Promise<void> {
  await here.gateway.owner.api("DELETE", `/members/${person.session.user.id}/sessions`);
}

test("a revoke shows in every tab without a reload, through one stream, and a paused tab waits", async () => {
  const { body } = await admin.authorize({
    email: "ada@acme.test",
    tools: ["gmail_search_threads"],
    name: "Support mailbox",
  });
  const tab = await here.tab({ name: "live-revoke", as: admin.session.user.id });
  const streams: string[] = [];
  tab.context.on("request", (request) => {
    if (request.url().endsWith("/events")) streams.push(request.url());
  });
  await tab.heading("Integrations");
  await tab.go("Connectors");
  await tab.sees(rowOf(tab, "Support mailbox", "Valid"));
  await tab.sees(live(tab));
  await tab.look("live");
  const second = await tab.context.newPage();
  await second.goto("/settings/connectors");
  await second.getByRole("row", { name: /Support mailbox.*Valid/ }).waitFor();
  await second.getByRole("button", { name: "Live. Pause live updates" }).click();
  await second.getByRole("button", { name: "Paused. Resume live updates" }).waitFor();
  await admin.api("POST", `/connectors/${body.connector.id}/revoke`, {});
  await tab.sees(rowOf(tab, "Support mailbox", "Not connected"));
  expect(await second.getByRole("row", { name: /Support mailbox.*Valid/ }).count()).toBe(1);
  await second.getByRole("button", { name: "Paused. Resume live updates" }).click();
  await second.getByRole("row", { name: /Support mailbox.*Not connected/ }).waitFor();
  expect(streams.length).toBeLessThanOrEqual(1);
  await tab.page.close();
  await second.getByRole("button", { name: "Live. Pause live updates" }).waitFor();
  await admin.api("PATCH", `/connectors/${body.connector.id}`, { name: "Second mailbox" });
  await second.getByRole("row", { name: /Second mailbox/ }).waitFor();
  tab.clean();
});

test("a session that ends keeps what was typed", async () => {
  const person = await here.gateway.member("typing@acme.test", "admin");
  const tab = await here.tab({
    name: "signed-out",
    as: person.session.user.id,
  });
  tab.expectErrors(/401 /);
  await tab.heading("Integrations");
  await tab.page.goto("/settings/members?invite=new");
  const address = tab.dialog(/^Invite/).getByLabel("Address");
  await address.fill("half-typed@acme");
  await tab.sees(tab.page.getByRole("button", { name: /^Live/ }));
  await endSessionsOf(person);
  const dialog = tab.dialog("You were signed out");
  await tab.sees(dialog.getByText(/What you typed is still here/));
  await tab.look("signed-out");
  await tab.page.keyboard.press("Escape");
  await tab.sees(dialog);
  await dialog.getByLabel("Sign-in link or token").fill(await here.link(person.session.user.id));
  await dialog.getByRole("button", { name: "Sign in", exact: true }).click();
  await dialog.waitFor({ state: "detached" });
  expect(await address.inputValue()).toBe("half-typed@acme");
  expect(tab.page.url()).toContain("/settings/members?invite=new");
  await address.fill("whole@acme.test");
  await tab
    .dialog(/^Invite/)
    .getByRole("button", { name: "Make invitation link" })
    .click();
  await tab.sees(/whole@acme\.test/);
  tab.clean();
});

test("when somebody else signs in, nothing of the one before is left", async () => {
  const person = await here.gateway.member("before@acme.test", "admin");
  const other = await here.gateway.member("after@acme.test");
  const tab = await here.tab({ name: "signed-in-other", as: person.session.user.id });
  tab.expectErrors(/401 /);
  await tab.heading("Integrations");
  await tab.go("Members");
  await tab.sees(tab.page.getByRole("button", { name: /^Live/ }));
  await endSessionsOf(person);
  const dialog = tab.dialog("You were signed out");
  await dialog.getByLabel("Sign-in link or token").fill(await here.link(other.session.user.id));
  await dialog.getByRole("button", { name: "Sign in", exact: true }).click();
  await tab.sees(/^Your role here is member/);
  await tab.sees(tab.button("Account menu of after"));
  tab.clean();
});

test("without a network one banner says so, nothing is sent, and it goes by itself", async () => {
  await admin.authorize({ email: "ben@acme.test", tools: ["gmail_search_threads"], name: "Ben mailbox" });
  const tab = await here.tab({ name: "network", width: 390, as: admin.session.user.id });
  tab.expectErrors(/ERR_INTERNET_DISCONNECTED/);
  await tab.heading("Integrations");
  await tab.go("Connectors");
  await tab.sees(rowOf(tab, "Ben mailbox", "Valid"));
  await tab.sees(tab.page.getByRole("button", { name: /^Live/ }));
  await tab.context.setOffline(true);
  const banner = tab.page.getByRole("region", { name: "Connection" });
  await tab.sees(banner.getByText("The gateway cannot be reached."));
  await tab.look("banner");
  await tab.choose("Actions for Ben mailbox", "Switch off");
  await tab.sees(/Nothing was sent\./);
  await tab.look("not-sent");
  await tab.button("Close").last().click();
  await tab.context.setOffline(false);
  await banner.waitFor({ state: "detached" });
  await tab.sees(rowOf(tab, "Ben mailbox", "Valid"));
  tab.clean();
});

test("what was switched off can be taken back from another page, by its bar", async () => {
  const tab = await here.tab({ name: "undo", scheme: "dark", as: admin.session.user.id });
  await tab.heading("Integrations");
  await tab.go("Connectors");
  await tab.choose("Actions for Ben mailbox", "Switch off");
  await tab.sees(rowOf(tab, "Ben mailbox", "Switched off"));
  await tab.go("Agents");
  const bar = tab.page.getByRole("region", { name: "Undo" });
  await tab.sees(bar.getByText("Ben mailbox switched off"));
  await tab.look("offered");
  await bar.getByRole("button", { name: "Undo" }).click();
  await bar.waitFor({ state: "detached" });
  await tab.go("Connectors");
  await tab.sees(rowOf(tab, "Ben mailbox", "Valid"));
  tab.clean();
});
