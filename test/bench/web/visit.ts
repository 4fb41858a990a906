import type { Browser, CDPSession } from "playwright-core";
import { watchShifts } from "../../browser/support/shift.ts";
import type { Person } from "../../support/person.ts";

export interface Seen {
  /** Milliseconds from the start of the navigation until the frame with the h1. */
  h1: number;
  /** Of these, what the main thread of the page computed by its own clock. */
  cpu: number;
  shift: number;
  /**
   * KB over the wire, without headers: what the page names, and all files until it is quiet, without what every page
   * fetches beside itself once the browser is idle (web/src/shell/extras.tsx).
   */
  shell: number;
  load: number;
}

const ARRIVED = "vk-arrived";
/** Tells of the first frame after the one that a heading of the page is laid out for. */
const WATCH_H1 = `(() => {
  const look = () => {
    const heading = document.querySelector("h1");
    if (!heading?.getClientRects().length) return requestAnimationFrame(look);
    requestAnimationFrame(() => window["${ARRIVED}"](performance.now()));
  };
  requestAnimationFrame(look);
})()`;

/** Bytes of each file's body as it came, compressed; what the API answers is no part of the first load. */
async function countBytes(cdp: CDPSession, origin: string): Promise<Map<string, number>> {
  const paths = new Map<string, { path: string; headers: number }>();
  const sizes = new Map<string, number>();
  cdp.on("Network.responseReceived", ({ requestId, response: { url, encodedDataLength } }) => {
    const { origin: of, pathname } = new URL(url);
    if (of === origin && !pathname.startsWith("/api/"))
      paths.set(requestId, { path: pathname, headers: encodedDataLength });
  });
  cdp.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    const file = paths.get(requestId);
    if (file) sizes.set(file.path, encodedDataLength - file.headers);
  });
  await cdp.send("Network.enable");
  await cdp.send("Network.setBlockedURLs", { urls: ["*/assets/extras-*"] });
  return sizes;
}

async function cpuOf(cdp: CDPSession): Promise<number> {
  const { metrics } = await cdp.send("Performance.getMetrics");
  return (metrics.find(({ name }) => name === "TaskDuration")?.value ?? 0) * 1_000;
}

/** One person opens one address in a browser that has seen nothing yet. `slower`: times that its processor is. */
export async function visit(
  browser: Browser,
  origin: string,
  path: string,
  { person, slower, quietMs }: { person: Person | undefined; slower: number; quietMs: number },
): Promise<Seen> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  try {
    const [name = "", value = ""] = person?.cookie.split("=", 2) ?? [];
    if (person) await context.addCookies([{ name, value, url: origin }]);
    const arrived = Promise.withResolvers<number>();
    await context.exposeBinding(ARRIVED, (_, at: number) => arrived.resolve(at));
    await context.addInitScript(WATCH_H1);
    await context.addInitScript(watchShifts(origin, "vk-nobody"));
    const page = await context.newPage();
    const cdp = await context.newCDPSession(page);
    const sizes = await countBytes(cdp, origin);
    await cdp.send("Performance.enable", { timeDomain: "threadTicks" });
    await cdp.send("Emulation.setCPUThrottlingRate", { rate: slower });
    const before = await cpuOf(cdp);
    const [answer] = await Promise.all([page.goto(origin + path, { waitUntil: "commit" }), arrived.promise]);
    const cpu = (await cpuOf(cdp)) - before;
    await quiet(sizes, quietMs);
    const shift = await page.evaluate<number>("window.layoutShift.most()");
    const html = (await answer?.text()) ?? "";
    const all = [...sizes];
    const document = new URL(origin + path).pathname;
    const isShell = (file: string) => file === document || html.includes(`"${file}"`);
    return {
      h1: await arrived.promise,
      cpu,
      shift,
      shell: kilobytes(all.filter(([file]) => isShell(file))),
      load: kilobytes(all),
    };
  } finally {
    await context.close();
  }
}

const kilobytes = (files: [string, number][]) => files.reduce((sum, [, bytes]) => sum + bytes, 0) / 1024;

/** Until no further file has come for a while. */
async function quiet(sizes: ReadonlyMap<string, number>, ms: number): Promise<void> {
  for (let before = -1; before !== sizes.size; ) {
    before = sizes.size;
    await new Promise((resolve) => setTimeout(resolve, ms));
  }
}
