// Reads one hostile file in a process of its own, with nothing at hand but its bytes. Started and ended by workers.ts.
import { Worker } from "node:worker_threads";
import type { Job } from "./protocol.ts";
import { read, warmUp } from "./read.ts";

const watch = new Worker(new URL("./watch.ts", import.meta.url), {
  workerData: { rssBytes: Number(process.argv[2]), parent: process.ppid },
});
watch.unref();
// Without its watch it does not go on.
watch.on("error", () => process.exit(1));

// Nothing that is read here has a reason to ask for anything.
for (const name of ["fetch", "WebSocket", "EventSource", "XMLHttpRequest"]) {
  Reflect.deleteProperty(globalThis, name);
}

process.on("message", async (message: Job | "warm up") => {
  if (message === "warm up") await warmUp().catch(() => undefined);
  else process.send?.(await read(message));
});
