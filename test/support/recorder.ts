import { createServer, type IncomingHttpHeaders, request } from "node:http";
import type { AddressInfo } from "node:net";

export interface Recorded {
  method: string;
  path: string;
  search: string;
  requestBody: string;
  requestHeaders: IncomingHttpHeaders;
  status: number;
  /** Names and values as they came. */
  rawHeaders: string[];
  body: string;
}

export interface Recorder {
  url: string;
  all: Recorded[];
  close(): Promise<void>;
}

/** A door in front of a server on loopback that passes everything on and keeps all of it. */
export async function recordTo(target: string): Promise<Recorder> {
  const all: Recorded[] = [];
  const { port } = new URL(target);
  const server = createServer(async (req, res) => {
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk as Buffer);
    const sent = Buffer.concat(chunks);
    const onward = request(
      { host: "127.0.0.1", port, method: req.method, path: req.url, headers: req.headers, agent: false },
      async (answer) => {
        const parts: Buffer[] = [];
        for await (const part of answer) parts.push(part as Buffer);
        const body = Buffer.concat(parts);
        const url = new URL(req.url ?? "/", "http://localhost");
        all.push({
          method: req.method ?? "",
          path: url.pathname,
          search: url.search,
          requestBody: sent.toString("utf8"),
          requestHeaders: req.headers,
          status: answer.statusCode ?? 0,
          rawHeaders: answer.rawHeaders,
          body: body.toString("utf8"),
        });
        const raw: [string, string][] = [];
        for (let at = 0; at < answer.rawHeaders.length; at += 2) {
          const name = answer.rawHeaders[at] ?? "";
          if (!/^(transfer-encoding|connection|keep-alive)$/i.test(name))
            raw.push([name, answer.rawHeaders[at + 1] ?? ""]);
        }
        for (const [name, value] of raw) res.appendHeader(name, value);
        res.writeHead(answer.statusCode ?? 502).end(body);
      },
    );
    onward.on("error", () => res.destroy());
    onward.end(sent);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    all,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
