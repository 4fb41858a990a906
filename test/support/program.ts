import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const PROGRAM = fileURLToPath(new URL("../../tools/cli/valetkey.js", import.meta.url));

export interface Ran {
  code: number | null;
  out: string;
  err: string;
}
export interface Running {
  readonly out: string;
  readonly err: string;
  readonly pid: number;
  kill(signal: NodeJS.Signals): void;
  ended: Promise<Ran>;
}

/** The program `valetkey` in a process of its own, as somebody starts it; nothing of this process's environment but PATH. */
export function startProgram(
  env: Record<string, string | undefined>,
  argv: readonly string[],
  input?: string,
): Running {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined));
  const child = spawn(process.execPath, [PROGRAM, ...argv], {
    env: { PATH: process.env.PATH, ...set } as NodeJS.ProcessEnv,
    stdio: ["pipe", "pipe", "pipe"],
  });
  const said = { out: "", err: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    said.out += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said.err += text;
  });
  child.stdin.on("error", () => {}); // it may end without reading
  child.stdin.end(input ?? "");
  return {
    get out() {
      return said.out;
    },
    get err() {
      return said.err;
    },
    pid: child.pid as number,
    kill: (signal) => void child.kill(signal),
    ended: once(child, "close").then(([code]) => ({ code: code as number | null, ...said })),
  };
}

export const program = (env: Record<string, string | undefined>, ...argv: string[]): Promise<Ran> =>
  startProgram(env, argv).ended;
