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
      (answer) => {
        const parts: Buffer[] = [];
        for (let at = 0; at < answer.rawHeaders.length; at += 2) {
          const name = answer.rawHeaders[at] ?? "";
          if (!/^(transfer-encoding|connection|keep-alive)$/i.test(name))
            res.appendHeader(name, answer.rawHeaders[at + 1] ?? "");
        }
        res.writeHead(answer.statusCode ?? 502);
        // A stream may stay open: who asked must see that it is there. Anything else is kept before it is passed on.
        const isStream = answer.headers["content-type"]?.startsWith("text/event-stream") === true;
        if (isStream) res.flushHeaders();
        answer.on("data", (part: Buffer) => {
          parts.push(part);
          if (isStream) res.write(part);
        });
        answer.on("error", () => res.destroy());
        answer.on("close", () => {
          const url = new URL(req.url ?? "/", "http://localhost");
          all.push({
            method: req.method ?? "",
            path: url.pathname,
            search: url.search,
            requestBody: sent.toString("utf8"),
            requestHeaders: req.headers,
            status: answer.statusCode ?? 0,
            rawHeaders: answer.rawHeaders,
            body: Buffer.concat(parts).toString("utf8"),
          });
          res.end(isStream ? undefined : Buffer.concat(parts));
        });
        res.on("close", () => answer.destroy());
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
