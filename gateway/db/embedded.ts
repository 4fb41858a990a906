import { mkdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Duplex } from "node:stream";
import { fileURLToPath } from "node:url";
import { setFlagsFromString } from "node:v8";
import { Worker } from "node:worker_threads";
import { lockDirectory } from "./directory-lock.ts";
import { SocketLike } from "./socket-like.ts";

/** What goes to the database's thread: bytes of a connection (by number), its end, or the end of all. */
export type ToWorker = { id: number; data: Uint8Array } | { id: number; end: true } | { shutdown: true };
/** What comes back. `taken`: how many writes have been worked off. */
export type FromWorker =
  | { ready: true }
  | { down: true }
  | { id: number; data: Uint8Array; taken: number }
  | { id: number; closed: true };

/** What node-postgres takes for a socket: a tunnel to the database's thread. */
class WorkerStream extends SocketLike {
  #send: (message: { data: Uint8Array } | { end: true }) => void;
  #waiting: ((error?: Error | null) => void)[] = [];

  constructor(send: (message: { data: Uint8Array } | { end: true }) => void) {
    super();
    this.#send = send;
  }

  override _write(data: Buffer, _encoding: string, done: (error?: Error | null) => void) {
    this.#waiting.push(done);
    this.#send({ data });
  }
  override _writev(chunks: { chunk: Buffer }[], done: (error?: Error | null) => void) {
    this._write(Buffer.concat(chunks.map((c) => c.chunk)), "", done);
  }
  override _final(done: (error?: Error | null) => void) {
    this.#send({ end: true });
    done();
  }
  override _destroy(error: Error | null, done: (error?: Error | null) => void) {
    this.#send({ end: true });
    for (const taken of this.#waiting.splice(0)) taken(error);
    done(error);
  }

  receive(message: { data: Uint8Array; taken: number } | { closed: true }): void {
    if ("closed" in message) {
      this.push(null);
      return;
    }
    const { buffer, byteOffset, byteLength } = message.data;
    if (byteLength > 0) this.push(Buffer.from(buffer, byteOffset, byteLength));
    for (const done of this.#waiting.splice(0, message.taken)) done();
  }
}

export interface WorkerData extends Compiled {
  pgdata: string | undefined;
  /** In memory only: a file with a data directory to begin with, instead of making one. */
  snapshot: string | undefined;
}
// biome-ignore lint/suspicious/noExplicitAny: WebAssembly is not among the types of a server without the DOM's.
type Wasm = any;
interface Compiled {
  pgliteWasmModule: Wasm;
  initdbWasmModule: Wasm;
}
let compiled: Promise<Compiled> | undefined;

/**
 * PostgreSQL's code, compiled once a process and kept, also what V8 has compiled better since: it sometimes ends the
 * process when it frees compiled WebAssembly (nodejs/node#64500), and a second opening needs no second compilation.
 */
function compile(): Promise<Compiled> {
  setFlagsFromString("--no-wasm-code-gc");
  const { WebAssembly } = globalThis as Wasm;
  const file = (name: string) => fileURLToPath(new URL(name, import.meta.resolve("@electric-sql/pglite")));
  const load = async (name: string): Promise<Wasm> => WebAssembly.compile(await readFile(file(name)));
  compiled ??= Promise.all([load("pglite.wasm"), load("initdb.wasm")]).then(
    ([pgliteWasmModule, initdbWasmModule]) => ({ pgliteWasmModule, initdbWasmModule }),
  );
  return compiled;
}

/** How long the thread may take to end by itself. */
const END_MS = 2_000;

export interface Embedded {
  /** A new connection. */
  connect(): Duplex;
  /** Resolves when everything is on disk and the directory is free. */
  close(): Promise<void>;
}

/** Opens PGlite in `directory` (made 0700, locked, durable), or in memory without one, on a thread of its own. */
export async function openEmbedded(
  directory: string | undefined,
  snapshot?: string | undefined,
): Promise<Embedded> {
  if (directory) mkdirSync(directory, { recursive: true, mode: 0o700 });
  const release = directory ? lockDirectory(directory) : () => {};
  const pgdata = directory && join(directory, "pgdata");
  const workerData: WorkerData = { pgdata, snapshot, ...(await compile()) };
  const worker = new Worker(new URL("./embedded-worker.ts", import.meta.url), { workerData });
  const ready = Promise.withResolvers<void>();
  const down = Promise.withResolvers<void>();
  const streams = new Map<number, WorkerStream>();
  let dead: Error | undefined;
  let last = 0;

  worker.on("message", (message: FromWorker) => {
    if ("ready" in message) ready.resolve();
    else if ("down" in message) down.resolve();
    else streams.get(message.id)?.receive(message);
  });
  const die = (error: Error) => {
    dead ??= error;
    ready.reject(error);
    down.resolve();
    for (const stream of streams.values()) stream.destroy(error);
  };
  worker.on("error", (error) => die(error instanceof Error ? error : new Error(String(error))));
  const ended = new Promise((resolve) => worker.once("exit", resolve));
  worker.on("exit", () => die(new Error("the embedded database's thread has ended")));

  try {
    await ready.promise;
  } catch (error) {
    release();
    throw error;
  }
  return {
    connect() {
      const id = ++last;
      const send = (message: { data: Uint8Array } | { end: true }) => {
        if (!dead) worker.postMessage({ id, ...message } satisfies ToWorker);
      };
      const stream = new WorkerStream(send);
      streams.set(id, stream);
      stream.once("close", () => streams.delete(id));
      if (dead) queueMicrotask(() => stream.destroy(dead));
      return stream;
    },
    async close() {
      if (!dead) {
        worker.postMessage({ shutdown: true } satisfies ToWorker);
        await down.promise;
        await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, END_MS).unref())]);
      }
      await worker.terminate();
      release();
    },
  };
}
