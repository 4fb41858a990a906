// How a page comes: header, navigation and its heading first, what it shows when its own code is there.
import { beforeAll, expect, test } from "vitest";
import { page as paths } from "../../web/src/paths.ts";
import { stage } from "./support/stage.ts";

const here = stage();
let owner: string;
let agent: string;
beforeAll(async () => {
  owner = here.gateway.owner.session.user.id;
  agent = await here.gateway.owner.newAgent("Mail helper");
});

const PAGE_CODE = /\/assets\/(?:[a-z-]+-page|not-found)-[\w-]+\.js$/;
/** Of each kind one, with the heading that it has while its code is on its way, and the one of those that know more then. */
const PAGES: readonly [path: () => string, heading: string, then?: string][] = [
  [() => paths.home, "Overview"],
  [() => paths.connectors(), "Connectors"],
  [() => paths.audit(), "Audit"],
  [() => paths.rehearsals(), "Rehearsals"],
  [() => paths.company, "Company sign-in"],
  [() => "/nowhere", "Page not found"],
  [() => paths.guide("google"), "Setup guide", "Set up a Google OAuth client"],
  [() => paths.agent(agent), "Agent", "Mail helper"],
];

test("header, navigation and heading are there before the page's own code", async () => {
  const tab = await here.tab({ name: "opening", as: owner });
  const { page, context } = tab;
  await tab.heading("Integrations");
  let release = () => {};
  let waits = Promise.resolve();
  let held = 0;
  await context.route(PAGE_CODE, async (route) => {
    held += 1;
    await waits;
    await route.continue();
  });
  for (const [path, heading, then = heading] of PAGES) {
    held = 0;
    waits = new Promise((resolve) => {
      release = resolve;
    });
    await page.goto(path(), { waitUntil: "commit" });
    await tab.heading(heading);
    await tab.sees(page.getByRole("navigation", { name: "Main" }));
    expect(held, `${heading}: its code is still on its way`).toBeGreaterThan(0);
    const before = await page.getByRole("heading", { level: 1 }).boundingBox();
    release();
    await page.locator("main > [aria-busy=true]").waitFor({ state: "detached" });
    await tab.heading(then);
    const headings = page.getByRole("heading", { level: 1 });
    expect(await headings.allTextContents(), "one heading, the page's own").toEqual([then]);
    const after = await headings.boundingBox();
    expect([after?.x, after?.y], `${heading} stays where it is`).toEqual([before?.x, before?.y]);
  }
  tab.clean();
});

test("a page whose code does not come says so below its header, and comes with Reload", async () => {
  const tab = await here.tab({ name: "opening-fails", as: owner });
  const { page, context } = tab;
  await tab.heading("Integrations");
  tab.expectErrors(/net::ERR_FAILED|Failed to fetch dynamically imported module/);
  await context.route(PAGE_CODE, (route) => route.abort());
  await page.goto(paths.limits(), { waitUntil: "commit" });
  await tab.heading("This page failed");
  await tab.sees(page.getByRole("navigation", { name: "Main" }));
  await tab.look("failed");
  await context.unroute(PAGE_CODE);
  await tab.button("Reload").click();
  await tab.heading("Limits");
  await tab.sees(page.getByText("Limits", { exact: true }));
  tab.clean();
});

test("who opens the app at its door is led on, and begins at the top of the page", async () => {
  const tab = await here.tab({ name: "opening-door", as: owner });
  const { page } = tab;
  await tab.heading("Integrations");
  await page.goto(paths.home);
  await page.waitForURL((url) => url.pathname === paths.overview());
  await tab.sees("Health");
  await page.keyboard.press("Tab");
  expect(await page.evaluate("document.activeElement?.textContent")).toBe("Skip to content");
  tab.clean();
});
