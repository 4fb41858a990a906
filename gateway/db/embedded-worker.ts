// The embedded database on a thread of its own: its commits wait for fsync, and that must not stop the event loop
// that serves calls. Started by embedded.ts; one node-postgres connection is one numbered stream of bytes.
import { closeSync, fsyncSync, openSync, readFileSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import { PGlite } from "@electric-sql/pglite";
import { NodeFS } from "@electric-sql/pglite/nodefs";
import type { FromWorker, ToWorker, WorkerData } from "./embedded.ts";
import { PGliteStream } from "./pglite-stream.ts";

interface NodeStream {
  nfd?: number | null;
  node: unknown;
}
interface EmscriptenModule {
  NODEFS?: { stream_ops: Record<string, unknown>; realPath(node: unknown): string };
  FS: { filesystems?: { NODEFS?: EmscriptenModule["NODEFS"] } };
}

/**
 * PGlite runs PostgreSQL with fsync off, and its file system has no fsync at all. This gives it one, so that a
 * commit survives a power cut. It touches a part of PGlite that is not public: the version is pinned and
 * `npm run prove -- crash` holds it.
 */
class DurableFs extends NodeFS {
  override async init(...args: Parameters<NodeFS["init"]>) {
    const result = await super.init(...args);
    const preRun = result.emscriptenOpts.preRun as ((module: EmscriptenModule) => void)[];
    preRun.push((module) => {
      const nodefs = module.NODEFS ?? module.FS.filesystems?.NODEFS;
      if (!nodefs) throw new Error("this PGlite has no NODEFS: commits cannot be made durable");
      nodefs.stream_ops.fsync = (stream: NodeStream) => {
        if (stream.nfd !== undefined && stream.nfd !== null) {
          fsyncSync(stream.nfd);
          return 0;
        }
        const directory = openSync(nodefs.realPath(stream.node), "r");
        try {
          fsyncSync(directory);
        } finally {
          closeSync(directory);
        }
        return 0;
      };
    });
    return result;
  }
}

const SETTINGS = ["-c", "shared_buffers=16MB", "-c", "max_wal_size=64MB", "-c", "min_wal_size=32MB"];
const DURABLE = ["-c", "fsync=on", "-c", "wal_sync_method=fsync"];

function openPglite({ pgdata, snapshot, ...compiled }: WorkerData): Promise<PGlite> {
  if (!pgdata) {
    const startParams = [...PGlite.defaultStartParams, ...SETTINGS];
    const begin = snapshot === undefined ? {} : { loadDataDir: new Blob([readFileSync(snapshot)]) };
    return PGlite.create({ ...compiled, ...begin, startParams });
  }
  const defaults = PGlite.defaultStartParams.filter((p) => p !== "-F");
  return PGlite.create({
    ...compiled,
    fs: new DurableFs(pgdata),
    startParams: [...defaults, ...SETTINGS, ...DURABLE],
  });
}

/** What one turn of the event loop has to tell of a connection goes as one message: each costs the other thread a wake. */
function openAnswers(tell: (message: FromWorker) => void) {
  const waiting = new Map<number, { parts: Buffer[]; taken: number }>();
  const of = (id: number) => {
    const found = waiting.get(id);
    if (found) return found;
    const made = { parts: [], taken: 0 };
    waiting.set(id, made);
    setImmediate(() => send(id));
    return made;
  };
  const send = (id: number) => {
    const found = waiting.get(id);
    waiting.delete(id);
    if (found) tell({ id, data: Buffer.concat(found.parts), taken: found.taken });
  };
  return {
    data: (id: number, data: Buffer) => void of(id).parts.push(data),
    taken: (id: number) => {
      of(id).taken += 1;
    },
    send,
  };
}

async function main(port: NonNullable<typeof parentPort>): Promise<void> {
  const tell = (message: FromWorker) => port.postMessage(message);
  const pglite = await openPglite(workerData as WorkerData);
  const streams = new Map<number, PGliteStream>();
  const answers = openAnswers(tell);

  const open = (id: number) => {
    const stream = new PGliteStream(pglite);
    streams.set(id, stream);
    stream.on("data", (data: Buffer) => answers.data(id, data));
    stream.on("error", () => {}); // "close" follows
    stream.on("close", () => {
      streams.delete(id);
      answers.send(id);
      tell({ id, closed: true });
    });
    return stream;
  };

  port.on("message", async (message: ToWorker) => {
    if ("shutdown" in message) {
      await pglite.close();
      tell({ down: true });
      port.close(); // nothing else keeps this thread: it ends by itself
      return;
    }
    const stream = streams.get(message.id) ?? open(message.id);
    if ("data" in message) stream.write(message.data, () => answers.taken(message.id));
    else stream.end();
  });
  tell({ ready: true });
}

if (parentPort) await main(parentPort);
