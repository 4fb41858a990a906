import { toProblem } from "../api/client.ts";
import { ApiError, localError } from "../api/error.ts";

export type Received = { bytes: number; rows: number };

const NEWLINE = 10;
/** Often enough for eyes, seldom enough for the page. */
const TELL_MS = 100;

/**
 * Reads an answer of any length to its end. Rows are counted by their line ends. Throws `ApiError`, and an `AbortError`
 * when stopped.
 */
export async function receive(
  url: string,
  signal: AbortSignal,
  onProgress: (received: Received) => void,
): Promise<Blob> {
  const response = await ask(url, signal);
  if (!response.ok) throw toProblem(response, await response.json().catch(() => undefined));
  const parts: Uint8Array<ArrayBuffer>[] = [];
  const received = { bytes: 0, rows: 0 };
  let told = 0;
  try {
    for await (const part of chunks(response)) {
      parts.push(part);
      received.bytes += part.byteLength;
      for (const byte of part) if (byte === NEWLINE) received.rows += 1;
      if (performance.now() - told < TELL_MS) continue;
      told = performance.now();
      onProgress({ ...received });
    }
  } catch (error) {
    throw asFailure(error, signal);
  }
  onProgress({ ...received });
  return new Blob(parts, { type: response.headers.get("content-type") ?? "application/octet-stream" });
}

async function ask(url: string, signal: AbortSignal): Promise<Response> {
  try {
    return await fetch(url, { signal, credentials: "same-origin", cache: "no-store" });
  } catch (error) {
    throw asFailure(error, signal);
  }
}

/** Browsers do not all iterate a body. */
async function* chunks({ body }: Response): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const reader = body?.getReader();
  if (!reader) return;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}

const asFailure = (error: unknown, signal: AbortSignal): unknown =>
  signal.aborted || error instanceof ApiError ? error : localError("gateway_unreachable");

/** Hands what was read to the browser's own downloads. */
export function keep(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // Not at once: the browser reads it after the click.
  window.setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
