import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

type Serve = (req: IncomingMessage, res: ServerResponse) => void;

/**
 * Serves JSON documents at paths, for `https://client.example`: clients' metadata, issuers' metadata and keys. A gateway
 * that is started with `app: { standIns }` finds them here.
 */
export interface DocumentServer {
  origin: string;
  standIns: ReadonlyMap<string, string>;
  /** By path; a function answers itself. */
  documents: Map<string, unknown | Serve>;
  /** How often each path was asked for. */
  asked: Map<string, number>;
  close(): Promise<void>;
}

export async function startDocuments(origin = "https://client.example"): Promise<DocumentServer> {
  const documents = new Map<string, unknown | Serve>();
  const asked = new Map<string, number>();
  const server = createServer((req, res) => {
    const path = req.url ?? "/";
    asked.set(path, (asked.get(path) ?? 0) + 1);
    const document = documents.get(path);
    if (typeof document === "function") return void (document as Serve)(req, res);
    if (document === undefined) return void res.writeHead(404).end();
    res.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(document));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const here = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    standIns: new Map([[origin, here]]),
    documents,
    asked,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}
