// Beside a reader, in its process but on a thread of its own: ends the process when it takes too much memory, which a
// limit on the heap does not see, or when the gateway is gone and nobody waits any more.
import { workerData } from "node:worker_threads";

const { rssBytes, parent } = workerData as { rssBytes: number; parent: number };
setInterval(() => {
  if (process.memoryUsage.rss() > rssBytes || process.ppid !== parent) process.kill(process.pid, "SIGKILL");
}, 20);
