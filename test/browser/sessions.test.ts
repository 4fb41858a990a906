import { beforeAll, expect, test } from "vitest";
import { stage } from "./support/stage.ts";

const here = stage();
let owner: string;
beforeAll(() => {
  owner = here.gateway.owner.session.user.id;
});

test("a link works once; the second time the page says so and how to get another", async () => {
  const link = await here.link(owner);
  const first = await here.tab({ name: "session-link" });
  await first.page.goto(link);
  await first.heading("Integrations");
  expect(first.page.url()).not.toContain("#");
  const second = await here.tab({ name: "session-spent-link" });
  second.expectErrors(/401 .*session/);
  await second.page.goto(link);
  await second.sees("This link no longer works");
  await second.look("spent");
  expect(second.page.url()).not.toContain("#");
  first.clean();
  second.clean();
});

test("what is no link is told before anything is sent", async () => {
  const tab = await here.tab({ name: "session-no-link" });
  await tab.page.goto("/sign-in");
  await tab.page.getByLabel("Sign-in link or token").fill("letmein");
  await tab.button("Sign in").click();
  await tab.sees(/This is no sign-in link/);
  await tab.look("no-link");
  tab.clean();
});

test("a session that ends midway is noticed by the next thing pressed, and the page with its filter stays", async () => {
  const { app } = here.gateway;
  const { session } = await here.gateway.member("mid@acme.test", "admin");
  const tab = await here.tab({ name: "session-ended", as: session.user.id });
  tab.expectErrors(/401 /);
  await tab.heading("Integrations");
  await tab.go("Audit");
  await tab.page.getByLabel("Action", { exact: true }).selectOption("sign_in.succeeded");
  await tab.sees(tab.button("Remove filter Action: Signed in"));
  // What lies beside the page has asked its questions by then, and would notice first.
  await tab.sees(tab.page.getByText("Live", { exact: true }));
  await app.database.system.query(
    `UPDATE sessions SET ended_at = now() WHERE user_id = '${session.user.id}'`,
  );
  await tab.button("Verify chain").click();
  const dialog = tab.dialog("You were signed out");
  await dialog.getByLabel("Sign-in link or token").fill(await here.link(session.user.id));
  await dialog.getByRole("button", { name: "Sign in", exact: true }).click();
  await dialog.waitFor({ state: "detached" });
  await tab.heading("Audit");
  await tab.sees(tab.button("Remove filter Action: Signed in"));
  tab.clean();
});

test("signing out ends the session; a page of before leads to sign-in", async () => {
  const tab = await here.tab({ name: "session-sign-out", as: owner });
  tab.expectErrors(/401 /);
  await tab.heading("Integrations");
  await tab.button(/^Account menu of/).click();
  await tab.page.getByRole("menuitem", { name: "Sign out" }).click();
  await tab.heading("Sign in to Valetkey");
  await tab.page.goto("/settings/connectors");
  await tab.heading("Sign in to Valetkey");
  expect(new URL(tab.page.url()).searchParams.get("next")).toBe("/settings/connectors");
  tab.clean();
});
