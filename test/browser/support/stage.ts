import { fileURLToPath } from "node:url";
import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll } from "vitest";
import { startGateway, type TestGateway, type TestGatewayOptions } from "../../support/gateway.ts";
import { openTab, type Tab, type TabOptions } from "./tab.ts";

const ARGS = [
  "--no-sandbox",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
];
const webDir = fileURLToPath(new URL("../../../web/dist", import.meta.url));

export interface Stage {
  gateway: TestGateway;
  /** A browser profile of its own. Without `as` nobody is signed in. */
  tab(options: TabOptions & { as?: string }): Promise<Tab>;
  /** A new one-time link, by default the owner's. */
  link(userId?: string): Promise<string>;
}

/** The real gateway with the built web app, the emulated Google and a Chromium, for all tests of one file. */
export function stage(options: TestGatewayOptions = {}): Stage {
  let gateway: TestGateway;
  let browser: Browser;
  const tabs: Tab[] = [];
  beforeAll(async () => {
    const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
    [gateway, browser] = await Promise.all([
      startGateway({ webDir, ...options }),
      chromium.launch({ executablePath, args: ARGS }),
    ]);
  });
  afterAll(async () => {
    for (const tab of tabs) await tab.context.close();
    await browser?.close();
    await gateway?.close();
  });
  const link = async (userId = gateway.owner.session.user.id) =>
    `${gateway.url}/sign-in#${await gateway.signInToken(userId)}`;
  return {
    get gateway() {
      return gateway;
    },
    link,
    async tab({ as, ...options }) {
      const tab = await openTab(browser, gateway, options);
      tabs.push(tab);
      if (as !== undefined) await tab.page.goto(await link(as));
      return tab;
    },
  };
}
