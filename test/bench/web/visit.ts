import { watchShifts } from "../../browser/support/shift.ts";
import { wait } from "../../prove/report.ts";
import type { Person } from "../../support/person.ts";
import type { Chrome, Session } from "./chrome.ts";

/** One person at one address, in a browser that has seen nothing yet. */
export interface Visitor {
  origin: string;
  path: string;
  person: Person | undefined;
}

/** How soon a page is there, and whether it stays. */
export interface Arrival {
  /** Milliseconds from the start of the navigation until the frame with the h1. */
  h1: number;
  /** Layout shift of the worst window: `MOST_SHIFT`. */
  shift: number;
}

/** What a page takes, whatever else the machine does. */
export interface Weight {
  /** Milliseconds that the main thread of the page computed until the h1 was there, by its own clock. */
  cpu: number;
  /**
   * KB over the wire, without headers: what the page names, and all files until it is quiet, without what every page
   * fetches beside itself once the browser is idle (web/src/shell/extras.tsx).
   */
  shell: number;
  load: number;
}

const SIZE = { width: 1280, height: 800 };
/** How often a page is asked whether its heading is there, which takes some of its time. */
const ASK_MS = 50;
const GIVE_UP_MS = 60_000;

/** `window.vkArrived`: when the frame began that follows the one a heading of the page is laid out for. */
const WATCH_H1 = `(() => {
  const look = () => {
    const heading = document.querySelector("h1");
    if (!heading?.getClientRects().length) return requestAnimationFrame(look);
    requestAnimationFrame(() => { window.vkArrived = performance.now(); });
  };
  requestAnimationFrame(look);
})()`;

/** A page of its own, about to go where the visitor wants to. */
async function inPage<T>(
  chrome: Chrome,
  { origin, person }: Visitor,
  work: (page: Session) => Promise<T>,
): Promise<T> {
  const context = await chrome.send<{ browserContextId: string }>("Target.createBrowserContext");
  try {
    const [name = "", value = ""] = person?.cookie.split("=", 2) ?? [];
    if (person)
      await chrome.send("Storage.setCookies", { ...context, cookies: [{ name, value, url: origin }] });
    const { targetId } = await chrome.send<{ targetId: string }>("Target.createTarget", {
      url: "about:blank",
      ...context,
      ...SIZE,
    });
    const page = await chrome.attach(targetId);
    await page.send("Page.enable");
    return await work(page);
  } finally {
    await chrome.send("Target.disposeBrowserContext", { ...context });
  }
}

const onNewDocument = (page: Session, source: string) =>
  page.send("Page.addScriptToEvaluateOnNewDocument", { source });

async function evaluate<T>(page: Session, expression: string): Promise<T> {
  const { result } = await page.send<{ result: { value: T } }>("Runtime.evaluate", {
    expression,
    returnByValue: true,
  });
  return result.value;
}

/** Goes there; when the heading was on the screen. */
async function arrival(page: Session, { origin, path }: Visitor): Promise<number> {
  await onNewDocument(page, WATCH_H1);
  await page.send("Page.navigate", { url: origin + path });
  for (const until = performance.now() + GIVE_UP_MS; performance.now() < until; await wait(ASK_MS)) {
    const at = await evaluate<number | undefined>(page, "window.vkArrived");
    if (at !== undefined) return at;
  }
  throw new Error(`no heading at ${path}`);
}

/** Until `count` stays what it is for a while. */
async function quiet(count: () => number | Promise<number>, ms: number): Promise<void> {
  for (let before = -1, now = await count(); before !== now; before = now, now = await count())
    await wait(ms);
}

/** `slower`: times that the processor of the page is. */
export const arrive = (
  chrome: Chrome,
  visitor: Visitor,
  { slower, quietMs }: { slower: number; quietMs: number },
): Promise<Arrival> =>
  inPage(chrome, visitor, async (page) => {
    await onNewDocument(page, watchShifts(visitor.origin, "vk-nobody"));
    await page.send("Emulation.setCPUThrottlingRate", { rate: slower });
    const h1 = await arrival(page, visitor);
    await quiet(() => evaluate<number>(page, "performance.getEntriesByType('resource').length"), quietMs);
    return { h1, shift: await evaluate<number>(page, "window.layoutShift.most()") };
  });

/** Of the main thread, milliseconds. */
async function computed(page: Session): Promise<number> {
  const { metrics } = await page.send<{ metrics: { name: string; value: number }[] }>(
    "Performance.getMetrics",
  );
  return (metrics.find(({ name }) => name === "TaskDuration")?.value ?? 0) * 1_000;
}

/** Bytes of each file's body as it came, compressed; what the API answers is no part of the first load. */
async function countBytes(page: Session, origin: string): Promise<Map<string, number>> {
  const begun = new Map<unknown, { path: string; headers: number }>();
  const sizes = new Map<string, number>();
  page.on("Network.responseReceived", ({ requestId, response }) => {
    const { url, encodedDataLength } = response as { url: string; encodedDataLength: number };
    const { origin: of, pathname } = new URL(url);
    if (of === origin && !pathname.startsWith("/api/"))
      begun.set(requestId, { path: pathname, headers: encodedDataLength });
  });
  page.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    const file = begun.get(requestId);
    if (file) sizes.set(file.path, Number(encodedDataLength) - file.headers);
  });
  await page.send("Network.enable");
  await page.send("Network.setBlockedURLs", { urls: ["*/assets/extras-*"] });
  return sizes;
}

const kilobytes = (files: [string, number][]) => files.reduce((sum, [, bytes]) => sum + bytes, 0) / 1024;

export const weigh = (chrome: Chrome, visitor: Visitor, quietMs: number): Promise<Weight> =>
  inPage(chrome, visitor, async (page) => {
    const { origin, path } = visitor;
    const sizes = await countBytes(page, origin);
    await page.send("Performance.enable", { timeDomain: "threadTicks" });
    const before = await computed(page);
    await arrival(page, visitor);
    const cpu = (await computed(page)) - before;
    await quiet(() => sizes.size, quietMs);
    const html = await (await fetch(origin + path)).text();
    const document = new URL(origin + path).pathname;
    const files = [...sizes];
    const isShell = ([file]: [string, number]) => file === document || html.includes(`"${file}"`);
    return { cpu, shell: kilobytes(files.filter(isShell)), load: kilobytes(files) };
  });
