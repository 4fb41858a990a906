import { describe, expect, test } from "vitest";
import { connectAgent } from "../support/agent.ts";
import { type Stage, stage } from "./support/stage.ts";
import type { Tab } from "./support/tab.ts";

const READ = ["gmail_search_threads", "gmail_list_labels"];

describe("an agent comes in by the book", () => {
  const here = stage();
  test("registered, given a manifest, connected, and taken away", () => playAgent(here));
});

async function playAgent(here: Stage): Promise<void> {
  const { owner } = here.gateway;
  const tab = await here.tab({
    name: "agents",
    as: owner.session.user.id,
  });
  await tab.heading("Integrations");
  await tab.go("Agents");
  await register(tab);
  await writeManifest(tab);
  await connectIt(here, tab);
  const value = await makeToken(tab);
  await callWith(here, value);
  await watchIt(here, tab, value);
  await letItAct(tab);
  await remove(here, tab, value);
  tab.clean();
}

async function register(tab: Tab): Promise<void> {
  await tab.sees("No agent is registered yet.");
  await tab.look("none");
  await tab.button("Register agent").click();
  const dialog = tab.dialog("Register agent");
  await dialog.getByRole("button", { name: "Register agent" }).click();
  await tab.sees("Give the agent a name.");
  await tab.look("register");
  await dialog.getByLabel("Name").fill("Mail helper");
  await dialog.getByRole("button", { name: "Register agent" }).click();
  await tab.heading("Mail helper");
}

async function writeManifest(tab: Tab): Promise<void> {
  const { page } = tab;
  await page.getByText("Gmail", { exact: true }).first().click();
  await page.getByRole("checkbox", { name: "Search mail", exact: true }).waitFor();
  const save = tab.button("Review and save");
  expect(await save.isDisabled()).toBe(true);
  for (const title of ["Search mail", "List labels"])
    await page.getByRole("checkbox", { name: title, exact: true }).check();
  await tab.sees(page.getByRole("region", { name: "Check" }).getByText("connection_required"));
  await tab.look("picked");
  await tab.button("JSON").click();
  const json = page.getByLabel("Manifest as JSON");
  const text = await json.inputValue();
  expect(
    JSON.parse(text)
      .tools.map(({ name }: { name: string }) => name)
      .sort(),
  ).toEqual([...READ].sort());
  await json.fill(text.replace("gmail_list_labels", "gmail_list_lables"));
  await tab.sees(page.getByRole("region", { name: "Check" }).getByText("unknown_tool"));
  expect(await save.isDisabled()).toBe(true);
  await tab.look("unknown-tool");
  await json.fill(`${text}}`);
  await tab.sees(/This is no JSON/);
  await json.fill(text);
  await save.click();
  const review = tab.dialog("What changes for Mail helper");
  await tab.sees(review.getByText("The agent may do more than before."));
  for (const name of READ) await tab.sees(review.getByRole("region", { name: "Added" }).getByText(name));
  await tab.look("review");
  await review.getByRole("button", { name: "Save manifest" }).click();
  await review.waitFor({ state: "detached" });
  await tab.sees("Nothing is changed.");
}

async function connectIt(here: Stage, tab: Tab): Promise<void> {
  await tab.link("Connectors").last().click();
  await tab.sees("Not ready: 2 tools cannot be called now, 0 can.");
  await tab.look("not-ready");
  await tab.link("Go to where it is fixed").click();
  await tab.heading("Connectors");
  await here.gateway.owner.authorize({ email: "ada@acme.test", tools: READ, name: "Support mailbox" });
  await tab.page.goBack();
  await tab.button("Check again").click();
  await tab.sees("Ready: 2 tools can be called now.");
  await tab.look("ready");
}

async function makeToken(tab: Tab): Promise<string> {
  await tab.link("Tokens").last().click();
  await tab.sees("No API token yet.");
  await tab.button("Create token").click();
  const form = tab.dialog("Create token");
  await form.getByRole("textbox", { name: "Name", exact: true }).fill("Laptop");
  await tab.look("token");
  await form.getByRole("button", { name: "Create token" }).click();
  const created = tab.dialog("Token Laptop created");
  const value = (await created.getByRole("region", { name: "API token" }).textContent()) ?? "";
  await tab.button("I saved it").click();
  await created.waitFor({ state: "detached" });
  await tab.sees(tab.page.getByRole("row", { name: /^Laptop .*Live/ }));
  return value;
}

async function callWith({ gateway }: Stage, token: string): Promise<void> {
  const agent = await connectAgent(gateway.url, token);
  const names = (await agent.tools()).map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(READ));
  expect(names).not.toContain("gmail_send_message");
  expect((await agent.call("gmail_list_labels")).isError).toBe(false);
  await agent.close();
}

/** The token tells as what it was used; pausing stops everything at once, and Undo lets it go on. */
async function watchIt({ gateway }: Stage, tab: Tab, token: string): Promise<void> {
  const { page } = tab;
  await tab.sees(page.getByRole("region", { name: "Ready?" }).getByText("Everything is in place."));
  await tab.button("Pause").click();
  await tab.sees(/^This agent is paused/);
  await tab.look("paused");
  await expect(connectAgent(gateway.url, token)).rejects.toThrow(/paused|403/);
  await tab.button("Undo").click();
  await tab.sees(tab.button("Pause"));
  await (await connectAgent(gateway.url, token)).close();
  await tab.link("Activity").click();
  await tab.sees(page.getByRole("row", { name: /Agent paused/ }));
  await tab.sees(page.getByRole("row", { name: /Tool called gmail_list_labels/ }));
  await tab.look("activity");
  await tab.go("Agents");
  await tab.sees(page.getByRole("row", { name: /Mail helper.*owner.*2 tools.*1 token.*Ready/ }));
  await tab.look("list");
  await tab.link("Mail helper").click();
}

async function letItAct(tab: Tab): Promise<void> {
  const { page } = tab;
  await tab.link("Delegation").click();
  await page.getByRole("radio", { name: "These people" }).check();
  await page.getByRole("group", { name: "People" }).getByRole("checkbox").first().check();
  await tab.look("delegation");
  await tab.link("Manifest").click();
  await tab.sees(tab.dialog("Leave without saving?"));
  await tab.look("unsaved");
  await tab.button("Stay").click();
  await tab.dialog("Leave without saving?").waitFor({ state: "detached" });
  await tab.button("Save delegation").click();
  await tab.sees("Itself and 1 person");
}

async function remove({ gateway }: Stage, tab: Tab, token: string): Promise<void> {
  await tab.button("Rename").click();
  await tab.dialog("Rename Mail helper").getByLabel("Name").fill("Mail sorter");
  await tab.look("rename");
  await tab.dialog("Rename Mail helper").getByRole("button", { name: "Rename" }).click();
  await tab.heading("Mail sorter");
  await tab.button("Delete").click();
  await tab.sees(tab.dialog("Delete Mail sorter?"));
  await tab.look("delete");
  await tab.button("Delete agent").click();
  await tab.heading("Agents");
  await tab.sees("No agent is registered yet.");
  await expect(connectAgent(gateway.url, token)).rejects.toThrow();
}

describe("two people at one manifest", () => {
  const here = stage();

  test("nothing is overwritten: who was slower compares, or takes what was saved", async () => {
    const { owner } = here.gateway;
    const { id } = await owner.api("POST", "/agents", { name: "Mail helper", manifest: { tools: [] } });
    const save = (names: string[]) =>
      owner.api("PATCH", `/agents/${id}`, { manifest: { tools: names.map((name) => ({ name })) } });
    const tab = await here.tab({ name: "agents-conflict", as: owner.session.user.id });
    tab.expectErrors(/409 /);
    const { page } = tab;
    await tab.heading("Integrations");
    await page.goto(`/agents/${id}?as=json`);
    await tab.heading("Mail helper");
    const json = page.getByLabel("Manifest as JSON");
    await json.fill('{"tools":[{"name":"gmail_list_labels"}]}');
    await tab.button("Review and save").click();
    const review = tab.dialog("What changes for Mail helper");
    await tab.sees(review.getByText("gmail_list_labels"));
    await save(["gmail_search_threads"]);
    await review.getByRole("button", { name: "Save manifest" }).click();
    await tab.sees(/saved version \d .*while you were editing/);
    await review.waitFor({ state: "detached" });
    await tab.look("overtaken");
    await tab.button("Keep mine, compare with theirs").click();
    await tab.button("Review and save").click();
    await tab.sees(review.getByRole("region", { name: "Removed" }).getByText("gmail_search_threads"));
    await review.getByRole("button", { name: "Save manifest" }).click();
    await tab.sees("Nothing is changed.");
    await page.getByText(/versions saved so far$/).click();
    await tab.look("versions");
    await tab
      .button(/^Take version \d into the editor$/)
      .first()
      .click();
    await expect.poll(() => json.inputValue()).toContain("gmail_search_threads");
    await tab.button("Discard changes").click();
    await expect.poll(() => json.inputValue()).not.toContain("gmail_search_threads");
    tab.clean();
  });

  test("members are told who manages agents", async () => {
    const { session } = await here.gateway.member("kim@acme.test");
    const tab = await here.tab({ name: "agents-forbidden", as: session.user.id });
    await tab.heading("Integrations");
    await tab.page.goto("/agents");
    await tab.sees(/it does not allow managing agents/);
    await tab.look("forbidden");
    tab.clean();
  });
});
