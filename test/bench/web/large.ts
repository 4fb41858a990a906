import type { Browser, Page } from "playwright-core";
import { say } from "../../prove/report.ts";
import { inGrownPlace } from "../console/place.ts";

/** No task of the page may keep a person from scrolling or typing for longer. */
const MOST_TASK_MS = 200;
/** A page of 200 rows of ten cells with what is in them; a list of everything would be hundreds of times that. */
const MOST_ELEMENTS = 12_000;

interface Step {
  name: string;
  /** Ends when what was asked for is on the screen. */
  act(page: Page): Promise<unknown>;
}

/**
 * The longest task of the page's main thread while `work` is done: milliseconds that passed, and those that it computed
 * for itself. The first grows with whatever else the machine does, the second does not.
 */
async function longestTask(browser: Browser, page: Page, work: () => Promise<unknown>) {
  await browser.startTracing(page, { categories: ["toplevel", "disabled-by-default-devtools.timeline"] });
  await work().finally(() => page.waitForTimeout(100));
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: Traced[] };
  const main = new Set(
    traceEvents.filter(({ args }) => args?.name === "CrRendererMain").map(({ pid, tid }) => `${pid} ${tid}`),
  );
  const tasks = traceEvents.filter(
    ({ name, pid, tid }) => /RunTask$/.test(name) && main.has(`${pid} ${tid}`),
  );
  const most = (of: "dur" | "tdur") => Math.max(0, ...tasks.map((task) => task[of] ?? 0)) / 1_000;
  return { passed: most("dur"), computed: most("tdur") };
}

/** Of Chromium's trace; microseconds. */
interface Traced {
  name: string;
  pid: number;
  tid: number;
  dur?: number;
  /** Of the thread's own clock. */
  tdur?: number;
  args?: { name?: string };
}

/** As far as the page goes, a screen at a time, and back. */
const scroll = async (page: Page) => {
  for (const by of [700, 700, 700, 700, 700, 700, -4_200]) {
    await page.mouse.wheel(0, by);
    await page.waitForTimeout(60);
  }
};
const row = (page: Page, name: RegExp) => page.getByRole("row", { name }).first().waitFor();
const gone = (page: Page, name: RegExp) =>
  page.getByRole("row", { name }).first().waitFor({ state: "detached" });
const turn = (to: string) => async (page: Page) => {
  const before = page.url();
  await page.getByRole("button", { name: to }).click();
  await page.waitForURL((url) => url.href !== before);
  await page.locator("[aria-busy=true]").waitFor({ state: "detached" });
};

const LISTS: Record<string, readonly Step[]> = {
  "/settings/connectors": [
    { name: "opens", act: (page) => row(page, /Mailbox \d+/) },
    { name: "scrolls", act: scroll },
    { name: "turns a page", act: turn("Next page") },
    {
      name: "searches",
      act: async (page) => {
        await page.getByLabel("Search connectors").pressSequentially("person777", { delay: 40 });
        await gone(page, /person9\d*@/);
        await row(page, /person777@/);
      },
    },
    {
      name: "is cleared",
      act: async (page) => {
        await page.getByRole("button", { name: "Remove filter Search: person777" }).click();
        await page
          .getByText(/of 10,\d{3} rows|of \d+ rows/)
          .first()
          .waitFor();
        await row(page, /Mailbox/);
      },
    },
    {
      name: "filters by state",
      act: async (page) => {
        await page.getByRole("button", { name: "State: all" }).click();
        await page.getByRole("menuitemcheckbox", { name: "Switched off" }).click();
        await page.keyboard.press("Escape");
        await page.locator("[aria-busy=true]").waitFor({ state: "detached" });
      },
    },
  ],
  "/audit": [
    { name: "opens", act: (page) => page.getByText(/events shown, newest first/).waitFor() },
    { name: "scrolls", act: scroll },
    { name: "turns a page", act: turn("Next page") },
    { name: "turns another", act: turn("Next page") },
  ],
  "/audit?agent=agt_b000007": [
    { name: "opens, one agent", act: (page) => page.getByText(/events shown, newest first/).waitFor() },
    { name: "turns a page", act: turn("Next page") },
  ],
  "/audit?outcome=failed&tool=tool_42": [
    { name: "opens, failed of a tool", act: (page) => page.getByText(/events? shown/).waitFor() },
    { name: "scrolls", act: scroll },
  ],
  "/audit?q=person17": [{ name: "opens, a name", act: (page) => row(page, /person17/) }],
};

const pad = (value: number) => value.toFixed(0).padStart(9);

/** `false` when a list stalled, or put more than a page of itself into the document. */
async function tell(browser: Browser, page: Page, { name, act }: Step, path: string): Promise<boolean> {
  let ms = 0;
  const { passed, computed } = await longestTask(browser, page, async () => {
    const began = performance.now();
    await act(page);
    ms = performance.now() - began;
  });
  const elements = await page.evaluate<number>("document.querySelectorAll('*').length");
  const wrong = [computed > MOST_TASK_MS && "STALLS", elements > MOST_ELEMENTS && "UNBOUNDED"].filter(
    Boolean,
  );
  say(
    `${path.padEnd(38)} ${name.padEnd(26)}${[ms, passed, computed, elements].map(pad).join("")}  ${wrong.join(", ")}`,
  );
  return wrong.length === 0;
}

/** The browser's lists among 10,000 connectors and a log of 1,000,000 rows, at the processor's own speed. */
export async function measureLists(
  browser: Browser,
  {
    web,
    keep,
    rows,
    connectors,
  }: { web: string; keep: string | undefined; rows: number; connectors: number },
): Promise<boolean> {
  let isWell = true;
  await inGrownPlace(
    keep,
    { rows, connectors },
    async ({ gateway, owner }) => {
      const [name = "", value = ""] = owner.cookie.split("=", 2);
      say(`${"".padEnd(65)}       ms     task  its CPU elements`);
      say(`${"at most".padEnd(65)}${"".padEnd(18)}${[MOST_TASK_MS, MOST_ELEMENTS].map(pad).join("")}\n`);
      for (const [path, steps] of Object.entries(LISTS)) {
        const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
        await context.addCookies([{ name, value, url: gateway.url }]);
        const page = await context.newPage();
        for (const [at, step] of steps.entries()) {
          const opens = at === 0 ? () => page.goto(gateway.url + path, { waitUntil: "commit" }) : undefined;
          const act = async () => {
            await opens?.();
            await step.act(page);
          };
          isWell = (await tell(browser, page, { ...step, act }, path)) && isWell;
        }
        await context.close();
      }
    },
    web,
  );
  return isWell;
}
