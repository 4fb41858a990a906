import { createHash, randomBytes } from "node:crypto";
import { Browser } from "./browser.ts";
import type { Person } from "./person.ts";

/** What the person answers on the consent page. */
export interface Answer {
  decision?: "allow" | "deny";
  workspace?: string;
  servers?: string[];
  readOnly?: boolean;
}

export interface Tokens {
  access_token: string;
  refresh_token?: string;
  expires_in: number;
  scope: string;
  token_type: string;
}

export interface Reply<T = Record<string, unknown>> {
  status: number;
  headers: Headers;
  body: T;
}

export interface OAuthClientOptions {
  /** The gateway. */
  url: string;
  /** Default: a loopback address, so a native client. */
  redirectUri?: string;
  /** Its `client_id`; left out: it registers itself when it is first needed. */
  clientId?: string;
  clientSecret?: string;
  name?: string;
}

export const REDIRECT_URI = "http://127.0.0.1:4998/callback";

const digest = (text: string) => createHash("sha256").update(text).digest("base64url");

/** The claims of a JWT, unchecked. */
export const claimsOf = (token: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8"));

async function reply<T = Record<string, unknown>>(response: Response): Promise<Reply<T>> {
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.includes("json") === true;
  return {
    status: response.status,
    headers: response.headers,
    body: (isJson && text ? JSON.parse(text) : text) as T,
  };
}

/** The browser of somebody who is signed in: it goes to the consent page as they would, with their session. */
export function browserOf(person: Person): Browser {
  const browser = new Browser(person.url);
  const [, name = "", value = ""] = /^([^=]+)=(.*)$/.exec(person.cookie) ?? [];
  browser.cookies.set(name, value);
  return browser;
}

/**
 * Takes an authorization request through the gateway as this person: to the consent page, answers it, and back to the
 * client. Works for whatever client made the address. The address that the client is sent to is returned, not opened.
 */
export async function authorizeAs(
  person: Person,
  authorizationUrl: string | URL,
  answer: Answer = {},
  browser: Browser = browserOf(person),
): Promise<URL> {
  const asked = await browser.go(String(authorizationUrl));
  const page = asked.location;
  if (!page) throw new Error(`the authorization request was not taken: ${asked.status} ${asked.text}`);
  if (!new URL(page, person.url).href.startsWith(`${person.url}/authorize/`))
    return new URL(page, person.url);
  return answerPage(person, browser, page, answer);
}

async function answerPage(person: Person, browser: Browser, page: string, answer: Answer): Promise<URL> {
  const remembered = await browser.go(page);
  let next = remembered.status === 303 ? remembered.location : undefined;
  if (!next) {
    const uid = new URL(page, person.url).pathname.split("/").at(-1);
    const { decision = "allow", workspace, servers, readOnly = false } = answer;
    const decided = await browser.post(
      `/api/oauth/interactions/${uid}`,
      { decision, workspace, servers, read_only: readOnly },
      { "x-valetkey-csrf": person.session.csrf },
    );
    if (decided.status !== 200)
      throw new Error(`the answer was not taken: ${decided.status} ${decided.text}`);
    next = decided.body.redirect_to as string;
  }
  const back = await browser.go(next);
  if (!back.location) throw new Error(`there is no way back to the client: ${back.status} ${back.text}`);
  return new URL(back.location, person.url);
}

/** An OAuth client without a library: it does what it is told, also what no library would do. */
export class OAuthClient {
  readonly url: string;
  readonly redirectUri: string;
  clientId: string | undefined;
  clientSecret: string | undefined;
  readonly name: string;
  tokens: Tokens | undefined;
  verifier = "";
  state = "";

  constructor({
    url,
    redirectUri = REDIRECT_URI,
    clientId,
    clientSecret,
    name = "Test client",
  }: OAuthClientOptions) {
    this.url = url;
    this.redirectUri = redirectUri;
    this.clientId = clientId;
    this.clientSecret = clientSecret;
    this.name = name;
  }

  /** The MCP endpoint of a server; without one, of all of them. */
  resource(server?: string): string {
    return server === undefined ? `${this.url}/mcp` : `${this.url}/mcp/${server}`;
  }

  async register(metadata: Record<string, unknown> = {}): Promise<Reply> {
    const answered = await reply(
      await fetch(`${this.url}/oauth/register`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({
          client_name: this.name,
          redirect_uris: [this.redirectUri],
          grant_types: ["authorization_code", "refresh_token"],
          response_types: ["code"],
          token_endpoint_auth_method: "none",
          ...metadata,
        }),
      }),
    );
    if (answered.status === 201) {
      this.clientId = String(answered.body.client_id);
      this.clientSecret = answered.body.client_secret as string | undefined;
    }
    return answered;
  }

  /** A fresh request with PKCE (S256) and state. `undefined` in `change` leaves a parameter out. */
  authorizationUrl(resource: string, change: Record<string, string | undefined> = {}): URL {
    this.verifier = randomBytes(32).toString("base64url");
    this.state = randomBytes(8).toString("hex");
    const params = {
      response_type: "code",
      client_id: this.clientId,
      redirect_uri: this.redirectUri,
      scope: "mcp:read mcp:write",
      state: this.state,
      code_challenge: digest(this.verifier),
      code_challenge_method: "S256",
      resource,
      ...change,
    };
    const url = new URL(`${this.url}/oauth/authorize`);
    for (const [name, value] of Object.entries(params))
      if (value !== undefined) url.searchParams.set(name, value);
    return url;
  }

  /** Goes to the gateway as this person and answers with the parameters that come back. */
  async authorize(
    person: Person,
    resource: string,
    answer: Answer = {},
    change: Record<string, string | undefined> = {},
  ): Promise<URLSearchParams> {
    if (this.clientId === undefined) await this.register();
    const back = await authorizeAs(person, this.authorizationUrl(resource, change), answer);
    return back.searchParams;
  }

  /** Any request of the token endpoint. */
  token(
    params: Record<string, string | undefined>,
    headers: Record<string, string> = {},
  ): Promise<Reply<Tokens>> {
    return this.#send("/oauth/token", params, headers);
  }

  async #send<T>(
    path: string,
    params: Record<string, string | undefined>,
    headers: Record<string, string> = {},
  ): Promise<Reply<T>> {
    const body = new URLSearchParams();
    const own = { client_id: this.clientId, client_secret: this.clientSecret };
    for (const [name, value] of Object.entries({ ...own, ...params }))
      if (value !== undefined) body.set(name, value);
    return reply(await fetch(`${this.url}${path}`, { method: "POST", body, headers }));
  }

  exchange(code: string, change: Record<string, string | undefined> = {}): Promise<Reply<Tokens>> {
    return this.token({
      grant_type: "authorization_code",
      code,
      redirect_uri: this.redirectUri,
      code_verifier: this.verifier,
      ...change,
    });
  }

  /** The whole way: registers if need be, asks this person, and keeps the tokens. */
  async connect(person: Person, server?: string, answer: Answer = {}): Promise<Tokens> {
    const resource = this.resource(server);
    const back = await this.authorize(person, resource, answer);
    const code = back.get("code");
    if (!code) throw new Error(`no code came back: ${back}`);
    const { status, body } = await this.exchange(code, { resource });
    if (status !== 200) throw new Error(`no token: ${status} ${JSON.stringify(body)}`);
    this.tokens = body;
    return body;
  }

  async refresh(change: Record<string, string | undefined> = {}): Promise<Reply<Tokens>> {
    const answered = await this.token({
      grant_type: "refresh_token",
      refresh_token: this.tokens?.refresh_token,
      ...change,
    });
    if (answered.status === 200) this.tokens = answered.body;
    return answered;
  }

  /** RFC 7009. Default: the refresh token. */
  revoke(token: string | undefined = this.tokens?.refresh_token): Promise<Reply> {
    return this.#send("/oauth/revoke", { token });
  }
}

/** One MCP request with a bearer token and no client library (era 2025-11-25). */
export async function mcpWith(
  url: string,
  token: string | undefined,
  path = "/mcp/gmail",
  method = "tools/list",
  params: object = {},
): Promise<Reply> {
  return reply(
    await fetch(`${url}${path}`, {
      method: "POST",
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        "content-type": "application/json",
        accept: "application/json, text/event-stream",
        "mcp-protocol-version": "2025-11-25",
      },
      body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
    }),
  );
}

/** A token of a client that registers itself and is allowed by this person, for one endpoint. */
export async function accessTokenOf(person: Person, resource: string): Promise<string> {
  const server = new URL(resource).pathname.split("/")[2];
  return (await new OAuthClient({ url: person.url }).connect(person, server)).access_token;
}
