#!/usr/bin/env node
// `valetkey`, whatever Node the machine has: starts the program under the Node that this package brings, with the flag
// that the embedded database needs (docs/decisions/0007). Written for Node 18 and later; everything else is TypeScript.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { constants } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const OLDEST = 24;

function nodeOfThePackage() {
  try {
    const directory = dirname(createRequire(import.meta.url).resolve("node/package.json"));
    const program = join(directory, "bin", process.platform === "win32" ? "node.exe" : "node");
    return existsSync(program) ? program : undefined;
  } catch {
    return undefined;
  }
}

const own = Number(process.versions.node.split(".")[0]) >= OLDEST ? process.execPath : undefined;
const node = nodeOfThePackage() ?? own;
if (!node) {
  process.stderr.write(
    `valetkey needs Node ${OLDEST}, and this is ${process.versions.node}. Run \`npm ci\` in the package's directory: it brings one.\n`,
  );
  process.exit(1);
}

const line = [
  "--no-memory-protection-keys",
  "--no-warnings",
  join(here, "main.ts"),
  ...process.argv.slice(2),
];
const child = spawn(node, line, { stdio: "inherit" });
// The program ends in its own way, and this one waits for it. A terminal's Ctrl-C reaches both: the program counts that once.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
child.once("error", (error) => {
  process.stderr.write(`valetkey could not be started: ${error.message}\n`);
  process.exit(1);
});
child.once("exit", (code, signal) => {
  process.exitCode = code ?? 128 + (constants.signals[signal] ?? 0);
});
