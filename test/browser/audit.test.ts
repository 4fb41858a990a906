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
  await tab.sees(tab.button("Remove filter type: agent.created"));
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
  await tab.sees(tab.button("Remove filter target: Mail helper"));
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
