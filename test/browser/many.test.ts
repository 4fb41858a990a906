import { beforeAll, expect, test } from "vitest";
import { stage } from "./support/stage.ts";

const here = stage();
const MANY = 450;
const PEOPLE = 230;
const LAST = { id: "con_many449", name: "Mailbox 449", called: "mail_449 · person449@seed.test" };

beforeAll(async () => {
  const { app, owner, workspaceId } = here.gateway;
  await app.database.system.query(`INSERT INTO connectors (workspace_id, id, slug, name, provider, kind, account_id,
      account_label, created_by)
    SELECT '${workspaceId}', 'con_many' || n, 'mail_' || n, 'Mailbox ' || n, 'google', 'shared', 'account' || n,
      'person' || n || '@seed.test', '${owner.session.user.id}' FROM generate_series(1, ${MANY}) AS n`);
  await app.database.system.query(`WITH made AS (
      INSERT INTO users (id, email, name) SELECT 'usr_many' || n, 'person' || n || '@seed.test', 'Person ' || lpad(n::text, 3, '0')
      FROM generate_series(1, ${PEOPLE}) AS n RETURNING id)
    INSERT INTO members (workspace_id, user_id, role) SELECT '${workspaceId}', id, 'member'::"Role" FROM made`);
  await owner.api("POST", "/policies", { name: "Ask first", decision: "ask", connector: LAST.id });
  await owner.newAgent("Mail helper");
});

test("what is beyond the first page of connectors is named, searched for and chosen everywhere", async () => {
  const { owner } = here.gateway;
  const tab = await here.tab({ name: "many", as: owner.session.user.id });
  const { page } = tab;
  await tab.heading("Integrations");

  await tab.button("Find and do").click();
  await page.getByRole("combobox").fill(LAST.name);
  await tab.sees(page.getByRole("option", { name: new RegExp(`^${LAST.name}`) }));
  await page.keyboard.press("Escape");

  await tab.go("Connectors");
  await tab.sees(`50 of ${MANY} rows`);
  await tab.button("Next page").click();
  await expect.poll(() => page.url()).toContain("cursor=");
  await tab.sees(tab.button("Previous page"));

  await tab.go("Policies");
  await tab.sees(page.getByRole("row", { name: new RegExp(LAST.called) }));
  await tab.button("Add rule").click();
  const rule = tab.dialog("Add rule");
  await rule.getByRole("textbox", { name: /^Name/ }).fill("Never by this one");
  await rule.getByRole("searchbox", { name: "Find a connector: Connector" }).fill("person449@");
  const offered = rule.getByLabel("Connector", { exact: true }).getByRole("option", { name: LAST.called });
  await offered.waitFor({ state: "attached" });
  await tab.look("rule");
  await rule.getByLabel("Connector", { exact: true }).selectOption({ label: LAST.called });
  await rule.getByRole("searchbox", { name: "Find a connector: Connector" }).fill("nobody at all");
  await tab.sees(rule.getByText(`with ${LAST.called}`));
  await rule.getByRole("button", { name: "Save rule" }).click();
  await rule.waitFor({ state: "detached" });
  expect((await owner.api("GET", "/policies")).rules).toContainEqual(
    expect.objectContaining({ name: "Never by this one", connector: LAST.id }),
  );

  await tab.go("Limits");
  await tab.button("Add limit").first().click();
  const limit = tab.dialog("Add limit");
  await limit.getByLabel("For", { exact: true }).selectOption({ label: "One connector" });
  await limit.getByRole("searchbox", { name: /^Find a connector/ }).fill(LAST.name);
  await limit.getByLabel("Which", { exact: true }).selectOption({ label: LAST.called });
  await limit.getByLabel("Calls a minute").fill("5");
  await tab.look("limit");
  await limit.getByRole("button", { name: "Add limit" }).click();
  await tab.sees(page.getByRole("row", { name: /Mailbox 449|mail_449/ }));
  tab.clean();
});

test("a long list of people is shown in parts, and searched as a whole", async () => {
  const tab = await here.tab({ name: "many-people", as: here.gateway.owner.session.user.id });
  const { page } = tab;
  await tab.heading("Integrations");
  await tab.go("Members");
  const rows = page.getByRole("row", { name: /@/ });
  await tab.sees(`100 of ${PEOPLE + 1} shown`);
  expect(await rows.count()).toBe(100);
  await tab.button("Show 100 more").click();
  await tab.button("Show 31 more").click();
  await expect.poll(() => rows.count()).toBe(PEOPLE + 1);
  await page.getByRole("searchbox", { name: "Search members" }).fill("person 007");
  await expect.poll(() => rows.count()).toBe(1);
  await tab.sees(page.getByRole("row", { name: /Person 007/ }));
  await tab.look("found");
  await page.getByRole("searchbox", { name: "Search members" }).fill("nobody at all");
  await tab.sees("No member matches this search.");
  await tab.look("none");
  await tab.button("Clear filters").click();
  await expect.poll(() => rows.count()).toBe(PEOPLE + 1);
  tab.clean();
});
