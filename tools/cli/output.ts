import { type FileHandle, open } from "node:fs/promises";
import { CliError, EXIT } from "./exit.ts";
import type { Io } from "./io.ts";
import { cleanLines } from "./text.ts";

export interface Target {
  write(chunk: string | Uint8Array): Promise<void>;
  close(): Promise<void>;
}

/** Why a file could not be written, in words. */
export function cannotWrite(error: NodeJS.ErrnoException): never {
  const why = error.code === "EEXIST" ? "it exists already" : error.code;
  throw new CliError(EXIT.failed, `Cannot write ${error.path}: ${why}.`, {
    next: "Name another file: nothing is ever written over.",
  });
}

/** Bytes go as they are into a pipe; on a terminal they are looked at, and what others wrote is made fit for it. */
function openOut(io: Io): Target {
  if (io.columns === undefined)
    return { write: async (chunk) => void (await io.out(chunk)), close: async () => {} };
  const decoder = new TextDecoder();
  const show = (text: string) => io.out(cleanLines(text));
  return {
    write: async (chunk) =>
      void (await show(typeof chunk === "string" ? chunk : decoder.decode(chunk, { stream: true }))),
    close: async () => void (await show(decoder.decode())),
  };
}

/** A new file that only its owner reads, or stdout. Never replaces what is there. */
export async function openTarget(io: Io, path: string | undefined): Promise<Target> {
  if (path === undefined) return openOut(io);
  const file: FileHandle = await open(path, "wx", 0o600).catch(cannotWrite);
  return {
    write: (chunk) => file.appendFile(chunk),
    async close() {
      await file.sync();
      await file.close();
    },
  };
}
