import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

/** A server on this machine that nobody may be led to. What reaches it, it keeps. */
export interface Thief {
  port: number;
  /** http://127.0.0.1:port */
  url: string;
  taken: { method: string; path: string; headers: IncomingHttpHeaders; body: string }[];
  close(): Promise<void>;
}

export async function startThief(): Promise<Thief> {
  const taken: Thief["taken"] = [];
  const server = createServer(async (req, res) => {
    let body = "";
    for await (const chunk of req) body += chunk;
    taken.push({ method: req.method ?? "", path: req.url ?? "", headers: req.headers, body });
    res.writeHead(200, { "content-type": "application/json" }).end('{"ok":true}');
  });
  // Whoever knocks at all is noted, also when it is TLS that is spoken.
  server.on("connection", (socket) =>
    socket.once("data", () => taken.push({ method: "CONNECTION", path: "", headers: {}, body: "" })),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    taken,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}
