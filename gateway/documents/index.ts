import type { ChildProcess } from "node:child_process";
import type { ExtractedText, File } from "../../mcp-servers/kit/index.ts";
import { LIMITS } from "./limits.ts";
import { readIn } from "./one-file.ts";
import { closing, tooBig, tooMany } from "./problems.ts";
import { Workers } from "./workers.ts";

export interface DocumentsOptions {
  /** Wall clock a file may take, in milliseconds; 15 seconds. */
  timeMs?: number;
  /** Files that may wait for their turn; 20. */
  waiting?: number;
  /** Bytes of memory that the process of a file may take, its own included; 600 MB. */
  memoryBytes?: number;
}

/** Takes the text out of files, apart from the event loop. See docs/decisions/0025. */
export interface Documents {
  /**
   * The text in a file: as `Api.text` says. Throws `ToolError`: `bad_argument` for what holds no text or cannot be
   * read, `too_large` for what takes too much time, memory or bytes, `rate_limited` when too many files wait. Rejects
   * with the signal's reason when it is aborted; its process is ended then.
   */
  text(file: File, signal: AbortSignal): Promise<ExtractedText>;
  /** Ends what is under way. */
  close(): Promise<void>;
}

const MB = 1024 * 1024;

export function openDocuments(options: DocumentsOptions = {}): Documents {
  const { timeMs = 15_000, waiting: most = 20, memoryBytes = 600 * MB } = options;
  const workers = new Workers(memoryBytes);
  const waiting = new Set<(worker: ChildProcess) => void>();
  const stopWaiting = new Set<(reason: unknown) => void>();
  let closed = false;

  const goOn = () => {
    const [next] = waiting;
    if (next && workers.room) {
      waiting.delete(next);
      next(workers.take());
    }
  };

  const leave = (worker: ChildProcess) => {
    void workers.end(worker).then(() => {
      if (waiting.size === 0) workers.prepare();
      goOn();
    });
  };

  /** The process of this file, when it is its turn. */
  const turn = async (signal: AbortSignal): Promise<ChildProcess> => {
    if (workers.room && waiting.size === 0) return workers.take();
    if (waiting.size >= most) throw tooMany();
    const gate = Promise.withResolvers<ChildProcess>();
    const giveUp = () => {
      if (waiting.delete(gate.resolve)) gate.reject(signal.reason);
    };
    waiting.add(gate.resolve);
    stopWaiting.add(gate.reject);
    signal.addEventListener("abort", giveUp, { once: true });
    return await gate.promise.finally(() => {
      signal.removeEventListener("abort", giveUp);
      stopWaiting.delete(gate.reject);
    });
  };

  const text = async (file: File, signal: AbortSignal): Promise<ExtractedText> => {
    signal.throwIfAborted();
    if (closed) throw closing();
    if (file.bytes.length > LIMITS.fileBytes) throw tooBig(LIMITS.fileBytes / MB);
    const worker = await turn(signal);
    const aborted = Promise.withResolvers<never>();
    const abort = () => aborted.reject(signal.reason);
    signal.addEventListener("abort", abort, { once: true });
    if (signal.aborted) abort();
    try {
      const { bytes, name, mimeType } = file;
      const reading = readIn(worker, { bytes, name, mimeType }, timeMs);
      return await Promise.race([aborted.promise, reading]);
    } catch (error) {
      throw closed ? closing() : error;
    } finally {
      signal.removeEventListener("abort", abort);
      leave(worker);
    }
  };

  return {
    text,
    async close() {
      closed = true;
      waiting.clear();
      for (const stop of stopWaiting) stop(closing());
      await workers.close();
    },
  };
}
