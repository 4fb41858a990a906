// Reads one hostile file on a thread of its own, with nothing at hand but its bytes, and ends. Started by pool.ts.
import { parentPort } from "node:worker_threads";
import type { Job } from "./protocol.ts";
import { read, warmUp } from "./read.ts";

// Nothing that is read here has a reason to ask for anything.
for (const name of ["fetch", "WebSocket", "EventSource", "XMLHttpRequest"]) {
  Reflect.deleteProperty(globalThis, name);
}
// Libraries warn of what they find in a file. That is nobody's to see.
for (const name of ["log", "info", "warn", "error", "debug", "trace", "dir"] as const)
  console[name] = () => {};

parentPort?.on("message", async (message: Job | "warm up") => {
  if (message === "warm up") await warmUp().catch(() => undefined);
  else parentPort?.postMessage(await read(message));
});
