import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const MODULES = fileURLToPath(new URL("../../node_modules/", import.meta.url));

interface Manifest {
  version: string;
  bin?: string | Record<string, string>;
}
const manifestOf = (name: string): Manifest =>
  JSON.parse(readFileSync(join(MODULES, name, "package.json"), "utf8")) as Manifest;

/** The installed version of a package. */
export const versionOf = (name: string): string => manifestOf(name).version;

/** The file of one of a package's commands. */
export function programOf(name: string, command: string): string {
  const { bin } = manifestOf(name);
  const file = typeof bin === "string" ? bin : bin?.[command];
  const path = file && join(MODULES, name, file);
  if (!path || !existsSync(path)) throw new Error(`${name} has no command ${command}`);
  return path;
}

/** What a client's process may see: no variable of ours but where its programs are. */
export function environment(
  home: string,
  more: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const PATH = `${join(home, "bin")}:${dirname(process.execPath)}:/usr/bin:/bin`;
  return { PATH, HOME: home, TMPDIR: home, NO_COLOR: "1", CI: "1", ...more };
}

export interface Ended {
  /** `null`: it was ended. */
  code: number | null;
  out: string;
  err: string;
}

export interface RunOptions {
  home: string;
  env?: Readonly<Record<string, string>>;
  /** Default 55,000: below the patience of a step. */
  withinMs?: number;
  /** With each piece of what it says on standard error. */
  onError?: (said: string) => void;
}

/** Runs a program on this Node to its end; ends it when it takes too long. */
export function run(
  program: string,
  args: readonly string[],
  { home, env, withinMs = 55_000, onError }: RunOptions,
): Promise<Ended> {
  const child = spawn(process.execPath, [program, ...args], {
    cwd: home,
    env: environment(home, env),
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended: Ended = { code: null, out: "", err: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    ended.out += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    ended.err += text;
    onError?.(text);
  });
  const late = setTimeout(() => child.kill("SIGKILL"), withinMs);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      clearTimeout(late);
      resolve({ ...ended, code });
    });
  });
}
