import { type FileHandle, open } from "node:fs/promises";
import { CliError, EXIT } from "./exit.ts";
import type { Io } from "./io.ts";

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

/** A new file that only its owner reads, or stdout. Never replaces what is there. */
export async function openTarget(io: Io, path: string | undefined): Promise<Target> {
  if (path === undefined) {
    return { write: async (chunk) => void (await io.out(chunk)), close: async () => {} };
  }
  const file: FileHandle = await open(path, "wx", 0o600).catch(cannotWrite);
  return {
    write: (chunk) => file.appendFile(chunk),
    async close() {
      await file.sync();
      await file.close();
    },
  };
}
