// The program `valetkey`, under the Node that valetkey.js found for it.
import { fileURLToPath } from "node:url";
import type { Io } from "./io.ts";
import { run } from "./run.ts";

const { stdin, stdout, stderr } = process;
const stop = new AbortController();
/** Milliseconds within which a second Ctrl-C is the first one, once from the terminal and once from valetkey.js. */
const SAME = 300;
let asked = 0;
process.on("SIGINT", () => {
  // The first one asks; whoever insists is obeyed.
  if (stop.signal.aborted && performance.now() - asked > SAME) process.exit(130);
  if (!stop.signal.aborted) asked = performance.now();
  stop.abort();
});
process.on("SIGTERM", () => stop.abort());
// Whoever reads our output may go away early, as `head` does.
stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});

const io: Io = {
  out: (chunk) => new Promise((resolve) => stdout.write(chunk, () => resolve())),
  err: (text) => void stderr.write(text),
  env: process.env,
  signal: stop.signal,
  input: stdin,
  columns: stdout.isTTY ? stdout.columns : undefined,
  live: stderr.isTTY === true,
  root: fileURLToPath(new URL("../..", import.meta.url)),
};

try {
  process.exitCode = await run(process.argv.slice(2), io);
} catch (error) {
  // Nobody foresaw it: where, but never with what, as messages of others may quote what they were given.
  const { name, code, stack } = error as Error & { code?: string };
  const frames = (stack ?? "").split("\n").filter((line) => line.startsWith("    at "));
  stderr.write(
    `valetkey failed in a way that nobody foresaw: ${name}${code ? ` ${code}` : ""}\n${frames.join("\n")}\n`,
  );
  process.exitCode = 1;
}
