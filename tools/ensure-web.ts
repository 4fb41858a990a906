// Builds the web app when it is missing or older than its sources, so that `start` and `sandbox` need no other command.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "..");
const BUILT = join(ROOT, "web/dist/index.html");
const SOURCES = [
  "web/src",
  "web/build",
  "web/index.html",
  "web/public",
  "web/vite.config.ts",
  "gateway/api/contract",
  "gateway/api/client.ts",
  "package-lock.json",
];

function newest(path: string): number {
  if (!existsSync(path)) return 0;
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name))));
}

const isCurrent = existsSync(BUILT) && SOURCES.every((s) => newest(join(ROOT, s)) <= statSync(BUILT).mtimeMs);
if (!isCurrent) {
  process.stderr.write("Building the web app (once, about 10 s) …\n");
  const built = spawnSync("npm", ["run", "--silent", "build:web"], {
    cwd: ROOT,
    stdio: ["ignore", "ignore", "inherit"],
  });
  if (built.status !== 0) {
    process.stderr.write("The web app could not be built: see above.\n");
    process.exit(1);
  }
}
