import type { Io } from "./io.ts";

const LIVE_MS = 100;
const LINE_MS = 2_000;

export interface Progress {
  /** What is being done now; shown now and then. */
  tell(text: string): void;
  /** Takes the live line away. */
  done(): void;
}

/** Long work on stderr: a terminal sees one line that changes, a log a line every two seconds. */
export function openProgress(io: Io): Progress {
  let shown = performance.now();
  let width = 0;
  const wipe = () => {
    if (width > 0) io.err(`\r${" ".repeat(width)}\r`);
    width = 0;
  };
  return {
    tell(text) {
      const now = performance.now();
      if (now - shown < (io.live ? LIVE_MS : LINE_MS)) return;
      shown = now;
      if (!io.live) {
        io.err(`${text} …\n`);
        return;
      }
      wipe();
      width = text.length + 2;
      io.err(`${text} …`);
    },
    done: wipe,
  };
}
