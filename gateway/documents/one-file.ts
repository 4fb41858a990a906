import type { Worker } from "node:worker_threads";
import { z } from "zod";
import type { ExtractedText, ToolError } from "../../mcp-servers/kit/index.ts";
import { LIMITS } from "./limits.ts";
import { problemError, tooLong, tooMuchMemory } from "./problems.ts";
import { type Job, PROBLEMS } from "./protocol.ts";

/**
 * A worker has been alone with a hostile file: what it says is believed no more than the file, and only these shapes
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

/** How often a worker's memory is looked at: buffers do not count against `resourceLimits`. */
const LOOK_MS = 50;

export interface RunLimits {
  /** Wall clock, in milliseconds. */
  timeMs: number;
  /** Bytes outside the heap: what is unpacked. */
  buffers: number;
}

/** Lets `worker` read one file. It must be ended afterwards, whatever came of it. */
export function readIn(worker: Worker, job: Job, limits: RunLimits): Promise<ExtractedText> {
  const done = Promise.withResolvers<ExtractedText>();
  const fail = (error: ToolError) => done.reject(error);
  const clock = setTimeout(() => fail(tooLong(limits.timeMs / 1000)), limits.timeMs);
  const look = setInterval(() => {
    worker.getHeapStatistics().then(
      ({ external_memory }) => external_memory > limits.buffers && fail(tooMuchMemory()),
      () => undefined, // it has ended, and the listeners below know why
    );
  }, LOOK_MS);
  const onMessage = (message: unknown) => {
    const answer = answerSchema.safeParse(message);
    if (!answer.success) fail(problemError("damaged"));
    else if ("problem" in answer.data) fail(problemError(answer.data.problem));
    else done.resolve(answer.data);
  };
  worker.on("message", onMessage);
  worker.on("error", (error: unknown) =>
    fail(outOfMemory(error) ? tooMuchMemory() : problemError("damaged")),
  );
  worker.on("exit", () => fail(problemError("damaged")));
  const bytes = new Uint8Array(job.bytes); // a copy of its own: the caller keeps the bytes
  worker.postMessage({ ...job, bytes } satisfies Job, [bytes.buffer]);
  return done.promise.finally(() => {
    clearTimeout(clock);
    clearInterval(look);
  });
}

const outOfMemory = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY";
