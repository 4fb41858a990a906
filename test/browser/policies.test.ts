import { describe, expect, test } from "vitest";
import { type Stage, stage } from "./support/stage.ts";
import type { Scheme, Tab } from "./support/tab.ts";

async function playRules(here: Stage): Promise<void> {
  const { owner } = here.gateway;
  await owner.newAgent("Mail helper");
  await owner.authorize({ email: "ada@acme.test", tools: ["gmail_send_message"], name: "Support mailbox" });
  const tab = await here.tab({
    name: "policies",
    as: owner.session.user.id,
  });
  const { page } = tab;
  await tab.heading("Integrations");
  await tab.go("Policies");
  await tab.sees(/^There is no rule yet/);
  await tab.look("none");
  await tab.button("Add rule").click();
  const form = tab.dialog("Add rule");
  await tab.button("Save rule").click();
  await tab.sees("Give the rule a name.");
  await form.getByLabel("Name").fill("Mail inside the company only");
  await form.getByRole("radio", { name: "Allow" }).check();
  await form.getByLabel("Server").selectOption("gmail");
  await form.getByLabel("Tool").selectOption("gmail_send_message");
  await form.getByLabel("Agent").selectOption({ label: "Mail helper" });
  await form.getByText("Only what it may touch").click();
  await form.getByRole("textbox", { name: "Domains of recipients" }).fill("acme.test");
  await tab.sees(form.getByText("Send mail by Mail helper."));
  await form.getByLabel("Name").scrollIntoViewIfNeeded(); // what is cut off below is no small target
  await tab.look("rule");
  await tab.button("Save rule").click();
  await form.waitFor({ state: "detached" });
  await tab.sees(
    page.getByRole("row", { name: /Mail inside the company only.*Domains of recipients: acme\.test/ }),
  );

  await page.getByLabel("Who calls").selectOption({ label: "Mail helper" });
  await page.getByLabel("Which tool").selectOption("gmail_send_message");
  const args = page.getByLabel("Arguments as JSON");
  await args.fill('{"to": ["bo@customer.test"], "subject": "Hi", "body": "Hi"}');
  await tab.button("Ask the rules").click();
  await tab.sees("target_not_allowed");
  await tab.sees(page.getByRole("list", { name: "Rules that fit" }).getByText("(decides)"));
  await tab.look("denied");
  await args.fill('{"to": ["kim@acme.test"], "subject": "Hi", "body": "Hi"}');
  await tab.button("Ask the rules").click();
  await tab.sees(page.getByText("allowed", { exact: true }));
  await page.getByLabel("Tools that cannot be undone").selectOption("ask");
  await expect.poll(async () => (await owner.api("GET", "/policies")).defaults.destructive).toBe("ask");
  await tab.button("Edit Mail inside the company only").click();
  await tab.dialog("Edit Mail inside the company only").getByRole("radio", { name: "Deny" }).check();
  await tab.button("Save rule").click();
  await tab.sees(page.getByRole("row", { name: /Mail inside the company only.*Deny/ }));
  await tab.button("Delete Mail inside the company only").click();
  await tab.look("delete");
  await tab.button("Delete rule").click();
  await tab.sees(/^There is no rule yet/);

  await tab.go("Agents");
  await tab.link("Mail helper").click();
  await tab.link("Guard").click();
  await tab.sees("The guard is off for this agent.");
  await tab.button("Switch the guard on").click();
  await tab.sees("The guard is on for this agent.");
  await tab.look("guard");
  tab.clean();
}

/** The answer becomes a test, which keeps a change from being saved until it is deleted. */
async function keepTests(tab: Tab): Promise<void> {
  const { page } = tab;
  await page.getByLabel("Name of the test").fill("Kim gets mail");
  await tab.button("Save as test").click();
  await tab.sees(page.getByRole("row", { name: /Kim gets mail.*Passes/ }));
  await tab.look("test");
  await tab.button("Edit Mail inside the company only").click();
  const form = tab.dialog("Edit Mail inside the company only");
  await form.getByRole("radio", { name: "Deny" }).check();
  await tab.sees(form.getByText(/^The test Kim gets mail would fail/));
  await tab.sees(form.getByText("1 loses access.", { exact: false }));
  await tab.look("preview");
  await tab.button("Replay the last 7 days").click();
  await tab.sees(form.getByText("No call was made in the last 7 days."));
  tab.expectErrors(/409 /);
  await tab.button("Save rule").click();
  await tab.sees(form.getByText("policy_tests_failed"));
  await tab.button("Cancel").click();
  await form.waitFor({ state: "detached" });
  const row = page.getByRole("row", { name: /Kim gets mail.*Passes/ });
  await tab.button("Delete test Kim gets mail").click();
  await row.waitFor({ state: "detached" });
  await tab.button("Undo").click();
  await tab.sees(page.getByRole("row", { name: /Kim gets mail.*Passes/ }));
  await tab.button("Delete test Kim gets mail").click();
  await tab.sees(/^No test is saved/);
}

/** A rule that only watches, made from an address, then decides; one that does nothing says so. */
async function watchFirst({ gateway: { owner } }: Stage, tab: Tab): Promise<void> {
  const { page } = tab;
  await owner.api("POST", "/policies", { name: "Reads are fine", decision: "allow", effect: "read" });
  await page.goto("/policies?rule=new&decision=deny&tool=gmail_trash&name=No+trash");
  const form = tab.dialog("Add rule");
  expect(await form.getByLabel("Name").inputValue()).toBe("No trash");
  await form.getByLabel("Watch first").check();
  await tab.button("Save rule").click();
  await form.waitFor({ state: "detached" });
  await tab.sees(page.getByRole("row", { name: /No trash.*Watching/ }));
  await tab.sees(
    page.getByRole("row", { name: /Reads are fine.*Does nothing.*every call would end the same/ }),
  );
  await page.getByLabel("Which tool").selectOption("gmail_trash");
  await page.getByLabel("Who calls").selectOption({ index: 1 });
  await tab.button("Ask the rules").click();
  await tab.sees(/The rule “No trash” only watches/);
  await tab.look("watching");
  await tab.button("Let it decide").click();
  await page.getByRole("row", { name: /Watching/ }).waitFor({ state: "detached" });
  for (const name of ["No trash", "Reads are fine"]) {
    await tab.button(`Delete ${name}`).click();
    await tab.button("Delete rule").click();
    await tab.dialog(`Delete ${name}?`).waitFor({ state: "detached" });
  }
}

async function setLimits(tab: Tab): Promise<void> {
  const { page } = tab;
  await tab.go("Limits");
  await tab.sees(/^There is no limit/);
  await tab.look("no-limit");
  await tab.button("Add limit").click();
  const form = tab.dialog("Add limit");
  await form.getByRole("button", { name: "Add limit" }).click();
  await tab.sees("Give a whole number of calls a minute, in 24 hours, or both.");
  await form.getByLabel("For").selectOption("agent");
  await form.getByLabel("Which").selectOption({ label: "Mail helper" });
  await form.getByLabel("Calls a minute").fill("60");
  await tab.look("limit");
  await form.getByRole("button", { name: "Add limit" }).click();
  await form.waitFor({ state: "detached" });
  const row = page.getByRole("row", { name: /Agent Mail helper.*Calls.*0 of 60/ });
  await tab.sees(row);
  await tab.look("limits");
  await tab.button("Remove the limit for Agent Mail helper").click();
  await tab.sees(/^There is no limit/);
  await tab.button("Undo").last().click();
  await tab.sees(row);
}

describe("rules are written, tried and deleted", () => {
  const here = stage();
  test("a list of recipients, a default, the guard", () => playRules(here));
});

describe("before it counts", () => {
  const here = stage();
  const open = async (scheme: Scheme, width: 1280 | 390) => {
    const { owner } = here.gateway;
    const tab = await here.tab({
      name: `trying-${scheme}-${width}`,
      scheme,
      width,
      as: owner.session.user.id,
    });
    await tab.heading("Integrations");
    return tab;
  };

  test("a saved test keeps a change from being made", async () => {
    const { owner } = here.gateway;
    const agent = await owner.newAgent("Mail helper");
    await owner.authorize({ email: "ada@acme.test", tools: ["gmail_send_message"], name: "Support mailbox" });
    await owner.api("POST", "/policies", {
      name: "Mail inside the company only",
      decision: "allow",
      tool: "gmail_send_message",
      agent,
      resources: { recipient_domains: ["acme.test"] },
    });
    const tab = await open("light", 1280);
    await tab.go("Policies");
    await tab.page.getByLabel("Who calls").selectOption({ label: "Mail helper" });
    await tab.page.getByLabel("Which tool").selectOption("gmail_send_message");
    const args = { to: ["kim@acme.test"], subject: "Hi", body: "Hi" };
    await tab.page.getByLabel("Arguments as JSON").fill(JSON.stringify(args));
    await tab.button("Ask the rules").click();
    await keepTests(tab);
    tab.clean();
  });

  test("a rule watches first, and limits are set and taken away, in dark colours on a phone", async () => {
    const tab = await open("dark", 390);
    await watchFirst(here, tab);
    await setLimits(tab);
    tab.clean();
  });
});

describe("who may not change them", () => {
  const here = stage();

  test("auditors read the rules, members are told who can", async () => {
    await here.gateway.owner.api("POST", "/policies", {
      name: "No trash",
      decision: "deny",
      tool: "gmail_trash",
    });
    const audit = await here.gateway.member("aud@acme.test", "auditor");
    const reader = await here.tab({ name: "policies-auditor", as: audit.session.user.id });
    await reader.heading("Integrations");
    await reader.go("Policies");
    await reader.sees(reader.page.getByRole("row", { name: /No trash.*Deny/ }));
    expect(await reader.button("Add rule").count()).toBe(0);
    expect(await reader.page.getByLabel("Tools that write").isDisabled()).toBe(true);
    await reader.look("auditor");
    const kim = await here.gateway.member("kim@acme.test");
    const member = await here.tab({ name: "policies-member", as: kim.session.user.id });
    await member.heading("Integrations");
    await member.page.goto("/policies");
    await member.sees(/it does not allow reading the rules/);
    reader.clean();
    member.clean();
  });

  test("editing a rule keeps a list that allows nothing", async () => {
    const { owner } = here.gateway;
    const { id } = await owner.api("POST", "/policies", {
      name: "No channel at all",
      decision: "allow",
      server: "slack",
      resources: { channels: [] },
    });
    const tab = await here.tab({ name: "policies-nothing", as: owner.session.user.id });
    await tab.heading("Integrations");
    await tab.page.goto(`/policies?rule=${id}`);
    const form = tab.dialog("Edit No channel at all");
    await tab.sees(form.getByRole("checkbox", { name: "Channels: none at all", checked: true }));
    await form.getByLabel("Name").fill("No channel");
    await tab.button("Save rule").click();
    await tab.sees(tab.page.getByRole("row", { name: /^No channel (?!at all).*Channels: none/ }));
    const { rules } = await owner.api("GET", "/policies");
    const saved = rules.find((rule: { id: string }) => rule.id === id);
    expect(saved).toMatchObject({ name: "No channel", resources: { channels: [] } });
    tab.clean();
  });
});
