import { expect, test } from "vitest";
import { stage } from "./support/stage.ts";
import type { Tab } from "./support/tab.ts";

const here = stage();
const FOCUSED = `(document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.innerText ?? "").trim()`;

/** Presses Tab until what is called so has the focus. */
async function tabTo(tab: Tab, name: string): Promise<void> {
  for (let presses = 0; presses < 40; presses++) {
    if ((await tab.page.evaluate<string>(FOCUSED)).startsWith(name)) return;
    await tab.page.keyboard.press("Tab");
  }
  throw new Error(`40 times Tab, and never on ${name}`);
}

test("from sign-in to the picker and back by keyboard alone", async () => {
  const tab = await here.tab({ name: "keyboard" });
  const { keyboard } = tab.page;
  const focused = () => tab.page.evaluate<string>(FOCUSED);
  await tab.page.goto("/sign-in");
  await tab.heading("Sign in to Valetkey");
  await keyboard.press("Tab");
  await keyboard.insertText(await here.link());
  await keyboard.press("Enter");
  await tab.heading("Overview");
  expect(await focused()).toBe("Overview");
  await tab.page.reload();
  await tab.heading("Overview");
  await keyboard.press("Tab");
  expect(await focused()).toBe("Skip to content");
  await tabTo(tab, "Connectors");
  await keyboard.press("Enter");
  await tab.heading("Connectors");
  expect(await focused()).toBe("Connectors");
  await tabTo(tab, "Authorize connector");
  await keyboard.press("Enter");
  await tab.sees(tab.page.getByRole("menuitem", { name: /^Google/ }));
  await expect.poll(focused).toMatch(/^Google/);
  await keyboard.press("Enter");
  await tab.sees(tab.dialog("Authorize Google"));
  await tab.sees("18 tools need 6 scopes");
  await tab.look("dialog");
  await keyboard.press("Escape");
  await tab.dialog("Authorize Google").waitFor({ state: "detached" });
  await expect.poll(focused).toBe("Authorize connector");
  tab.clean();
});
