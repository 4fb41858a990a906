import type { Browser, CDPSession, Page } from "playwright-core";

export const SCHEMES = ["light", "dark"] as const;
export const WIDTHS = { 1280: 800, 390: 844 } as const;
export type Shot = `${(typeof SCHEMES)[number]}-${keyof typeof WIDTHS}`;
export const SHOTS: readonly Shot[] = ["light-1280", "dark-1280", "light-390", "dark-390"];

const ENCODE = `async ({ png, quality }) => {
  const bytes = Uint8Array.from(atob(png), (each) => each.charCodeAt(0));
  const bitmap = await createImageBitmap(new Blob([bytes]));
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  canvas.getContext("2d").drawImage(bitmap, 0, 0);
  const blob = await canvas.convertToBlob({ type: "image/webp", quality });
  const coded = new Uint8Array(await blob.arrayBuffer());
  let text = "";
  for (let at = 0; at < coded.length; at += 8192) text += String.fromCharCode(...coded.subarray(at, at + 8192));
  return btoa(text);
}`;

/** Turns screenshots into WebP, on a page of its own. */
export async function openDarkroom(browser: Browser) {
  const page = await browser.newPage();
  return async (png: Buffer, quality: number): Promise<Buffer> => {
    const coded = await page.evaluate<string>(
      `(${ENCODE})(${JSON.stringify({ png: png.toString("base64"), quality })})`,
    );
    return Buffer.from(coded, "base64");
  };
}

/** What still comes: skeletons, buttons and lists that load, colours that change into others. */
const BUSY = `document.querySelector("[aria-busy=true], [data-loading=true]") !== null ||
  document.getAnimations().some((one) => one.playState === "running" && one.effect.getComputedTiming().endTime < 60_000)`;

/** A colour that is handed down changes a frame later in each element within. */
const FRAMES = `new Promise((resolve) => {
  let left = 30;
  const next = () => (left-- > 0 ? requestAnimationFrame(next) : resolve());
  next();
})`;

async function settled(page: Page): Promise<void> {
  for (let tries = 0; tries < 40 && (await page.evaluate<boolean>(BUSY)); tries++)
    await page.waitForTimeout(100);
  await page.evaluate(FRAMES);
}

/** A phone has a finger, and a page asks for that. */
async function hold(page: Page, devtools: CDPSession, width: keyof typeof WIDTHS): Promise<void> {
  await page.setViewportSize({ width, height: WIDTHS[width] });
  await devtools.send("Emulation.setTouchEmulationEnabled", { enabled: width === 390 });
}

/** The same state four times: in both schemes, on a desk and on a phone. The page is as before afterwards. */
export async function shoot(page: Page, full: boolean): Promise<Record<Shot, Buffer>> {
  const devtools = await page.context().newCDPSession(page);
  const taken = {} as Record<Shot, Buffer>;
  for (const width of [1280, 390] as const) {
    await hold(page, devtools, width);
    for (const scheme of SCHEMES) {
      await page.emulateMedia({ colorScheme: scheme });
      await settled(page);
      const fullPage = full && (await page.getByRole("dialog").count()) === 0;
      taken[`${scheme}-${width}`] = await page.screenshot({ fullPage, caret: "initial" });
    }
  }
  await hold(page, devtools, 1280);
  await page.emulateMedia({ colorScheme: "light" });
  await devtools.detach();
  return taken;
}
