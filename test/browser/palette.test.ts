import { beforeAll, expect, test } from "vitest";
import { stage } from "./support/stage.ts";
import type { Tab } from "./support/tab.ts";

const FOCUSED = `(document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.innerText ?? "").trim()`;
const WIDTH = `document.querySelector("nav[aria-label=Main]").getBoundingClientRect().width`;

const here = stage();
let owner: string;
beforeAll(async () => {
  owner = here.gateway.owner.session.user.id;
  await here.gateway.owner.authorize({
    email: "ada@acme.test",
    tools: ["gmail_search_threads"],
    name: "Support mailbox",
  });
  await here.gateway.owner.newAgent("Mail helper");
});

const field = (tab: Tab) => tab.page.getByRole("combobox", { name: /^Search pages/ });
const option = (tab: Tab, name: string | RegExp) => tab.page.getByRole("option", { name });

/** The list of keys is part of what is loaded after the page. */
async function ready(tab: Tab): Promise<void> {
  await tab.sees(tab.button(/^(Live|Connecting)\. Pause live updates$/));
}

test("everything is found by its name", async () => {
  const tab = await here.tab({ name: "palette", as: owner });
  const { keyboard } = tab.page;
  await tab.heading("Integrations");
  await tab.button("Find and do").click();
  await tab.sees(option(tab, "Connect an account of mine"));
  await tab.look("offered");
  await field(tab).fill("support");
  await tab.sees(option(tab, /^Support mailbox/));
  await tab.sees(option(tab, "Revoke Support mailbox"));
  await tab.look("found");
  await field(tab).fill("qqqq");
  await tab.sees("Nothing is called “qqqq”.");
  await field(tab).fill("mail help");
  await expect.poll(() => option(tab, /^Mail helper/).getAttribute("aria-selected")).toBe("true");
  await keyboard.press("ArrowDown");
  await expect.poll(() => option(tab, "Tokens of Mail helper").getAttribute("aria-selected")).toBe("true");
  await keyboard.press("Enter");
  await tab.heading("Mail helper");
  await tab.button("Find and do").click();
  expect(await tab.page.getByRole("group", { name: "Recent" }).getByRole("option").allTextContents()).toEqual(
    ["Tokens of Mail helper"],
  );
  await keyboard.press("Escape");
  await tab.page.getByRole("dialog").waitFor({ state: "detached" });
  tab.clean();
});

test("keys open it, jump, search and list themselves, and are silent while somebody types or has them off", async () => {
  const tab = await here.tab({ name: "keys", as: owner });
  const { keyboard } = tab.page;
  await tab.heading("Integrations");
  await ready(tab);
  await keyboard.press("Control+k");
  await tab.sees(field(tab));
  await keyboard.type("gconnec");
  expect(await field(tab).inputValue()).toBe("gconnec");
  await keyboard.press("Escape");
  await field(tab).waitFor({ state: "detached" });
  await keyboard.press("g");
  await keyboard.press("c");
  await tab.heading("Connectors");
  expect(await tab.page.evaluate(FOCUSED)).toBe("Connectors");
  await keyboard.press("?");
  const help = tab.dialog("Keyboard shortcuts");
  await tab.sees(help.getByText("Show this list"));
  await tab.look("list");
  await help.getByRole("checkbox", { name: "Single-key shortcuts" }).uncheck();
  await keyboard.press("Escape");
  await help.waitFor({ state: "detached" });
  await keyboard.press("?");
  await keyboard.press("g");
  await keyboard.press("a");
  expect(await tab.page.getByRole("dialog").count()).toBe(0);
  await tab.heading("Connectors");
  await keyboard.press("Control+k");
  await field(tab).fill("shortcuts");
  await tab.sees(option(tab, "Keyboard shortcuts"));
  await keyboard.press("Enter");
  await help.getByRole("checkbox", { name: "Single-key shortcuts" }).check();
  await keyboard.press("Escape");
  await help.waitFor({ state: "detached" });
  await keyboard.press("g");
  await keyboard.press("a");
  await tab.heading("Agents");
  tab.clean();
});

test("a teammate is offered what their role allows and nothing else", async () => {
  const { session } = await here.gateway.member("mate@acme.test");
  const tab = await here.tab({ name: "palette-teammate", as: session.user.id });
  await tab.heading("Integrations");
  await tab.button("Find and do").click();
  await tab.sees(option(tab, "Connect an account of mine"));
  for (const search of ["revoke", "invite", "token", "support mailbox", "audit", "mail helper"]) {
    await field(tab).fill(search);
    await tab.sees(`Nothing is called “${search}”.`);
  }
  tab.clean();
});

test("the navigation folds to icons, stays so after a reload, and nothing jumps", async () => {
  const tab = await here.tab({ name: "navigation", as: owner });
  await tab.heading("Integrations");
  expect(await tab.page.evaluate(WIDTH)).toBe(232);
  await tab.look("open");
  await tab.button("Collapse navigation").click();
  await expect.poll(() => tab.page.evaluate(WIDTH)).toBe(56);
  await tab.page.reload();
  await tab.heading("Integrations");
  await expect.poll(() => tab.page.evaluate(WIDTH)).toBe(56);
  await tab.look("folded");
  await tab.go("Connectors");
  const shift = await tab.page.evaluate<number>(`new Promise((resolve) => {
    let sum = 0;
    const seen = new PerformanceObserver((list) => { for (const each of list.getEntries()) if (!each.hadRecentInput) sum += each.value; });
    seen.observe({ type: "layout-shift", buffered: true });
    setTimeout(() => resolve(sum), 300);
  })`);
  expect(shift).toBeLessThan(0.05);
  await tab.button("Expand navigation").click();
  await expect.poll(() => tab.page.evaluate(WIDTH)).toBe(232);
  tab.clean();
});
