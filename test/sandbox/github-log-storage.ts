import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { GitHubServer } from "./github-server.ts";

export interface LogStorage {
  readonly url: string;
  /** How often a request came with a credential; it must never. */
  credentials(): number;
  close(): Promise<void>;
}

/**
 * The storage that GitHub keeps logs in, an origin of its own: its addresses carry their permission, and a request that
 * also brings an Authorization header is refused, as Azure does.
 * https://learn.microsoft.com/en-us/rest/api/storageservices/create-service-sas
 */
export async function startLogStorage(github: GitHubServer): Promise<LogStorage> {
  let credentials = 0;
  const server = createServer((request, response) => {
    if (request.headers.authorization !== undefined) credentials += 1;
    serve(github, request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, credentials: () => credentials, close: () => closed(server) };
}

function serve(github: GitHubServer, request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? "/", "http://storage");
  const signed = github.pulls.signed.get(url.searchParams.get("sig") ?? "");
  const log = signed && github.pulls.logs.get(signed.job);
  const refuse = (status: number, code: string) =>
    response
      .writeHead(status, { "content-type": "application/xml" })
      .end(`<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code></Error>`);
  if (request.method !== "GET") return void refuse(405, "UnsupportedHttpVerb");
  if (request.headers.authorization !== undefined) return void refuse(400, "InvalidAuthenticationInfo");
  if (!signed || signed.until < Date.now()) return void refuse(403, "AuthenticationFailed");
  if (!Buffer.isBuffer(log)) return void refuse(404, "BlobNotFound");
  response.writeHead(200, { "content-type": "text/plain", "content-length": log.length }).end(log);
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve, reject) => server.close((error) => (error ? reject(error) : resolve())));
}
