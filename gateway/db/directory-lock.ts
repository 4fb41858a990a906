import { closeSync, openSync, readFileSync, rmSync, statSync, utimesSync, writeSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";

interface Holder {
  pid: number;
  host: string;
  /** Start time of the process in clock ticks since boot (Linux), to tell a reused pid from the holder. */
  started: string;
}

const BEAT_MS = 5_000;
/** On another host a pid says nothing; a lock file not touched for this long is abandoned. */
const STALE_MS = 30_000;

function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
  } catch {
    return "";
  }
}

function isAlive(file: string): Holder | undefined {
  let holder: Holder;
  let touched: number;
  try {
    holder = JSON.parse(readFileSync(file, "utf8")) as Holder;
    touched = statSync(file).mtimeMs;
  } catch {
    return undefined;
  }
  if (holder.host !== hostname()) return Date.now() - touched < STALE_MS ? holder : undefined;
  if (holder.pid === process.pid) return holder.started === startOf(process.pid) ? holder : undefined;
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return undefined;
  }
  return holder.started === "" || holder.started === startOf(holder.pid) ? holder : undefined;
}

/**
 * Keeps a second process off an embedded data directory: PGlite does not refuse it and would lose acknowledged
 * rows. Returns the release. Throws with the holder's pid and host when taken.
 */
export function lockDirectory(directory: string): () => void {
  const file = join(directory, "gateway.lock");
  for (let attempt = 0; ; attempt++) {
    try {
      const fd = openSync(file, "wx", 0o600);
      const me: Holder = { pid: process.pid, host: hostname(), started: startOf(process.pid) };
      writeSync(fd, JSON.stringify(me));
      closeSync(fd);
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST" || attempt > 3) throw error;
      const holder = isAlive(file);
      if (holder) {
        throw new Error(
          `${directory} is in use by process ${holder.pid} on ${holder.host}: an embedded database serves one process. ` +
            "Stop that one, choose another DATA_DIR, or set DATABASE_URL.",
        );
      }
      rmSync(file, { force: true });
    }
  }
  const beat = setInterval(() => {
    const now = new Date();
    try {
      utimesSync(file, now, now);
    } catch {
      // The directory may be gone already at shutdown; the next start decides by pid.
    }
  }, BEAT_MS);
  beat.unref();
  return () => {
    clearInterval(beat);
    rmSync(file, { force: true });
  };
}
