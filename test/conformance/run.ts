// npm run test:conformance: the generic scenarios of the official MCP conformance suite against /mcp/gmail. The other
// scenarios of the suite call tools, resources and prompts of its own fixture server.
import { spawn } from "node:child_process";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { startGateway } from "../support/gateway.ts";

const SCENARIOS = [
  "server-initialize",
  "ping",
  "tools-list",
  "dns-rebinding-protection",
  "http-header-validation",
  "server-sse-multiple-streams",
];

/**
 * The suite cannot send a token: this adds it. Where Host and Origin name the proxy they name the gateway behind it,
 * as with any reverse proxy; other names go through as they are.
 */
function bearerProxy(target: URL, token: string): Promise<{ url: string; close(): void }> {
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

/** Its output when it fails. */
function scenario(name: string, url: string): Promise<string | undefined> {
  const child = spawn("conformance", ["server", "--url", url, "--scenario", name], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      said += chunk;
    });
  }
  return new Promise((resolve, reject) => {
    child.once("error", reject).once("close", (code) => resolve(code === 0 ? undefined : said));
  });
}

const gateway = await startGateway();
const { value } = await gateway.owner.newToken({ servers: ["gmail"] });
const proxy = await bearerProxy(new URL(gateway.url), value);
let failed = 0;
for (const name of SCENARIOS) {
  const started = performance.now();
  const said = await scenario(name, `${proxy.url}/mcp/gmail`);
  console.log(`${said === undefined ? "✓" : "✗"} ${name}  ${Math.round(performance.now() - started)} ms`);
  if (said === undefined) continue;
  failed++;
  console.log(said);
}
proxy.close();
await gateway.close();
console.log(
  failed === 0 ? `conformance: ${SCENARIOS.length} scenarios pass` : `conformance: ${failed} FAILED`,
);
process.exit(failed === 0 ? 0 : 1);
