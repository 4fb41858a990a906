import { expect, test } from "vitest";
import { connectAgent } from "../support/agent.ts";
import { stage } from "./support/stage.ts";
import type { Tab } from "./support/tab.ts";

const here = stage();
const SEND = "gmail_send_message";
const NAME = "Support mailbox";

const FOCUSED = `(() => {
  const at = document.activeElement;
  if (at === document.body) return "";
  return (at?.getAttribute("aria-label") ?? at?.labels?.[0]?.innerText ?? at?.innerText ?? "").trim();
})()`;
/**
 * What is wrong with where the focus is: nowhere, without a mark, or wholly off the screen or under what stays there
 * (WCAG 2.2, 2.4.7 and 2.4.11). A heading or a region that is given the focus once, to begin there, needs no mark.
 */
const LOST = `(() => {
  const at = document.activeElement;
  if (!at || at === document.body) return "nowhere";
  const { outlineStyle, boxShadow } = getComputedStyle(at);
  const marked = at.tabIndex < 0 || outlineStyle !== "none" || boxShadow !== "none";
  if (!marked) return "without a mark";
  const box = at.getBoundingClientRect();
  const inside = (share, from, size, most) => Math.min(Math.max(from + share * size, 1), most - 1);
  const shares = [0.1, 0.5, 0.9];
  const tops = shares.flatMap((x) => shares.map((y) => document.elementFromPoint(
    inside(x, box.x, box.width, document.documentElement.clientWidth), inside(y, box.y, box.height, innerHeight))));
  const isSeen = tops.some((top) => top && (at.contains(top) || (top.contains(at) && !top.matches("html, body"))));
  return isSeen ? "" : "at " + [box.x, box.y, box.width, box.height].map(Math.round) + " under " + tops[4]?.outerHTML.slice(0, 150);
})()`;

const focused = (tab: Tab) => tab.page.evaluate<string>(FOCUSED);

/** Presses Tab, or another key, until what is called so has the focus; each stop on the way must be seen. */
async function keyTo(tab: Tab, name: string, key = "Tab"): Promise<void> {
  const isOurs = tab.page.url().startsWith(here.gateway.url);
  for (let presses = 0; presses < 90; presses++) {
    const [now, lost] = await tab.page.evaluate<[string, string]>(`[${FOCUSED}, ${LOST}]`);
    if (isOurs && now) expect.soft(lost, `the focus on “${now.slice(0, 80)}”`).toBe("");
    if (now.startsWith(name)) return;
    await tab.page.keyboard.press(key);
  }
  throw new Error(`90 times ${key}, and never on ${name}`);
}

async function press(tab: Tab, name: string, key = "Tab"): Promise<void> {
  await keyTo(tab, name, key);
  await tab.page.keyboard.press("Enter");
}

/** By the navigation, which lies before the page; arrives at its heading. */
async function goTo(tab: Tab, name: string): Promise<void> {
  await press(tab, name, "Shift+Tab");
  await tab.heading(name);
  await expect.poll(() => focused(tab)).toBe(name);
  expect(await tab.page.title()).toBe(`${name} · Valetkey`);
}

/** The focus is inside what lies above the page. */
const isInDialog = (tab: Tab) => () =>
  tab.page.evaluate("document.activeElement?.closest('[role=dialog]') !== null");

async function chooseFrom(tab: Tab, button: string, item: string): Promise<void> {
  await press(tab, button);
  await tab.sees(tab.page.getByRole("menuitem", { name: new RegExp(`^${item}`) }));
  await expect.poll(() => tab.page.evaluate("document.activeElement?.role")).toBe("menuitem");
  await press(tab, item, "ArrowDown");
}

/** On the emulated provider's page, whose first account is Ada's. */
async function allow(tab: Tab): Promise<void> {
  await tab.heading("Valetkey wants access to your Google Account");
  await keyTo(tab, "Ada Lindqvist");
  await tab.page.keyboard.press("Space");
  await press(tab, "Allow");
  await tab.sees("Google is connected as ada@acme.test.");
  await tab.heading("Connectors");
  await expect.poll(() => focused(tab)).toBe("Connectors");
}

async function signIn(tab: Tab): Promise<void> {
  const { keyboard } = tab.page;
  await tab.page.goto("/sign-in");
  await tab.heading("Sign in to Valetkey");
  await keyboard.press("Tab");
  await keyboard.insertText(await here.link());
  await keyboard.press("Enter");
  await tab.heading("Overview");
  expect(await focused(tab)).toBe("Overview");
  await tab.page.reload();
  await tab.heading("Overview");
  await keyboard.press("Tab");
  expect(await focused(tab)).toBe("Skip to content");
  expect(await tab.page.evaluate(LOST)).toBe("");
  await keyboard.press("Enter");
  expect(await tab.page.evaluate("document.activeElement.id")).toBe("main");
}

async function authorize(tab: Tab): Promise<void> {
  const { keyboard } = tab.page;
  await chooseFrom(tab, "Authorize connector", "Google");
  await tab.sees(tab.dialog("Authorize Google"));
  await tab.sees("18 tools need 6 scopes");
  await expect.poll(isInDialog(tab)).toBe(true);
  await tab.look("dialog");
  await keyboard.press("Escape");
  await tab.dialog("Authorize Google").waitFor({ state: "detached" });
  await expect.poll(() => focused(tab)).toBe("Authorize connector");
  await chooseFrom(tab, "Authorize connector", "Google");
  await expect.poll(isInDialog(tab)).toBe(true);
  await keyTo(tab, "Name");
  await keyboard.type(NAME);
  await press(tab, "Everything");
  await tab.sees(/^\d\d tools need \d+ scopes$/);
  await press(tab, "Continue to Google");
  await allow(tab);
}

async function watch(tab: Tab): Promise<void> {
  await press(tab, NAME);
  await tab.sees(tab.dialog(NAME));
  await expect.poll(isInDialog(tab)).toBe(true);
  await press(tab, "Access");
  await tab.sees(tab.dialog(NAME).getByRole("heading", { name: "Access" }));
  await tab.sees(tab.dialog(NAME).getByText(/send/i).first());
  await tab.page.keyboard.press("Escape");
  await tab.dialog(NAME).waitFor({ state: "detached" });
  await expect.poll(() => focused(tab)).toBe(NAME);
}

async function approve(tab: Tab): Promise<void> {
  await goTo(tab, "Approvals");
  await press(tab, "Send mail");
  await tab.heading("Send mail");
  await expect.poll(() => focused(tab)).toBe("Send mail");
  await press(tab, "Approve this call once");
  await expect.poll(() => focused(tab)).toBe("Undo");
  await press(tab, "Do it now");
  await tab.sees(/^Approved by owner/);
  expect(await tab.page.evaluate(LOST)).toBe("");
}

async function narrow(tab: Tab): Promise<void> {
  await goTo(tab, "Connectors");
  await chooseFrom(tab, `Actions for ${NAME}`, "Change scopes");
  await expect.poll(isInDialog(tab)).toBe(true);
  await press(tab, "Read only");
  await press(tab, "Continue to Google");
  await allow(tab);
}

async function revoke(tab: Tab): Promise<void> {
  await chooseFrom(tab, `Actions for ${NAME}`, "Revoke");
  await tab.sees(tab.dialog(`Revoke ${NAME}?`).getByText(/lose \d+ tools/));
  await press(tab, `Revoke ${NAME}`);
  await tab.sees("Revoked at provider: revoked");
  await expect.poll(isInDialog(tab)).toBe(true);
  await press(tab, "Done");
  await tab.dialog(`${NAME} revoked`).waitFor({ state: "detached" });
  await expect.poll(() => focused(tab)).toBe(`Actions for ${NAME}`);
}

async function audit(tab: Tab): Promise<void> {
  await goTo(tab, "Audit");
  await tab.sees(tab.page.getByRole("row", { name: /grant\.ended/ }));
  await press(tab, "Open event");
  await tab.sees(tab.dialog(/^Event \d+/));
  await expect.poll(isInDialog(tab)).toBe(true);
  await tab.page.keyboard.press("Escape");
  await tab.page.getByRole("dialog").waitFor({ state: "detached" });
  await expect.poll(() => focused(tab)).toMatch(/^Open event \d+/);
}

test("an admin's day by keyboard alone, and the focus is always seen and where it should be", async () => {
  const { owner, url } = here.gateway;
  await owner.api("POST", "/policies", { name: "Mail asks", decision: "ask", tool: SEND });
  const token = await owner.newToken({ agent: await owner.newAgent("Mail helper") });
  const tab = await here.tab({ name: "keyboard" });
  await signIn(tab);
  await goTo(tab, "Connectors");
  await authorize(tab);
  await watch(tab);
  const agent = await connectAgent(url, token.value);
  const mail = { to: ["bo@customer.test"], subject: "Invoice", body: "Attached." };
  expect((await agent.call(SEND, mail)).error).toMatchObject({ error: "approval_required" });
  await approve(tab);
  expect((await agent.call(SEND, mail)).isError).toBe(false);
  await agent.close();
  await narrow(tab);
  await revoke(tab);
  await audit(tab);
  tab.clean();
});
