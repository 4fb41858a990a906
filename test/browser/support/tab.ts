import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Browser, BrowserContext, Locator, Page } from "playwright-core";
import { expect } from "vitest";
import type { TestGateway } from "../../support/gateway.ts";
import { findings } from "./axe.ts";
import { type Watch, watch } from "./watch.ts";

export type Scheme = "light" | "dark";
export interface TabOptions {
  /** Folder of the screenshots. */
  name: string;
  scheme?: Scheme;
  /** 390 is a phone: touch, and a device that tells so. */
  width?: 1280 | 390;
  /** Dialogs slide and fade; a look at them could meet one halfway. */
  motion?: boolean;
  /** Further ones that it may talk to. */
  origins?: readonly string[];
}

/** What a page can break on a dark phone that it does not break on a light screen. */
const OF_DARK_PHONES = ["color-contrast", "link-in-text-block", "target-size", "scrollable-region-focusable"];
const SIZES = { 1280: { width: 1280, height: 800 }, 390: { width: 390, height: 844 } };
/**
 * In the page, in one go: old rows are dimmed while new ones are on their way, and what fades or slides has to arrive;
 * whoever looks waits for both, and for the name that a dialog takes a moment after it is there, but not for what never
 * ends (a wheel that turns), nor for a page that says it is working. At rest is what was so for some frames: what fades
 * in is on the page for one or two of them before it begins to.
 */
const AT_REST = `(async () => {
  const until = performance.now() + 2000;
  const coming = "[aria-busy=true]:not(main), [role=dialog]:not([aria-label], [aria-labelledby])";
  const ends = (one) => Number.isFinite(one.effect.getComputedTiming().endTime);
  const busy = () => document.querySelector(coming) || document.getAnimations().some(ends);
  for (let frames = 0; frames < 4 && performance.now() < until; frames = busy() ? 0 : frames + 1)
    await new Promise((done) => requestAnimationFrame(done));
  // What the header, which stays, covers in part would be taken for a small target.
  const isWhole = !document.querySelector("[role=dialog]");
  if (isWhole) scrollTo(0, 0);
  return isWhole;
})()`;
/** In the page: what is wider than its place, and which of these secrets are shown. */
const SHOWN = (secrets: readonly string[]) => `(() => {
  const html = location.href + document.documentElement.outerHTML;
  return {
    wide: [document.documentElement, ...document.querySelectorAll("[role=dialog], [role=menu], main")]
      .filter((place) => place.scrollWidth > place.clientWidth)
      .map((place) => place.tagName + ": " + place.scrollWidth + " > " + place.clientWidth),
    leaked: ${JSON.stringify(secrets)}.filter((secret) => html.includes(secret)),
  };
})()`;
const ARTIFACTS = fileURLToPath(new URL("../../artifacts/", import.meta.url));

type NavPage =
  | "Integrations"
  | "MCPs"
  | "Overview"
  | "Allowed apps"
  | "Agents"
  | "Approvals"
  | "Policies"
  | "Limits"
  | "Connectors"
  | "Provider apps"
  | "Company sign-in"
  | "Members"
  | "Tokens"
  | "Audit"
  | "Revocations"
  | "Workspace";

/** One person at one screen. Everything is found by role and label. */
export interface Tab extends Watch {
  context: BrowserContext;
  page: Page;
  button(name: string | RegExp): Locator;
  link(name: string | RegExp): Locator;
  dialog(name: string | RegExp): Locator;
  /** Waits until it is on the screen. */
  sees(what: Locator | string | RegExp): Promise<void>;
  heading(name: string | RegExp): Promise<void>;
  /** By the navigation, which is behind a button on a phone. */
  go(page: NavPage): Promise<void>;
  /** An item of the menu under this button. */
  choose(button: string | RegExp, item: string | RegExp): Promise<void>;
  /**
   * Takes a picture and holds what is shown against axe, the page's width and the secrets; then, without playing the
   * story again, a light wide screen as a dark phone would show it: its colours, its targets and its width.
   */
  look(name: string): Promise<void>;
  /** The window that this opens beside the page, for as long as it is there. */
  beside(open: () => Promise<unknown>): Promise<Tab>;
  /** At the end of a test: nothing went wrong on the way. */
  clean(): void;
}

export async function openTab(browser: Browser, gateway: TestGateway, options: TabOptions): Promise<Tab> {
  const { name, scheme = "light", width = 1280, motion = false, origins = [] } = options;
  const phone = width === 390;
  const context = await browser.newContext({
    baseURL: gateway.url,
    colorScheme: scheme,
    viewport: SIZES[width],
    reducedMotion: motion ? "no-preference" : "reduce",
    isMobile: phone,
    hasTouch: phone,
    locale: "en-GB",
  });
  context.setDefaultTimeout(20_000);
  const providers = gateway.emulators.map(({ url }) => new URL(url).origin);
  const watching = await watch(context, [gateway.url, ...providers, ...origins]);
  const folder = `${ARTIFACTS}${name}/`;
  mkdirSync(folder, { recursive: true });
  return tabOf(
    { context, gateway, watching, folder, phone, scheme, pictures: { taken: 0 } },
    await context.newPage(),
  );
}

interface Setting {
  context: BrowserContext;
  gateway: TestGateway;
  watching: Watch;
  folder: string;
  phone: boolean;
  scheme: Scheme;
  pictures: { taken: number };
}

function tabOf(setting: Setting, page: Page): Tab {
  const { context, gateway, watching, folder, phone, scheme, pictures } = setting;
  const button = (called: string | RegExp) => page.getByRole("button", { name: called, exact: true });
  const link = (called: string | RegExp) => page.getByRole("link", { name: called, exact: true });
  const sees = async (what: Locator | string | RegExp) => {
    const place = typeof what === "string" || what instanceof RegExp ? page.getByText(what) : what;
    await place.filter({ visible: true }).first().waitFor();
  };
  /** `rules`: of axe; undefined: all. */
  const holds = async (at: string, rules?: readonly string[]) => {
    const fullPage = await page.evaluate<boolean>(AT_REST);
    // Nobody looks at pictures of a run in CI. Hiding the caret would write a style tag, which the policy refuses.
    if (process.env.CI !== "true")
      await page.screenshot({ path: `${folder}${at}.png`, fullPage, caret: "initial" });
    expect.soft(await findings(page, rules), `axe on ${at}`).toEqual([]);
    const secrets = gateway.emulators.flatMap((one) => one.secrets());
    const shown = await page.evaluate<{ wide: string[]; leaked: string[] }>(SHOWN(secrets));
    expect.soft(shown.wide, `${at} is cut off or scrolls sideways`).toEqual([]);
    expect.soft(shown.leaked, `secrets on ${at}`).toEqual([]);
  };
  return {
    ...watching,
    context,
    page,
    button,
    link,
    dialog: (called) => page.getByRole("dialog", { name: called }),
    sees,
    heading: (called) => sees(page.getByRole("heading", { name: called, level: 1 })),
    async go(to) {
      if (phone) await button("Open navigation").click();
      await page
        .getByRole("navigation", { name: "Main" })
        // A count may follow, of what waits there.
        .getByRole("link", { name: new RegExp(`^${to}( ?\\d+ waiting)?$`) })
        .click();
      await sees(page.getByRole("heading", { name: to, level: 1 }));
      if (phone) await page.getByRole("dialog").waitFor({ state: "detached" });
    },
    async choose(under, item) {
      await button(under).click();
      await page.getByRole("menuitem", { name: item }).click();
    },
    async look(at) {
      pictures.taken += 1;
      const name = `${String(pictures.taken).padStart(2, "0")}-${at}`;
      await holds(name);
      if (phone || scheme === "dark") return;
      await page.evaluate("window.layoutShift?.pause()");
      await page.setViewportSize(SIZES[390]);
      await page.emulateMedia({ colorScheme: "dark" });
      await holds(`${name}-dark-390`, OF_DARK_PHONES);
      await page.emulateMedia({ colorScheme: scheme });
      await page.setViewportSize(SIZES[1280]);
      await page.evaluate("window.layoutShift?.resume()");
    },
    async beside(open) {
      const [opened] = await Promise.all([context.waitForEvent("page"), open()]);
      return tabOf(setting, opened);
    },
    clean: () => expect(watching.complaints()).toEqual([]),
  };
}
