import { Worker } from "node:worker_threads";

/** Most workers alive at once: those that read, and the one that waits for the next file. */
export const MOST_WORKERS = 2;
/** How long a worker waits for a file that does not come. */
const IDLE_MS = 30_000;
const HEAP = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 64, stackSizeMb: 4 };

/**
 * Worker threads. No worker reads two files, so nothing that a file does to a worker meets another file. As a start
 * takes longer than most files, one worker is started ahead while there is room for it.
 */
export class Workers {
  #alive = new Set<Worker>();
  #spare: Worker | undefined;
  #idle: NodeJS.Timeout | undefined;
  #closed = false;

  /** Workers that have not ended. */
  get alive(): number {
    return this.#alive.size;
  }

  /** Whether a file can begin now. */
  get room(): boolean {
    return this.#spare !== undefined || this.#alive.size < MOST_WORKERS;
  }

  /** A worker for one file; `end` it afterwards. */
  take(): Worker {
    const worker = this.#spare ?? this.#start();
    clearTimeout(this.#idle);
    this.#spare = undefined;
    return worker;
  }

  /** Resolves when its thread is gone, at the latest a moment after. */
  async end(worker: Worker): Promise<void> {
    await worker.terminate();
    this.#alive.delete(worker);
  }

  /** Starts one for the next file where there is room. It ends by itself when no file comes. */
  prepare(): void {
    if (this.#closed || this.#spare || this.#alive.size >= MOST_WORKERS) return;
    const worker = this.#start();
    worker.postMessage("warm up");
    this.#spare = worker;
    const drop = () => {
      if (this.#spare !== worker) return;
      clearTimeout(this.#idle);
      this.#spare = undefined;
      void this.end(worker);
    };
    worker.once("exit", drop);
    this.#idle = setTimeout(drop, IDLE_MS).unref();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#spare = undefined;
    clearTimeout(this.#idle);
    await Promise.all([...this.#alive].map((worker) => this.end(worker)));
  }

  #start(): Worker {
    const worker = new Worker(new URL("./worker.ts", import.meta.url), {
      resourceLimits: HEAP,
      // No environment; and what it prints (a library's warning may quote the file) is taken and not read.
      env: {},
      argv: [],
      stdin: false,
      stdout: true,
      stderr: true,
    });
    worker.on("error", () => undefined); // `one-file.ts` listens while a file is read
    worker.unref();
    this.#alive.add(worker);
    return worker;
  }
}
