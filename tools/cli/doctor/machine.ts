import { access, constants, stat, statfs } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Config } from "../../../gateway/config.ts";
import { bytes } from "../text.ts";
import { type Finding, fail, ok, reasonOf, warn } from "./finding.ts";

const NEEDED = 24;

export function checkNode(): Finding {
  const { version, execPath, execArgv, versions } = process;
  if (Number(versions.node.split(".")[0]) < NEEDED)
    return fail(
      "node",
      `This is Node ${version}; ${NEEDED} is needed.`,
      "Run `npm ci`: it brings one, and every npm script uses it.",
    );
  if (!execArgv.includes("--no-memory-protection-keys"))
    return warn(
      "node",
      `Node ${version} runs without --no-memory-protection-keys.`,
      "Start by npx valetkey or the npm scripts: the embedded database needs that flag.",
    );
  return ok("node", `Node ${version}, ${execPath}`);
}

export async function checkWebApp(root: string | undefined): Promise<Finding> {
  const built = root && (await stat(join(root, "web/dist/index.html")).catch(() => undefined));
  if (built)
    return ok(
      "web_app",
      `The web app is built, ${built.mtime.toISOString().slice(0, 16).replace("T", " ")} UTC.`,
    );
  return warn(
    "web_app",
    "The web app is not built: a gateway started by hand serves the API alone.",
    "npm run build:web, or start by `npm start`, which builds it.",
  );
}

/** A file that only its owner may read. Undefined: there is none. */
async function ownOnly(check: string, path: string, what: string): Promise<Finding | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (!found || process.platform === "win32") return undefined;
  const open = (found.mode & 0o077) !== 0;
  if (!open) return ok(check, `${what} is its owner's alone.`);
  return fail(check, `${what} may be read by others: ${path}.`, `chmod go-rwx ${path}`);
}

const LEAST_FREE = 200_000_000;
const LITTLE_FREE = 1_000_000_000;

/** Of the directory, or of the nearest that there is. */
async function freeIn(directory: string): Promise<number> {
  for (let at = directory; ; at = dirname(at)) {
    const found = await statfs(at).catch(() => undefined);
    if (found) return found.bavail * found.bsize;
    if (dirname(at) === at) return Number.POSITIVE_INFINITY;
  }
}

async function checkDisk(dataDir: string): Promise<Finding> {
  const free = await freeIn(dataDir);
  const message = `${bytes(free)} free where ${dataDir} is.`;
  if (free < LEAST_FREE)
    return fail(
      "disk",
      message,
      "Make room: a database that cannot write stops every call that must be on record.",
    );
  if (free < LITTLE_FREE) return warn("disk", message, "Make room before the audit log has grown into it.");
  return ok("disk", message);
}

/** What the embedded gateway keeps in its directory. */
export async function checkDirectory(
  { databaseUrl, dataDir }: Config,
  envFile: string | undefined,
): Promise<Finding[]> {
  const secrets = envFile ? await ownOnly("env_file", envFile, "The file of variables") : undefined;
  if (databaseUrl) return secrets ? [secrets] : [];
  const writable = await access(dataDir, constants.W_OK).then(
    () => ok("data_dir", `${dataDir} can be written.`),
    (error) =>
      reasonOf(error) === "ENOENT"
        ? warn(
            "data_dir",
            `There is no ${dataDir} yet.`,
            "The first start makes it, unless DATA_DIR should be another.",
          )
        : fail(
            "data_dir",
            `${dataDir} cannot be written (${reasonOf(error)}).`,
            "Run as the account that the gateway runs as, or give it the directory.",
          ),
  );
  const found = [
    secrets,
    writable,
    await ownOnly("data_dir_mode", dataDir, "The data directory"),
    await ownOnly("key_file", join(dataDir, "vault.key"), "The key file"),
    await checkDisk(dataDir),
  ];
  return found.filter((finding) => finding !== undefined);
}
