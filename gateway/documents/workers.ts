import { type ChildProcess, fork } from "node:child_process";
import { realpathSync } from "node:fs";
import { setPriority } from "node:os";
import { fileURLToPath } from "node:url";

/** Most processes alive at once: those that read, and the one that waits for the next file. */
export const MOST_WORKERS = 2;
/** How long a process waits for a file that does not come. */
const IDLE_MS = 30_000;
/** This room, the kit, and the libraries, wherever a link leads to them. Not the configuration, not the data. */
const READABLE = ["gateway/documents/", "mcp-servers/kit/", "package.json", "node_modules/"].flatMap(
  (part) => {
    const path = fileURLToPath(new URL(`../../${part}`, import.meta.url));
    const real = realpathSync(path);
    return real === path ? [path] : [path, real];
  },
);
const FLAGS = [
  "--max-old-space-size=256",
  // Reads this program and its libraries; no other file, no program, no native code, no code made of strings.
  "--permission",
  ...READABLE.map((path) => `--allow-fs-read=${path}`),
  "--allow-worker",
  "--no-addons",
  "--disallow-code-generation-from-strings",
  "--no-warnings",
];

/**
 * Processes that read files. No process reads two, so nothing that a file does to one meets another file. As a start
 * takes longer than most files, one is started ahead while there is room for it.
 */
export class Workers {
  #rssBytes: number;
  #alive = new Set<ChildProcess>();
  #spare: ChildProcess | undefined;
  #idle: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(rssBytes: number) {
    this.#rssBytes = rssBytes;
  }

  /** Whether a file can begin now. */
  get room(): boolean {
    return this.#spare !== undefined || this.#alive.size < MOST_WORKERS;
  }

  /** A process for one file; `end` it afterwards. */
  take(): ChildProcess {
    const worker = this.#spare ?? this.#start();
    clearTimeout(this.#idle);
    this.#spare = undefined;
    return worker;
  }

  /** Resolves when it is gone. Nothing in it can hold this up. */
  async end(worker: ChildProcess): Promise<void> {
    if (!this.#alive.has(worker)) return;
    const gone = new Promise((resolve) => worker.once("exit", resolve).once("error", resolve));
    worker.ref(); // whoever waits for its end waits for it to be over, not for the process to run out of work
    worker.kill("SIGKILL");
    await gone;
  }

  /** Starts one for the next file where there is room. It ends when no file comes. */
  prepare(): void {
    if (this.#closed || this.#spare || this.#alive.size >= MOST_WORKERS) return;
    const worker = this.#start();
    worker.send("warm up", () => undefined);
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

  #start(): ChildProcess {
    const worker = fork(new URL("./worker.ts", import.meta.url), [String(this.#rssBytes)], {
      execArgv: FLAGS,
      serialization: "advanced",
      // No environment, and nothing that it prints (a library's warning may quote the file) is seen.
      env: {},
      stdio: ["ignore", "ignore", "ignore", "ipc"],
    });
    this.#alive.add(worker);
    const gone = () => this.#alive.delete(worker);
    worker.once("exit", gone);
    worker.once("error", gone); // it could not be started; `one-file.ts` listens while a file is read
    worker.unref();
    worker.channel?.unref();
    beNice(worker.pid);
    return worker;
  }
}

/** Calls are served before files are read. */
function beNice(pid: number | undefined): void {
  try {
    if (pid !== undefined) setPriority(pid, 5);
  } catch {
    // Not allowed here, or gone already.
  }
}
