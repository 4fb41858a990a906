import type { ChildProcess } from "node:child_process";
import { z } from "zod";
import type { ExtractedText, ToolError } from "../../mcp-servers/kit/index.ts";
import { LIMITS } from "./limits.ts";
import { problemError, tooLong, tooMuchMemory } from "./problems.ts";
import { type Job, PROBLEMS } from "./protocol.ts";

/**
 * A process has been alone with a hostile file: what it says is believed no more than the file, and only these shapes
 * are taken.
 */
const answerSchema = z.union([
  z.strictObject({
    text: z.string().max(LIMITS.textChars),
    format: z.enum(["markdown", "csv", "text"]),
    warnings: z.array(z.string().max(300)).max(20),
  }),
  z.strictObject({ problem: z.enum(PROBLEMS) }),
]);

/** How V8 ends a process whose heap is full, and how `watch.ts` ends one that takes too much beside it. */
const MEMORY_SIGNALS = new Set<string | null>(["SIGKILL", "SIGABRT", "SIGTRAP", "SIGILL"]);

/** Lets `worker` read one file, within `timeMs` of wall clock. It must be ended afterwards, whatever came of it. */
export function readIn(worker: ChildProcess, job: Job, timeMs: number): Promise<ExtractedText> {
  const done = Promise.withResolvers<ExtractedText>();
  const fail = (error: ToolError) => done.reject(error);
  const clock = setTimeout(() => fail(tooLong(timeMs / 1000)), timeMs);
  worker.once("message", (message: unknown) => {
    const answer = answerSchema.safeParse(message);
    if (!answer.success) fail(problemError("damaged"));
    else if ("problem" in answer.data) fail(problemError(answer.data.problem));
    else done.resolve(answer.data);
  });
  worker.on("error", () => fail(problemError("damaged")));
  worker.on("exit", (code, signal) => {
    fail(code === 134 || MEMORY_SIGNALS.has(signal) ? tooMuchMemory() : problemError("damaged"));
  });
  worker.send(job, () => undefined); // when it cannot be sent, the process is gone and says so itself
  return done.promise.finally(() => clearTimeout(clock));
}
