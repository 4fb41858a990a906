import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { defineProvider, type Provider } from "../../mcp-servers/kit/index.ts";

export interface Seen {
  path: string;
  method: string;
  authorization: string | undefined;
  contentType: string | undefined;
  body: string;
  form: URLSearchParams;
}
type Reply = {
  status?: number;
  json?: unknown;
  text?: string;
  headers?: Record<string, string>;
  hang?: true;
  /** The connection ends before the answer, or in the middle of it. */
  cut?: "before" | "within";
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
    contentType: headers["content-type"],
    body,
    form: new URLSearchParams(body),
  };
}

function write(res: ServerResponse, reply: Reply): void {
  if (reply.hang) return;
  if (reply.cut === "before") return void res.destroy();
  const type = reply.json === undefined ? "text/plain" : "application/json";
  res.writeHead(reply.status ?? 200, { "content-type": type, ...reply.headers });
  if (reply.cut === "within") return void res.write('{"access', () => res.destroy());
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

/** As Slack: a second token that acts as the person, errors under HTTP 200, two ids for an account. */
export function withUserToken(provider: Provider): Provider {
  return {
    ...provider,
    userToken: { scopePrefix: "user:", authorizationParam: "user_scope", field: "authed_user" },
    identityScopes: [],
    identity: { ...provider.identity, id: ["team", "sub"] },
    bodyErrors: {
      unauthorized: ["invalid_auth", "token_revoked"],
      alreadyDead: ["token_revoked"],
      faults: { ratelimited: "rate_limited", fatal_error: "provider_down", missing_scope: "no_permission" },
    },
    revocation: {
      ...provider.revocation,
      authentication: "token",
      body: "none",
      accepts: "access",
      endsWholeGrant: false,
      alreadyDead: [],
    },
  };
}

/** As GitHub: the app acts as itself on an installation, with tokens that its own key mints. */
export function withInstallation(provider: Provider): Provider {
  const api = "https://api.stranger.example";
  return {
    ...provider,
    identityScopes: [],
    appPermissions: {
      endpoint: `${api}/user/installations`,
      list: "installations",
      permissions: "permissions",
    },
    installation: {
      authorizationEndpoint: "https://accounts.stranger.example/apps/{app_slug}/installations/new",
      appEndpoint: `${api}/app`,
      tokenEndpoint: `${api}/app/installations/{installation_id}/access_tokens`,
      reachedEndpoint: `${api}/installation/repositories`,
      seenEndpoint: `${api}/user/installations/{installation_id}/repositories`,
      discard: {
        method: "DELETE",
        endpoint: "https://accounts.stranger.example/applications/{client_id}/token",
        authentication: "basic",
        body: "json",
        accepts: "access",
        endsWholeGrant: false,
        alreadyDead: [404, 422],
      },
    },
    identity: {
      method: "GET",
      endpoint: `${api}/app/installations/{installation_id}`,
      id: ["account.id"],
      label: ["account.login"],
    },
    revocation: {
      method: "DELETE",
      endpoint: `${api}/app/installations/{installation_id}`,
      authentication: "app",
      body: "none",
      accepts: "access",
      endsWholeGrant: true,
      alreadyDead: [404],
    },
  };
}
