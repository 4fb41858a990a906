import type { Readable } from "node:stream";

/** All that a command has of the world. Tests give their own; `main.ts` gives the process's. */
export interface Io {
  /** Results. Resolves when the reader took it: an export is larger than what should wait in memory. */
  out(text: string | Uint8Array): Promise<void> | void;
  /** What goes with them: progress, questions, problems. */
  err(text: string): void;
  env: Readonly<Record<string, string | undefined>>;
  /** Aborts with Ctrl-C. */
  signal?: AbortSignal | undefined;
  /** Answers come from here; absent: nobody can be asked. */
  input?: (Readable & { isTTY?: boolean; setRawMode?(raw: boolean): void }) | undefined;
  /** Columns of the terminal that `out` is; absent: it is a pipe or a file. */
  columns?: number | undefined;
  /** Whether `err` is a terminal: then progress rewrites its line. */
  live?: boolean | undefined;
  /** Where the gateway's configuration lives (`.env`), and what relative paths in it are relative to. */
  root?: string | undefined;
}

/** Of people's own files: what `--out` and `--file` are relative to is the process's directory. */
export const usesColor = (io: Io): boolean =>
  io.columns !== undefined && !io.env.NO_COLOR && io.env.TERM !== "dumb";
