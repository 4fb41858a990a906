import { pino } from "pino";
import { GatewayError } from "./errors.ts";

export interface Log {
  trace(fields: object, message: string): void;
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** Error chains as names, codes and messages of our own; foreign messages may quote what they were given. */
function describeError(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return typeof error;
  const cause =
    error.cause !== undefined && depth < 3 ? { cause: describeError(error.cause, depth + 1) } : {};
  if (error instanceof GatewayError)
    return { name: error.name, code: error.code, detail: error.detail, stack: frames(error), ...cause };
  const code = (error as { code?: unknown }).code;
  return { name: error.name, ...(typeof code === "string" && { code }), stack: frames(error), ...cause };
}

/** The stack without its first line, which repeats the message. */
const frames = (error: Error): string[] =>
  (error.stack ?? "")
    .split("\n")
    .filter((line) => line.startsWith("    at "))
    .slice(0, 8)
    .map((line) => line.trim());

/**
 * JSON lines on stdout. Callers pass ids, codes, counts and durations; an error under `err` is reduced to its names,
 * codes and frames. There is no request body, header or query in any log line.
 */
export function openLog(level: string, destination?: { write(line: string): void }): Log {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: describeError },
    formatters: { level: (label: string) => ({ level: label }) },
  };
  return destination ? pino(options, destination) : pino(options);
}
