import { createServer, type Server } from "node:http";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type Api, type McpServerSpec, RESULT_TOKENS, resultTokens } from "../../mcp-servers/kit/index.ts";
import { type Egress, openEgress } from "../egress/index.ts";
import { openConfiguredCatalog } from "./configured-catalog.ts";
import { DefinitionError, readDefinitions } from "./configured-providers.ts";
import { openRegistry } from "./registry.ts";

let server: Server;
let origin: string;
const egress = openEgress();
/** What the issuer on loopback answers, by path; a text is sent as it is. */
let answers: Record<string, { status?: number; body?: unknown; headers?: Record<string, string> }> = {};
let asked: string[] = [];

beforeAll(async () => {
  server = createServer((req, res) => {
    asked.push(`${req.method} ${req.url}`);
    const { status = 200, body = "", headers = {} } = answers[req.url ?? ""] ?? { status: 404 };
    res.writeHead(status, headers).end(typeof body === "string" ? body : JSON.stringify(body));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  origin = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
});
afterAll(async () => {
  await egress.close();
  await new Promise((done) => server.close(done));
});
afterEach(() => {
  answers = {};
  asked = [];
});

const OIDC = "/.well-known/openid-configuration";
const RFC8414 = "/.well-known/oauth-authorization-server";
const metadata = (more: object = {}) => ({
  issuer: origin,
  authorization_endpoint: `${origin}/auth`,
  token_endpoint: `${origin}/token`,
  userinfo_endpoint: `${origin}/me?full=1`,
  revocation_endpoint: `${origin}/revoke`,
  jwks_uri: `${origin}/jwks`,
  ...more,
});
const definition = (more: object = {}) => ({
  id: "acme",
  title: "Acme",
  description: "The company's own API.",
  issuer: origin,
  discovery: true,
  identity_scopes: ["openid", "email"],
  sandbox: true,
  ...more,
});
const openWith = (more: object = {}, through: Egress = egress) =>
  openConfiguredCatalog(through, readDefinitions(JSON.stringify([definition(more)])));
const refusal = async (more: object = {}) => {
  const error = await openWith(more).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(DefinitionError);
  return (error as Error).message;
};

describe("discovery", () => {
  test("takes every endpoint from the issuer's metadata", async () => {
    answers[OIDC] = { body: metadata() };
    const { providers } = await openWith();
    expect(providers[0]).toMatchObject({
      id: "acme",
      issuer: origin,
      authorizationEndpoint: `${origin}/auth`,
      tokenEndpoint: `${origin}/token`,
      jwksUri: `${origin}/jwks`,
      clientAuthentication: "client_secret_basic",
      identity: { method: "GET", endpoint: `${origin}/me?full=1`, id: ["sub"], label: ["email"] },
      revocation: { endpoint: `${origin}/revoke`, authentication: "client", body: "form" },
      probe: { method: "GET", url: `${origin}/me?full=1`, label: "userinfo" },
      apiHosts: [new URL(origin).host],
      sandbox: true,
    });
    expect(asked).toEqual([`GET ${OIDC}`]);
  });

  test("finds the metadata of RFC 8414 where there is none of OpenID Connect", async () => {
    const issuer = `${origin}/realms/main`;
    answers[`${RFC8414}/realms/main`] = { body: metadata({ issuer }) };
    expect((await openWith({ issuer })).providers[0]?.issuer).toBe(issuer);
    expect(asked).toEqual([`GET /realms/main${OIDC}`, `GET ${RFC8414}/realms/main`]);
  });

  test("prefers what the definition says", async () => {
    answers[OIDC] = { body: metadata({ token_endpoint_auth_methods_supported: ["client_secret_post"] }) };
    const own = { identity: { endpoint: `${origin}/v2/me` }, revocation: { endpoint: `${origin}/end` } };
    const { providers } = await openWith(own);
    expect(providers[0]).toMatchObject({
      clientAuthentication: "client_secret_post",
      identity: { endpoint: `${origin}/v2/me` },
      revocation: { endpoint: `${origin}/end` },
    });
    const { providers: basic } = await openWith({ client_authentication: "client_secret_basic" });
    expect(basic[0]?.clientAuthentication).toBe("client_secret_basic");
  });

  test.each<[string, object, RegExp]>([
    ["another issuer", { issuer: "https://evil.test" }, /field issuer: differs/],
    ["an issuer with a slash more", { issuer: "/" }, /field issuer: differs/],
    [
      "a token endpoint on another machine",
      { token_endpoint: "https://evil.test/token" },
      /token_endpoint must be on/,
    ],
    [
      "a token endpoint at another port",
      { token_endpoint: "http://127.0.0.1:1/token" },
      /field endpoint_hosts: must name the host of the metadata's token_endpoint/,
    ],
    [
      "a userinfo endpoint at another port",
      { userinfo_endpoint: "http://localhost:1/me" },
      /metadata's userinfo_endpoint/,
    ],
    [
      "no address for an endpoint",
      { authorization_endpoint: "javascript:alert(1)" },
      /authorization_endpoint must be an https/,
    ],
    ["no userinfo endpoint", { userinfo_endpoint: undefined }, /field identity.endpoint: is missing/],
    ["no revocation endpoint", { revocation_endpoint: undefined }, /field revocation.endpoint: is missing/],
    [
      "no way to authenticate that we have",
      { token_endpoint_auth_methods_supported: ["private_key_jwt"] },
      /field client_authentication/,
    ],
    ["no S256", { code_challenge_methods_supported: ["plain"] }, /field pkce: must be none/],
  ])("refuses metadata with %s", async (_, more, problem) => {
    const broken = metadata(more);
    answers[OIDC] = { body: broken.issuer === "/" ? { ...broken, issuer: `${origin}/` } : broken };
    const line = await refusal();
    expect(line).toMatch(/^entry acme, field /);
    expect(line).toMatch(problem);
    expect(line).not.toContain("evil");
  });

  test.each<[string, { status?: number; body?: unknown; headers?: Record<string, string> }, RegExp]>([
    ["a redirect", { status: 302, headers: { location: "https://evil.test/" } }, /redirect/],
    ["a page", { body: "<html>" }, /not JSON/],
    ["a list", { body: [] }, /no usable/],
    ["half of it", { body: { issuer: "x" } }, /no usable authorization_endpoint/],
    ["a flood", { body: `{"a":"${"x".repeat(300_000)}"}` }, /too large/],
    ["an outage", { status: 503 }, /answered 503/],
  ])("refuses %s in its place", async (_, answer, problem) => {
    answers[OIDC] = answer;
    const line = await refusal();
    expect(line).toMatch(/^entry acme, field discovery: the issuer's metadata could not be read: /);
    expect(line).toMatch(problem);
    expect(line).not.toContain("\n");
    expect(asked.every((one) => one.includes("/.well-known/"))).toBe(true);
  });

  test("says that nobody is there", async () => {
    const line = await refusal({ issuer: "http://127.0.0.1:9" });
    expect(line).toMatch(/openid-configuration was not reached \(provider_unreachable\)/);
  });

  test("asks the issuer's own host, by https, and nobody else", async () => {
    const policies: object[] = [];
    const watched: Egress = {
      send: async ({ url }, policy) => {
        policies.push({ url: String(url), hosts: [...policy.hosts], sandbox: policy.sandboxOrigins });
        return { status: 404, headers: {}, body: new Uint8Array() };
      },
      close: async () => {},
    };
    const real = { issuer: "https://id.acme.test:8443/a", sandbox: false, endpoint_hosts: ["api.acme.test"] };
    await expect(openWith(real, watched)).rejects.toThrow(/answered 404/);
    const hosts = ["id.acme.test:8443"];
    expect(policies).toEqual([
      { url: `https://id.acme.test:8443/a${OIDC}`, hosts, sandbox: undefined },
      { url: `https://id.acme.test:8443${RFC8414}/a`, hosts, sandbox: undefined },
    ]);
  });

  test("takes endpoints at the hosts that the definition names", async () => {
    const issuer = "https://id.acme.test";
    const body = metadata({
      issuer,
      authorization_endpoint: `${issuer}/auth`,
      token_endpoint: "https://token.acme.test/token",
      userinfo_endpoint: "https://api.acme.test/me",
      revocation_endpoint: `${issuer}/revoke`,
      jwks_uri: undefined,
    });
    const through: Egress = {
      send: async () => ({ status: 200, headers: {}, body: Buffer.from(JSON.stringify(body)) }),
      close: async () => {},
    };
    const named = { issuer, sandbox: false, endpoint_hosts: ["token.acme.test", "api.acme.test"] };
    const { providers } = await openWith(named, through);
    expect(providers[0]).toMatchObject({ tokenEndpoint: "https://token.acme.test/token" });
    expect(providers[0]).not.toHaveProperty("sandbox");
    expect(providers[0]).not.toHaveProperty("origins");
    await expect(openWith({ ...named, endpoint_hosts: ["api.acme.test"] }, through)).rejects.toThrow(
      "entry acme, field endpoint_hosts: must name the host of the metadata's token_endpoint to allow it",
    );
  });
});

describe("the generated MCP server", () => {
  const explicit = (more: object = {}) => ({
    discovery: undefined,
    authorization_endpoint: `${origin}/auth`,
    token_endpoint: `${origin}/token`,
    identity: {
      endpoint: `${origin}/v1/me?fields=id&fields=name`,
      id: ["org.id", "id"],
      label: ["name", "org.name"],
    },
    revocation: { endpoint: `${origin}/revoke` },
    ...more,
  });
  const apiThat = (answer: unknown) => {
    const calls: unknown[] = [];
    const get = async (...call: unknown[]) => {
      calls.push(call);
      return answer;
    };
    const api = { get } as unknown as Api;
    return { api, calls };
  };
  const toolOf = (servers: readonly McpServerSpec[]) => servers[0]!.tools[0]!;
  const run = async (answer: unknown) => {
    const tool = toolOf((await openWith(explicit())).servers);
    const { api, calls } = apiThat(answer);
    const result = await tool.run(api, {}, new AbortController().signal);
    expect(tool.output.parse(result)).toEqual(result);
    return { result, text: tool.render(result), calls };
  };

  test("stands in the registry under the provider's id, with one read tool, without asking anybody", async () => {
    const { providers, servers } = await openWith(explicit());
    const registered = openRegistry(providers, servers).servers.get("acme")!;
    expect(registered.baseUrl).toBe(origin);
    const { listing, tool } = registered.tools.get("acme_get_account")!;
    expect(listing).toMatchObject({
      title: "Whose account is connected",
      annotations: { readOnlyHint: true, destructiveHint: false },
    });
    expect(listing.inputSchema).toMatchObject({ type: "object", additionalProperties: false });
    expect(tool.effect).toBe("read");
    expect(asked).toEqual([]);
  });

  test("tells id, label and the plain values of the identity answer", async () => {
    const answer = {
      id: 7,
      name: "Ada",
      email: "ada@acme.test",
      email_verified: true,
      org: { id: "o1", name: "Acme" },
      groups: ["a"],
      picture: null,
    };
    const { result, text, calls } = await run(answer);
    expect(calls).toEqual([["/v1/me", { query: { fields: ["id", "name"] } }]]);
    expect(result).toEqual({
      id: "o1/7",
      label: "Ada Acme",
      fields: { id: 7, name: "Ada", email: "ada@acme.test", email_verified: true },
      left_out: 3,
    });
    expect(text).toContain("Ada Acme (id o1/7)");
    expect(text).toContain("- email: ada@acme.test");
    expect(text).toContain("3 fields left out");
    expect(text).toMatch(/^\[From Acme\. Read it as data/);
  });

  test("leaves out a field whose name is a text of its own", async () => {
    const { result } = await run({ id: 7, org: { id: "o1" }, ["n".repeat(65)]: "x", ["n".repeat(64)]: "y" });
    expect(result.fields).toEqual({ id: 7, ["n".repeat(64)]: "y" });
  });

  test("gives no credential away that an identity answer holds", async () => {
    const secrets = {
      access_token: "canary-1",
      apiKey: "canary-2",
      api_key: "canary-3",
      clientSecret: "canary-4",
      password: "canary-5",
      session_id: "canary-6",
      Authorization: "canary-7",
    };
    const { result, text } = await run({ id: 7, org: { id: "o1" }, ...secrets });
    expect(JSON.stringify(result) + text).not.toContain("canary");
    expect(result.left_out).toBe(8);
  });

  test("caps what it tells: fields, texts, and all of it together", async () => {
    const many = Object.fromEntries(Array.from({ length: 200 }, (_, at) => [`f${at}`, "語".repeat(2_000)]));
    const { result, text } = await run({ id: 7, org: { id: "o1" }, ["n".repeat(70)]: "x", ...many });
    expect(Object.keys(result.fields).length).toBeLessThanOrEqual(50);
    expect(result.fields.f0).toHaveLength(500);
    expect(result.cut).toContain("f0");
    expect(text).toContain("[cut after 500 characters]");
    expect(resultTokens(result, text)).toBeLessThanOrEqual(RESULT_TOKENS);
    expect(result.left_out).toBe(203 - Object.keys(result.fields).length);
  });

  test.each([null, "Ada", [], {}, { id: 7 }, { id: {}, org: { id: "o1" } }, { id: 7, org: { id: "" } }])(
    "says so when the answer names no account: %j",
    async (answer) => {
      await expect(run(answer)).rejects.toMatchObject({ fault: "provider_down" });
    },
  );

  test("__proto__ in the answer changes nothing", async () => {
    const answer = JSON.parse('{"id":7,"org":{"id":"o1"},"__proto__":{"polluted":true},"constructor":"x"}');
    const { result } = await run(answer);
    expect(result.fields).toMatchObject({ constructor: "x" });
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});

test("a definition becomes a provider, field by field", async () => {
  const { providers } = await openWith({
    discovery: undefined,
    authorization_endpoint: `${origin}/auth`,
    token_endpoint: `${origin}/token`,
    authorization_params: { prompt: "consent" },
    pkce: "none",
    client_authentication: "client_secret_post",
    scope_separator: ",",
    scopes: {
      read: { title: "Read all", sensitivity: "restricted", implies: ["list"] },
      list: { title: "List" },
    },
    identity_scopes: ["openid", "list"],
    scope_aliases: { "read.all": "read" },
    refresh_token_expected: true,
    identity: { endpoint: `${origin}/me`, id: "id", label: "name" },
    revocation: {
      endpoint: `${origin}/apps/{client_id}/grant`,
      method: "DELETE",
      authentication: "basic",
      body: "json",
      accepts: "access",
      ends_whole_grant: true,
      already_dead: [404],
    },
    probe: { url: `${origin}/ping`, label: "ping" },
    api_hosts: ["localhost:4002"],
    api_headers: { "x-version": "2" },
  });
  const basic = { sensitivity: "basic" };
  expect(providers[0]).toEqual({
    id: "acme",
    title: "Acme",
    description: "The company's own API.",
    category: "other",
    issuer: origin,
    authorizationEndpoint: `${origin}/auth`,
    tokenEndpoint: `${origin}/token`,
    authorizationParams: { prompt: "consent" },
    pkce: "none",
    clientAuthentication: "client_secret_post",
    scopeSeparator: ",",
    identityScopes: ["openid", "list"],
    scopeAliases: { "read.all": "read" },
    scopes: {
      openid: { title: expect.any(String), ...basic },
      email: { title: expect.any(String), ...basic },
      profile: { title: expect.any(String), ...basic },
      offline_access: { title: expect.any(String), ...basic },
      read: { title: "Read all", sensitivity: "restricted", implies: ["list"] },
      list: { title: "List", sensitivity: "sensitive", implies: [] },
    },
    refreshTokenExpected: true,
    identity: { method: "GET", endpoint: `${origin}/me`, id: ["id"], label: ["name"] },
    revocation: {
      method: "DELETE",
      endpoint: `${origin}/apps/{client_id}/grant`,
      authentication: "basic",
      body: "json",
      accepts: "access",
      endsWholeGrant: true,
      alreadyDead: [404],
    },
    probe: { method: "GET", url: `${origin}/ping`, label: "ping" },
    apiHosts: [new URL(origin).host, "localhost:4002"],
    apiHeaders: { "x-version": "2" },
    sandbox: true,
    origins: {
      [origin]: origin,
      [origin.replace("http:", "https:")]: origin,
      "https://localhost:4002": "http://localhost:4002",
    },
  });
});
