import { createServer, type IncomingMessage, type Server } from "node:http";
import type { Fault, SandboxGoogle } from "./google.ts";

/** What the control endpoint can be asked for, by path after `/__sandbox/`. */
const ACTIONS: Readonly<Record<string, (google: SandboxGoogle, body: Record<string, unknown>) => unknown>> = {
  stats: (google) => ({ requests: google.requestCount(), tokens: google.liveTokens() }),
  requests: (google) => google.requests(),
  "clear-requests": (google) => google.clearRequests(),
  "expire-tokens": (google) => google.expireAllAccessTokens(),
  "revoke-account": (google, body) => google.revokeAccount(text(body.email)),
  "access-token-seconds": (google, body) => google.setAccessTokenSeconds(Number(body.seconds)),
  /** Replaces every fault: `{faults: [{path: "/gmail/", delay: 20}]}`. Paths are prefixes here. */
  faults: (google, body) => {
    google.clearFaults();
    for (const fault of Array.isArray(body.faults) ? (body.faults as Fault[]) : []) google.inject(fault);
  },
  secrets: (google) => google.secrets(),
  mail: async (google, body) =>
    (await google.mail(text(body.email))).map(({ raw, ...message }) => ({ ...message, bytes: raw.length })),
};

/**
 * A second loopback port that steers the sandbox from another process: `POST /__sandbox/<action>` with a JSON body.
 * Not on the emulator's own port, so that nothing of it shows in what a gateway talks to.
 */
export async function startControl(google: SandboxGoogle): Promise<{ url: string; server: Server }> {
  const server = createServer(async (request, response) => {
    const name = /^\/__sandbox\/([a-z-]+)$/.exec(request.url ?? "")?.[1] ?? "";
    const action = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
    if (request.method !== "POST" || !action) {
      response.writeHead(404).end();
      return;
    }
    try {
      const answer = await action(google, await bodyOf(request));
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answer ?? {}));
    } catch (error) {
      response
        .writeHead(400, { "content-type": "application/json" })
        .end(JSON.stringify({ error: String(error) }));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The control port did not open.");
  return { url: `http://127.0.0.1:${address.port}`, server };
}

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const read: unknown = chunks.length === 0 ? {} : JSON.parse(Buffer.concat(chunks).toString("utf8"));
  return typeof read === "object" && read !== null ? (read as Record<string, unknown>) : {};
}

function text(value: unknown): string {
  if (typeof value !== "string") throw new Error("An address is missing.");
  return value;
}
