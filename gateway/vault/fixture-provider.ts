import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { defineProvider, type Provider } from "../../mcp-servers/kit/index.ts";

export interface Seen {
  path: string;
  method: string;
  authorization: string | undefined;
  form: URLSearchParams;
}
type Reply = {
  status?: number;
  json?: unknown;
  text?: string;
  headers?: Record<string, string>;
  hang?: true;
};
type Answer = (seen: Seen) => Reply | Promise<Reply>;

/** A provider on loopback, for tests: what it answers is set by route, what it saw is in `seen`. */
export interface Stranger {
  provider: Provider;
  origin: string;
  seen: Seen[];
  routes: Record<string, Answer>;
  asked(path: string): Seen[];
  close(): Promise<void>;
}

async function read(req: IncomingMessage): Promise<Seen> {
  let body = "";
  for await (const chunk of req) body += chunk;
  const { url = "", method = "", headers } = req;
  return {
    path: url.split("?")[0]!,
    method,
    authorization: headers.authorization,
    form: new URLSearchParams(body),
  };
}

function write(res: ServerResponse, reply: Reply): void {
  if (reply.hang) return;
  const type = reply.json === undefined ? "text/plain" : "application/json";
  res.writeHead(reply.status ?? 200, { "content-type": type, ...reply.headers });
  res.end(reply.json === undefined ? (reply.text ?? "") : JSON.stringify(reply.json));
}

const listen = (server: Server) =>
  new Promise<string>((done) =>
    server.listen(0, "127.0.0.1", () =>
      done(`http://127.0.0.1:${(server.address() as { port: number }).port}`),
    ),
  );

export async function startStranger(): Promise<Stranger> {
  const seen: Seen[] = [];
  const routes: Record<string, Answer> = {};
  const server = createServer(async (req, res) => {
    const one = await read(req);
    seen.push(one);
    const answer = routes[one.path] ?? (() => ({ status: 404 }));
    write(res, await answer(one));
  });
  const origin = await listen(server);
  const real = [
    "https://accounts.stranger.example",
    "https://api.stranger.example",
    "https://id.stranger.example",
  ];
  return {
    provider: strangerProvider(Object.fromEntries(real.map((r) => [r, origin]))),
    origin,
    seen,
    routes,
    asked: (path) => seen.filter((one) => one.path === path),
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

function strangerProvider(origins: Record<string, string>): Provider {
  return defineProvider({
    id: "stranger",
    title: "Stranger",
    description: "For tests.",
    issuer: "https://accounts.stranger.example",
    authorizationEndpoint: "https://accounts.stranger.example/authorize",
    tokenEndpoint: "https://accounts.stranger.example/token",
    authorizationParams: { access_type: "offline", state: "ours-wins" },
    pkce: "S256",
    clientAuthentication: "client_secret_post",
    scopeSeparator: " ",
    identityScopes: ["email"],
    scopeAliases: { "https://stranger.example/email": "email" },
    scopes: {},
    refreshTokenExpected: true,
    identity: {
      method: "GET",
      endpoint: "https://id.stranger.example/me",
      id: ["sub"],
      label: ["email"],
    },
    revocation: {
      method: "POST",
      authentication: "none",
      body: "form",
      accepts: "any",
      endpoint: "https://accounts.stranger.example/revoke",
      endsWholeGrant: true,
      alreadyDead: [400],
    },
    probe: { method: "GET", url: "https://id.stranger.example/me", label: "me" },
    apiHosts: ["api.stranger.example"],
    sandbox: true,
    origins,
  });
}
