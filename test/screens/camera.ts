import type { Browser, CDPSession, Page } from "playwright-core";

export const SCHEMES = ["light", "dark"] as const;
export const WIDTHS = { 1280: 800, 390: 844 } as const;
export type Shot = `${(typeof SCHEMES)[number]}-${keyof typeof WIDTHS}`;
export const SHOTS: readonly Shot[] = ["light-1280", "dark-1280", "light-390", "dark-390"];

/**
 * Few colours make a small picture: those that cover most, and of what is left always the one that is most unlike
 * them, for as many pixels as it has. Each pixel gets the nearest.
 */
const ENCODE = `async ({ png, colours }) => {
  const bytes = Uint8Array.from(atob(png), (each) => each.charCodeAt(0));
  const bitmap = await createImageBitmap(new Blob([bytes]));
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  const brush = canvas.getContext("2d");
  brush.drawImage(bitmap, 0, 0);
  const image = brush.getImageData(0, 0, canvas.width, canvas.height);
  const pixels = new Uint32Array(image.data.buffer);
  const counts = new Map();
  for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) ?? 0) + 1);
  const apart = (one, other) =>
    ((one & 255) - (other & 255)) ** 2 +
    (((one >> 8) & 255) - ((other >> 8) & 255)) ** 2 +
    (((one >> 16) & 255) - ((other >> 16) & 255)) ** 2;
  const nearest = new Map([...counts.keys()].map((each) => [each, [0, Infinity]]));
  for (let n = 0; n < colours; n++) {
    let chosen;
    let most = 0;
    for (const [each, [, far]] of nearest) {
      const weight = Math.min(far, 20_000) * counts.get(each);
      if (weight > most) [most, chosen] = [weight, each];
    }
    if (chosen === undefined) break;
    for (const [each, before] of nearest) {
      const far = apart(each, chosen);
      if (far < before[1]) nearest.set(each, [chosen, far]);
    }
  }
  for (let at = 0; at < pixels.length; at++) pixels[at] = nearest.get(pixels[at])[0];
  // Quality 1 of Chromium's WebP loses nothing. What has many colours is smaller as a photograph.
  const asPhotograph = await canvas.convertToBlob({ type: "image/webp", quality: 0.04 });
  brush.putImageData(image, 0, 0);
  const asPalette = await canvas.convertToBlob({ type: "image/webp", quality: 1 });
  const blob = asPalette.size < asPhotograph.size ? asPalette : asPhotograph;
  const coded = new Uint8Array(await blob.arrayBuffer());
  let text = "";
  for (let at = 0; at < coded.length; at += 8192) text += String.fromCharCode(...coded.subarray(at, at + 8192));
  return btoa(text);
}`;

/** Turns screenshots into WebP, on a page of its own. */
export async function openDarkroom(browser: Browser, colours: number) {
  const page = await browser.newPage();
  return async (png: Buffer): Promise<Buffer> => {
    const coded = await page.evaluate<string>(
      `(${ENCODE})(${JSON.stringify({ png: png.toString("base64"), colours })})`,
    );
    return Buffer.from(coded, "base64");
  };
}

/** What still comes: skeletons, buttons and lists that load, colours that change into others. */
const BUSY = `document.querySelector("[aria-busy=true], [data-loading=true]") !== null ||
  document.getAnimations().some((one) => one.playState === "running" && one.effect.getComputedTiming().endTime < 60_000)`;

async function settled(page: Page): Promise<void> {
  for (let tries = 0; tries < 40 && (await page.evaluate<boolean>(BUSY)); tries++)
    await page.waitForTimeout(100);
  await page.waitForTimeout(250);
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
