import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";

/**
 * The suite cannot send a token: this adds it. Where Host and Origin name the proxy they name the gateway behind it,
 * as with any reverse proxy; other names go through as they are.
 */
export function bearerProxy(target: URL, token: string): Promise<{ url: string; close(): void }> {
  const server = createServer((incoming, outgoing) => {
    const { method, headers: sent } = incoming;
    const own = `localhost:${(server.address() as AddressInfo).port}`;
    const headers = { ...sent, authorization: `Bearer ${token}` };
    if (sent.host === own) headers.host = target.host;
    if (sent.origin === `http://${own}`) headers.origin = target.origin;
    const onward = request(
      { host: target.hostname, port: target.port, path: incoming.url, method, headers },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        outgoing.flushHeaders(); // a stream may say nothing for a while
        answer.pipe(outgoing);
      },
    );
    onward.on("error", () => outgoing.destroy());
    outgoing.on("close", () => onward.destroy());
    incoming.pipe(onward);
  });
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      resolve({ url: `http://localhost:${port}`, close: () => server.close() });
    });
  });
}
