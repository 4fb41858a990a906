import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type CryptoKey, exportJWK, generateKeyPair, type JWTHeaderParameters, SignJWT } from "jose";

type Claims = Record<string, unknown>;

/** What the next answers look like; tests change it. */
export interface Lies {
  /** On top of an honest discovery document. */
  metadata: Record<string, unknown>;
  /** On top of honest claims; `undefined` leaves one out. */
  claims: Claims;
  header: Partial<JWTHeaderParameters>;
  /** Who signs: the issuer's own key, another one, the client's secret, or nobody. */
  signedBy: "issuer" | "stranger" | "client_secret" | "nobody";
  /** Instead of an answer, for a path. */
  answers: Map<string, (req: IncomingMessage, res: ServerResponse, body: string) => void>;
  userinfo: Claims | undefined;
}

/** An OpenID provider that does what `oidc-provider` never would. Any code is taken. */
export interface HostileIssuer {
  issuer: string;
  clientId: string;
  clientSecret: string;
  lies: Lies;
  /** Honest again. `nonce` goes into the next ID token. */
  honest(nonce?: string): void;
  /** The form of each token request. */
  tokenRequests: URLSearchParams[];
  /** Every ID and access token it gave out. */
  issued: string[];
  close(): Promise<void>;
}

const CLIENT = { id: "gateway-login", secret: "the-client-secret-of-the-login-77b2a1c4" };

export async function startHostileIssuer(): Promise<HostileIssuer> {
  const [own, stranger] = [await generateKeyPair("RS256"), await generateKeyPair("RS256")];
  const jwk = { ...(await exportJWK(own.publicKey)), kid: "own", alg: "RS256", use: "sig" };
  let nonce = "";
  const tokenRequests: URLSearchParams[] = [];
  const issued: string[] = [];
  const lies = {} as Lies;
  const honest = (next = nonce) => {
    nonce = next;
    Object.assign(lies, {
      metadata: {},
      claims: {},
      header: {},
      signedBy: "issuer",
      answers: new Map(),
      userinfo: undefined,
    } satisfies Lies);
  };
  honest();

  const idToken = async (): Promise<string> => {
    const now = Math.floor(Date.now() / 1_000);
    const claims = {
      iss: issuer,
      sub: "u-1",
      aud: CLIENT.id,
      iat: now,
      exp: now + 300,
      nonce,
      email: "owner@acme.test",
      email_verified: true,
      ...lies.claims,
    };
    if (lies.signedBy === "nobody") {
      const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
      return `${part({ alg: "none", ...lies.header })}.${part(claims)}.`;
    }
    const keys: Record<string, [CryptoKey | Uint8Array, string]> = {
      issuer: [own.privateKey, "RS256"],
      stranger: [stranger.privateKey, "RS256"],
      client_secret: [Buffer.from(CLIENT.secret), "HS256"],
    };
    const [key, alg] = keys[lies.signedBy] ?? [own.privateKey, "RS256"];
    return new SignJWT(claims).setProtectedHeader({ alg, kid: "own", ...lies.header }).sign(key);
  };

  const server = createServer(async (req, res) => {
    const path = req.url?.split("?")[0] ?? "/";
    let body = "";
    for await (const chunk of req) body += chunk;
    const answer = lies.answers.get(path);
    if (answer) return answer(req, res, body);
    const json = (value: object) =>
      res.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(value));
    if (path === "/.well-known/openid-configuration") {
      return void json({
        issuer,
        authorization_endpoint: `${issuer}/auth`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/jwks`,
        userinfo_endpoint: `${issuer}/me`,
        response_types_supported: ["code"],
        subject_types_supported: ["public"],
        id_token_signing_alg_values_supported: ["RS256"],
        ...lies.metadata,
      });
    }
    if (path === "/jwks") return void json({ keys: [jwk] });
    if (path === "/me" && lies.userinfo) return void json(lies.userinfo);
    if (path !== "/token") return void res.writeHead(404).end();
    tokenRequests.push(new URLSearchParams(body));
    const [id, access] = [await idToken(), `access-${crypto.randomUUID()}`];
    issued.push(id, access);
    json({ access_token: access, token_type: "Bearer", expires_in: 60, id_token: id });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    issuer,
    clientId: CLIENT.id,
    clientSecret: CLIENT.secret,
    lies,
    honest,
    tokenRequests,
    issued,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}
