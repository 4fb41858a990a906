import { createHash } from "node:crypto";
import * as oauth from "openid-client";
import { defineProvider, type Provider } from "../../mcp-servers/kit/index.ts";
import type { Egress } from "../egress/index.ts";
import { configure } from "./oauth-client.ts";
import { Secret } from "./secret.ts";
import { ID_TOKEN, NOW } from "./token-shapes/index.ts";

const issuer = "https://accounts.shapes.example";
const client = { id: "app-1", secret: new Secret("client-secret-canary") };
const callback = new URL("https://gateway.example/callback?code=c&state=s");

export interface Sent {
  status?: number;
  body: string;
  headers?: Record<string, string>;
}

const provider = (userField: string | undefined): Provider =>
  defineProvider({
    id: "shapes",
    title: "Shapes",
    description: "For tests.",
    issuer,
    authorizationEndpoint: `${issuer}/authorize`,
    tokenEndpoint: `${issuer}/token`,
    authorizationParams: {},
    pkce: "S256",
    clientAuthentication: "client_secret_post",
    scopeSeparator: " ",
    identityScopes: [],
    scopeAliases: {},
    scopes: {},
    refreshTokenExpected: false,
    ...(userField !== undefined && {
      userToken: { scopePrefix: "user:", authorizationParam: "user_scope", field: userField },
    }),
    identity: { method: "GET", endpoint: `${issuer}/me`, id: ["sub"], label: ["email"] },
    revocation: {
      method: "POST",
      endpoint: `${issuer}/revoke`,
      authentication: "none",
      body: "form",
      accepts: "any",
      endsWholeGrant: false,
      alreadyDead: [],
    },
    probe: { method: "GET", url: `${issuer}/me`, label: "me" },
    apiHosts: [],
  });

/** The gateway's own client of a token endpoint that answers everything with `sent`. */
export function clientOf(sent: Sent, userField?: string) {
  const egress: Egress = {
    send: async () => ({
      status: sent.status ?? 200,
      headers: { "content-type": "application/json", ...sent.headers },
      body: Buffer.from(sent.body),
    }),
    close: async () => {},
  };
  const config = configure({ egress, clock: () => NOW }, provider(userField), client);
  return granting(config);
}

/** openid-client as it comes, with nothing between it and the answer. */
export function bareClientOf(sent: Sent) {
  const server = { issuer, token_endpoint: `${issuer}/token` };
  const config = new oauth.Configuration(
    server,
    client.id,
    {},
    oauth.ClientSecretPost("client-secret-canary"),
  );
  config[oauth.customFetch] = async () =>
    new Response(sent.body, {
      status: sent.status ?? 200,
      headers: { "content-type": "application/json", ...sent.headers },
    });
  return granting(config);
}

const granting = (config: oauth.Configuration) => ({
  code: () =>
    oauth.authorizationCodeGrant(config, callback, { expectedState: "s", pkceCodeVerifier: "v".repeat(43) }),
  refresh: () => oauth.refreshTokenGrant(config, "rt-canary"),
});

/** The answer as it goes over the wire, with a real ID token (OpenID Connect Core section 2) where it has one. */
export function wire(body: unknown): string {
  if (typeof body === "string") return body;
  return JSON.stringify(body, (_, value: unknown) => (value === ID_TOKEN ? idToken() : value));
}

function idToken(): string {
  const iat = Math.floor(NOW / 1000);
  const claims = { iss: issuer, aud: client.id, sub: "1", iat, exp: iat + 3600 };
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const head = `${part({ alg: "RS256", kid: "1" })}.${part(claims)}`;
  return `${head}.${createHash("sha256").update(head).digest("base64url")}`;
}
