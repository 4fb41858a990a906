import { fileURLToPath } from "node:url";
import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll } from "vitest";
import type { OidcUser } from "../../sandbox/oidc.ts";
import { startCompany } from "../../support/company.ts";
import { startGateway, type TestGateway, type TestGatewayOptions } from "../../support/gateway.ts";
import { openTab, type Tab, type TabOptions } from "./tab.ts";

const ARGS = [
  "--no-sandbox",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
];
let browser: Promise<Browser> | undefined;
/** One for all files of this process, which ends it. Each person has a profile of their own. */
function chromiumOfProcess(): Promise<Browser> {
  browser ??= chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ARGS });
  return browser;
}
/** `WEB_DIST`: a build beside the usual one, for two people at one checkout. */
const webDir = process.env.WEB_DIST ?? fileURLToPath(new URL("../../../web/dist", import.meta.url));

export interface Stage {
  gateway: TestGateway;
  /** A browser profile of its own. Without `as` nobody is signed in. */
  tab(options: TabOptions & { as?: string }): Promise<Tab>;
  /** A new one-time link, by default the owner's, to a page that everybody has. */
  link(userId?: string): Promise<string>;
}

interface StageOptions extends TestGatewayOptions {
  /** People of a company sign-in, which there is then; without `env`. */
  company?: readonly OidcUser[];
}

/** The real gateway, and what stands beside it. */
async function open({ company: users, env, ...rest }: StageOptions) {
  const options = { webDir, ...rest };
  if (!users) {
    const gateway = await startGateway({ ...options, ...(env && { env }) });
    return { gateway, origins: [], close: () => gateway.close() };
  }
  const company = await startCompany({ ...options, users });
  return {
    gateway: company.gateway,
    origins: [new URL(company.oidc.issuer).origin],
    close: () => company.close(),
  };
}

/** The real gateway with the built web app, emulated providers and a Chromium, for all tests of one file. */
export function stage(options: StageOptions = {}): Stage {
  let opened: Awaited<ReturnType<typeof open>>;
  let gateway: TestGateway;
  const tabs: Tab[] = [];
  beforeAll(async () => {
    [opened] = await Promise.all([open(options), chromiumOfProcess()]);
    ({ gateway } = opened);
  });
  afterAll(async () => {
    for (const tab of tabs) await tab.context.close();
    await opened?.close();
  });
  const link = async (userId = gateway.owner.session.user.id) =>
    `${gateway.url}/sign-in?next=/integrations#${await gateway.signInToken(userId)}`;
  return {
    get gateway() {
      return gateway;
    },
    link,
    async tab({ as, ...options }) {
      const tab = await openTab(await chromiumOfProcess(), gateway, {
        ...options,
        origins: [...opened.origins, ...(options.origins ?? [])],
      });
      tabs.push(tab);
      if (as !== undefined) await tab.page.goto(await link(as));
      return tab;
    },
  };
}
