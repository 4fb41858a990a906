import type { IncomingMessage, ServerResponse } from "node:http";
import type { AuthInfo, McpHttpHandler } from "@modelcontextprotocol/server";

const SINGLE = new Set(["tools/call", "tools/list", "ping", "initialize", "server/discover"]);

/** The request without its body, which the handler gets parsed. */
function toRequest(req: IncomingMessage, signal: AbortSignal | undefined): Request {
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
 * Serves one request through the SDK's web-standard handler. The SDK's own Node adapter hands every answer through
 * two streams; most of ours are one JSON body, and this way a call costs a tenth less.
 */
export async function serveNode(
  handler: McpHttpHandler,
  req: IncomingMessage,
  res: ServerResponse,
  auth: AuthInfo,
  body: unknown,
): Promise<void> {
  const method = (body as { method?: unknown } | undefined)?.method;
  // Calls are cancelled by their scope; only what may stay open needs to hear of a disconnect here.
  const gone = typeof method === "string" && SINGLE.has(method) ? undefined : new AbortController();
  if (gone) res.once("close", () => gone.abort());
  const response = await handler.fetch(toRequest(req, gone?.signal), {
    authInfo: auth,
    ...(body !== undefined && { parsedBody: body }),
  });
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
