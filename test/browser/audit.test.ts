import { readFileSync } from "node:fs";
import { beforeAll, expect, test } from "vitest";
import { auditRows } from "../support/look.ts";
import { stage } from "./support/stage.ts";

const here = stage();
let owner: string;
beforeAll(async () => {
  owner = here.gateway.owner.session.user.id;
  await here.gateway.owner.newAgent("Mail helper");
  for (let at = 0; at < 55; at++) await here.gateway.owner.api("POST", "/audit/verify");
});

test("filters live in the address: Reload and Back restore them", async () => {
  const tab = await here.tab({ name: "audit-filters", as: owner });
  const { page } = tab;
  await tab.heading("Integrations");
  await page.goto("/audit?type=agent.created");
  await tab.sees(tab.button("Remove filter Action: Agent created"));
  await tab.sees("1 event shown, newest first");
  await page.getByLabel("Outcome").selectOption("failed");
  await tab.sees("No event matches these filters.");
  await tab.look("none");
  expect(new URL(page.url()).search).toBe("?type=agent.created&outcome=failed");
  await page.reload();
  await tab.sees("No event matches these filters.");
  await page.goBack();
  await tab.sees("1 event shown, newest first");
  await tab.button("Mail helper: show only this target").click();
  await tab.sees(tab.button("Remove filter Target: Mail helper"));
  await tab.button("Clear filters").click();
  await tab.sees("50 events shown, newest first");
  expect(new URL(page.url()).search).toBe("");
  tab.clean();
});

test("a permalink opens an event that is not among the rows, and names one that is not there", async () => {
  const first = (await auditRows(here.gateway)).at(-1);
  const tab = await here.tab({ name: "audit-permalink", as: owner });
  tab.expectErrors(/404 /);
  await tab.heading("Integrations");
  await tab.page.goto(`/audit?event=${first?.seq}`);
  await tab.sees(tab.dialog(`Event ${first?.seq}`).getByText(`"id": "${first?.id}"`));
  await tab.look("permalink");
  await tab.page.keyboard.press("Escape");
  await tab.dialog(/^Event/).waitFor({ state: "detached" });
  expect(new URL(tab.page.url()).search).toBe("");
  await tab.page.goto("/audit?event=999999");
  await tab.sees("There is no event 999999 in this workspace.");
  tab.clean();
});

test("the log's end is followed, and waits while somebody reads", async () => {
  const { owner: admin } = here.gateway;
  const tab = await here.tab({ name: "audit-tail", as: owner });
  const { page } = tab;
  await tab.heading("Integrations");
  await page.goto("/audit?type=agent.created");
  await tab.sees("New events appear by themselves.");
  await admin.newAgent("Followed");
  await tab.sees(page.getByRole("row", { name: /Followed/ }));
  await page
    .getByRole("link", { name: /^Open event/ })
    .first()
    .focus();
  await tab.sees("New events wait while you read.");
  await admin.newAgent("Waits");
  await admin.newAgent("Waits too");
  await tab.sees(tab.button("2 new events"));
  expect(await page.getByRole("row", { name: /Waits/ }).count()).toBe(0);
  await tab.look("waiting");
  await tab.button("2 new events").click();
  await tab.sees(page.getByRole("row", { name: /Waits too/ }));
  tab.clean();
});

test("a row has its neighbours and gives the focus back, and a view is kept by its name", async () => {
  const tab = await here.tab({ name: "audit-row", width: 390, scheme: "dark", as: owner });
  const { page } = tab;
  await tab.heading("Integrations");
  await page.goto("/audit?type=agent.created");
  const first = page.getByRole("link", { name: /^Open event/ }).first();
  await first.click();
  const drawer = tab.dialog(/^Event \d+/);
  await drawer.getByRole("link", { name: /^Older event/ }).click();
  await drawer.getByRole("link", { name: /^Newer event/ }).click();
  await tab.look("row");
  await page.keyboard.press("Escape");
  await drawer.waitFor({ state: "detached" });
  const focused = () => page.evaluate<string>("document.activeElement.id");
  await expect.poll(focused).toBe(await first.getAttribute("id"));
  await tab.button("Saved views").click();
  await page.getByLabel("Name of the view").fill("New agents");
  await tab.button("Save this view").click();
  await tab.look("views");
  await page.keyboard.press("Escape");
  await tab.button("Clear filters").click();
  await tab.button("Saved views").click();
  await tab.link("New agents").click();
  await tab.sees(tab.button("Remove filter Action: Agent created"));
  tab.clean();
});

test("the chain is verified with its range and head, and what is filtered is exported with its hash", async () => {
  const tab = await here.tab({ name: "audit-export", as: owner });
  const { page } = tab;
  await tab.heading("Integrations");
  await page.goto("/audit?q=mail%20helper");
  await tab.button("Verify chain").click();
  await tab.sees("Intact");
  await tab.sees(/events checked \(#1 to #\d+\)/);
  await tab.look("verified");
  await tab.button("Export").click();
  const dialog = tab.dialog("Export the audit log");
  await tab.sees(dialog.getByText("Search: mail helper"));
  await dialog.getByRole("radio", { name: "CSV, for spreadsheets" }).check();
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    dialog.getByRole("button", { name: /^Export \d+ rows?$/ }).click(),
  ]);
  const text = readFileSync(await file.path(), "utf8");
  expect(text).toContain("Mail helper");
  expect(text).not.toContain("Waits too");
  const sha256 = /sha256"":""([0-9a-f]{64})/.exec(text)?.[1] ?? "none";
  await tab.sees(dialog.getByTitle(sha256));
  await tab.look("exported");
  tab.clean();
});
