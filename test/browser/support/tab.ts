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
const TOO_WIDE = `[document.documentElement, ...document.querySelectorAll("[role=dialog], [role=menu], main")]
  .filter((place) => place.scrollWidth > place.clientWidth)
  .map((place) => place.tagName + ": " + place.scrollWidth + " > " + place.clientWidth)`;
const SIZES = { 1280: { width: 1280, height: 800 }, 390: { width: 390, height: 844 } };
/** What fades or slides is looked at when it has arrived; what never ends (a wheel that turns) is not waited for. */
const AT_REST = `Promise.race([
  Promise.allSettled(document.getAnimations()
    .filter((one) => Number.isFinite(one.effect.getComputedTiming().endTime)).map((one) => one.finished)),
  new Promise((done) => setTimeout(done, 2000)),
]).then(() => {})`;
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
    // Old rows are dimmed while new ones are on their way; whoever looks waits for those.
    await page
      .locator("[aria-busy=true]")
      .first()
      .waitFor({ state: "detached", timeout: 2_000 })
      .catch(() => {});
    await page.evaluate(AT_REST);
    // Hiding the caret would write a style tag, which the policy refuses.
    const fullPage = (await page.getByRole("dialog").count()) === 0;
    // What the header, which stays, covers in part would be taken for a small target.
    if (fullPage) await page.evaluate("window.scrollTo(0, 0)");
    // Nobody looks at pictures of a run in CI.
    if (process.env.CI !== "true")
      await page.screenshot({ path: `${folder}${at}.png`, fullPage, caret: "initial" });
    expect.soft(await findings(page, rules), `axe on ${at}`).toEqual([]);
    expect.soft(await page.evaluate(TOO_WIDE), `${at} is cut off or scrolls sideways`).toEqual([]);
    const shown = page.url() + (await page.content());
    const secrets = gateway.emulators.flatMap((one) => one.secrets());
    const leaked = secrets.filter((secret) => shown.includes(secret));
    expect.soft(leaked, `secrets on ${at}`).toEqual([]);
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
