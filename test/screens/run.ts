// npm run screens: pictures of every page of the web app, of a company that has used it for a week, in docs/screens/.
//   --only <part>    only views whose name has this in it; the index and the other pictures are left as they are
//   --look <folder>  whole pages as PNG into this folder instead, for somebody who looks at every one of them
// Light and dark, 1280 and 390 pixels wide. Exits with 1 when all together take 3 MB or more, or a view cannot be opened.
import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { optionsOf } from "../support/command-line.ts";
import { openDarkroom, SHOTS, shoot } from "./camera.ts";
import { outside } from "./outside.ts";
import { indexOf } from "./pictures.ts";
import { type Scene, scene } from "./scene.ts";
import type { Eyes } from "./view.ts";
import { inside } from "./views.ts";

const values = optionsOf(import.meta.url, { only: { type: "string" }, look: { type: "string" } });
const FOLDER = fileURLToPath(new URL("../../docs/screens/", import.meta.url));
const MOST_BYTES = 3_000_000;
/** Of Chromium's coder, 0 to 1: what can still be read. README shows three of them. */
const QUALITY = 0.03;
const SHARP = { quality: 0.4, names: ["overview-light-1280", "approval-light-1280", "connectors-dark-1280"] };
const webDir = process.env.WEB_DIST ?? fileURLToPath(new URL("../../web/dist", import.meta.url));
const say = (line: string) => void process.stdout.write(`${line}\n`);

async function eyes(browser: Browser, made: Scene): Promise<Eyes> {
  const { gateway, ana, ben } = made.company;
  const open = async (userId?: string): Promise<Page> => {
    const context = await browser.newContext({
      baseURL: gateway.url,
      viewport: { width: 1280, height: 800 },
      colorScheme: "light",
      locale: "en-GB",
    });
    context.setDefaultTimeout(15_000);
    const page = await context.newPage();
    if (userId === undefined) return page;
    await page.goto(`/sign-in?next=/integrations#${await gateway.signInToken(userId)}`);
    await page.getByRole("heading", { name: "Integrations", level: 1 }).waitFor();
    return page;
  };
  return {
    scene: made,
    owner: await open(ana.session.user.id),
    member: await open(ben.session.user.id),
    stranger: await open(),
  };
}

async function main(): Promise<void> {
  const views = [...inside, ...outside].filter(({ name }) => name.includes(values.only ?? ""));
  const made = await scene(webDir, say);
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-background-networking", "--disable-lcd-text", "--hide-scrollbars"],
  });
  try {
    const develop = await openDarkroom(browser);
    const looking = await eyes(browser, made);
    mkdirSync(FOLDER, { recursive: true });
    if (values.look !== undefined) mkdirSync(values.look, { recursive: true });
    const all = values.only === undefined && values.look === undefined;
    if (all) for (const name of readdirSync(FOLDER)) rmSync(join(FOLDER, name));
    for (const { name, open } of views) {
      try {
        const taken = await shoot(await open(looking), values.look !== undefined);
        for (const shot of SHOTS) {
          if (values.look !== undefined) writeFileSync(join(values.look, `${name}-${shot}.png`), taken[shot]);
          else {
            const quality = SHARP.names.includes(`${name}-${shot}`) ? SHARP.quality : QUALITY;
            writeFileSync(join(FOLDER, `${name}-${shot}.webp`), await develop(taken[shot], quality));
          }
        }
        say(name);
      } catch (error) {
        process.exitCode = 1;
        say(`${name}: ${(error as Error).message}`);
        if (values.look !== undefined)
          await looking.owner.screenshot({ path: join(values.look, `${name}-failed.png`) });
      }
    }
    if (all) writeFileSync(join(FOLDER, "README.md"), indexOf(views));
  } finally {
    await browser.close();
    await made.company.close();
  }
  const bytes = readdirSync(FOLDER).reduce((sum, name) => sum + statSync(join(FOLDER, name)).size, 0);
  say(`${(bytes / 1e6).toFixed(2)} MB of at most ${MOST_BYTES / 1e6} MB`);
  if (bytes >= MOST_BYTES) process.exitCode = 1;
}

await main();
process.exit();
