// Preloaded with --import into a gateway and its database's thread: tells of every fsync system call.
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { BroadcastChannel } from "node:worker_threads";

const { fsyncSync } = fs;
const channel = new BroadcastChannel("fsync");
channel.unref();
fs.fsyncSync = (file) => {
  fsyncSync(file);
  channel.postMessage(1);
};
syncBuiltinESMExports();
