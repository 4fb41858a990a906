import {
  Client as ModernClient,
  StreamableHTTPClientTransport as ModernTransport,
} from "@modelcontextprotocol/client";
import { Client as LegacyClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport as LegacyTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { contract } from "../../gateway/api/index.ts";
import { startGateway, type TestGateway } from "../support/gateway.ts";
import { auditRows } from "../support/look.ts";
import { authorizeAs, browserOf, claimsOf, mcpWith, OAuthClient } from "../support/oauth-client.ts";

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startGateway();
  await gateway.owner.authorize({
    email: "ada@acme.test",
    tools: ["gmail_list_labels", "gmail_create_draft"],
  });
});
afterAll(() => gateway.close());

const json = async (path: string) => {
  const response = await fetch(gateway.url + path);
  return { status: response.status, body: response.status === 200 ? await response.json() : undefined };
};

describe("discovery", () => {
  test("a request without a token is told where the endpoint describes itself, and with which scopes to come", async () => {
    for (const path of ["/mcp/gmail", "/mcp"]) {
      const { status, headers } = await mcpWith(gateway.url, undefined, path);
      expect(status).toBe(401);
      expect(headers.get("www-authenticate")).toBe(
        `Bearer realm="valetkey", resource_metadata="${gateway.url}/.well-known/oauth-protected-resource${path}", scope="mcp:read mcp:write"`,
      );
      const { body } = await json(`/.well-known/oauth-protected-resource${path}`);
      expect(body).toMatchObject({
        resource: gateway.url + path,
        authorization_servers: [gateway.url],
        scopes_supported: ["mcp:read", "mcp:write"],
        bearer_methods_supported: ["header"],
      });
    }
  });

  test("the metadata is the same wherever clients look, and promises what is kept", async () => {
    const paths = [
      "/.well-known/oauth-authorization-server",
      "/.well-known/oauth-authorization-server/mcp",
      "/.well-known/oauth-authorization-server/mcp/gmail",
      "/.well-known/openid-configuration",
      "/.well-known/openid-configuration/mcp/gmail",
      "/mcp/gmail/.well-known/openid-configuration",
    ];
    const answers = await Promise.all(paths.map(json));
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(answers[0]?.body).toMatchObject({
      issuer: gateway.url,
      authorization_endpoint: `${gateway.url}/oauth/authorize`,
      token_endpoint: `${gateway.url}/oauth/token`,
      registration_endpoint: `${gateway.url}/oauth/register`,
      revocation_endpoint: `${gateway.url}/oauth/revoke`,
      jwks_uri: `${gateway.url}/oauth/jwks`,
      response_types_supported: ["code"],
      response_modes_supported: ["query"],
      code_challenge_methods_supported: ["S256"],
      scopes_supported: ["mcp:read", "mcp:write"],
      grant_types_supported: [
        "authorization_code",
        "refresh_token",
        "client_credentials",
        "urn:ietf:params:oauth:grant-type:jwt-bearer",
      ],
      token_endpoint_auth_methods_supported: [
        "none",
        "client_secret_basic",
        "client_secret_post",
        "private_key_jwt",
      ],
      authorization_response_iss_parameter_supported: true,
      client_id_metadata_document_supported: true,
      authorization_grant_profiles_supported: ["urn:ietf:params:oauth:grant-profile:id-jag"],
    });
  });

  test("addresses in it follow PUBLIC_URL, not what a caller sends", async () => {
    const response = await fetch(
      `http://127.0.0.1:${new URL(gateway.url).port}/.well-known/oauth-authorization-server`,
      {
        headers: {
          "x-forwarded-host": "evil.test",
          "x-forwarded-proto": "https",
          forwarded: "host=evil.test",
        },
      },
    );
    expect(JSON.stringify(await response.json())).not.toMatch(/evil|127\.0\.0\.1/);
  });

  test("there is nothing of it for endpoints that are not there, nor at the door for API tokens", async () => {
    for (const path of [
      "/.well-known/oauth-protected-resource/mcp/nothing",
      "/.well-known/oauth-authorization-server/mcp/nothing",
      "/.well-known/oauth-protected-resource/k/mcp/gmail",
      "/.well-known/oauth-authorization-server/k/mcp/gmail",
      "/.well-known/openid-configuration/k/mcp",
    ])
      expect(await json(path)).toMatchObject({ status: 404 });
    const refused = await mcpWith(gateway.url, undefined, "/k/mcp/gmail");
    expect(refused.headers.get("www-authenticate")).toBe('Bearer realm="valetkey"');
    const { value } = await gateway.owner.newToken();
    for (const path of ["/k/mcp/gmail", "/k/mcp", "/mcp/gmail"])
      expect(await mcpWith(gateway.url, value, path)).toMatchObject({ status: 200 });
  });
});

describe("a client", () => {
  test("registers, is allowed, calls, refreshes, and what was done is on the record", async () => {
    const client = new OAuthClient({ url: gateway.url, name: "Recorded" });
    const tokens = await client.connect(gateway.owner, "gmail");
    const claims = claimsOf(tokens.access_token);
    expect(claims).toMatchObject({
      iss: gateway.url,
      aud: `${gateway.url}/mcp/gmail`,
      client_id: client.clientId,
      sub: gateway.owner.session.user.id,
      scope: "mcp:read mcp:write",
      workspace: gateway.workspaceId,
    });
    expect(Number(claims.exp) - Number(claims.iat)).toBeLessThanOrEqual(600);
    expect(tokens).toMatchObject({ token_type: "Bearer", scope: "mcp:read mcp:write" });
    const called = await mcpWith(gateway.url, tokens.access_token, "/mcp/gmail", "tools/call", {
      name: "gmail_list_labels",
      arguments: {},
    });
    expect(JSON.stringify(called.body)).toContain("Invoices");
    const refreshed = await client.refresh();
    expect(refreshed).toMatchObject({ status: 200 });
    expect(refreshed.body.refresh_token).not.toBe(tokens.refresh_token);
    expect(await mcpWith(gateway.url, refreshed.body.access_token)).toMatchObject({ status: 200 });
    const [allowed] = await auditRows(gateway, { type: "oauth_client.allowed" });
    expect(allowed).toMatchObject({
      actor: { kind: "user", id: gateway.owner.session.user.id },
      target: { kind: "client", id: client.clientId, label: "Recorded" },
      data: { servers: ["gmail"], read_only: false, redirect_host: "127.0.0.1", remembered: false },
    });
    const [call] = await auditRows(gateway, { type: "tool.call" });
    expect(call?.actor).toMatchObject({ kind: "user", id: gateway.owner.session.user.id });
  });

  test("gets its answer with the issuer's name and its own state, and a refusal says so", async () => {
    const client = new OAuthClient({ url: gateway.url });
    const yes = await client.authorize(gateway.owner, client.resource("gmail"));
    expect(Object.fromEntries(yes)).toEqual({
      code: expect.any(String),
      state: client.state,
      iss: gateway.url,
    });
    const no = await client.authorize(gateway.owner, client.resource("gmail"), { decision: "deny" });
    expect(Object.fromEntries(no)).toMatchObject({
      error: "access_denied",
      state: client.state,
      iss: gateway.url,
    });
    const [denied] = await auditRows(gateway, { type: "oauth_client.denied" });
    expect(denied).toMatchObject({ outcome: "refused", target: { id: client.clientId } });
  });

  test("may be given less than it asked for: reading alone, or some of the servers", async () => {
    const reader = new OAuthClient({ url: gateway.url });
    const { access_token, scope } = await reader.connect(gateway.owner, "gmail", { readOnly: true });
    expect(scope).toBe("mcp:read");
    const { body } = await mcpWith(gateway.url, access_token);
    const names = (body as { result: { tools: { name: string }[] } }).result.tools.map(({ name }) => name);
    expect(names).toContain("gmail_list_labels");
    expect(names).not.toContain("gmail_create_draft");
    const some = new OAuthClient({ url: gateway.url });
    const all = await some.connect(gateway.owner, undefined, { servers: ["gmail"] });
    expect(claimsOf(all.access_token).aud).toBe(`${gateway.url}/mcp`);
    const one = await mcpWith(gateway.url, all.access_token, "/mcp");
    const tools = (one.body as { result: { tools: { name: string }[] } }).result.tools.map(
      ({ name }) => name,
    );
    expect(tools).toContain("gmail_list_labels");
    expect(tools.filter((name) => !name.startsWith("gmail_") && name !== "check_connections")).toEqual([]);
  });

  test("that asks to read gets no more, and one that names no scope may be given both", async () => {
    const client = new OAuthClient({ url: gateway.url });
    const read = await client.authorize(gateway.owner, client.resource("gmail"), {}, { scope: "mcp:read" });
    expect((await client.exchange(read.get("code") ?? "")).body.scope).toBe("mcp:read");
    const both = await client.authorize(gateway.owner, client.resource("gmail"), {}, { scope: undefined });
    expect((await client.exchange(both.get("code") ?? "")).body.scope).toBe("mcp:read mcp:write");
    const odd = await client.authorize(
      gateway.owner,
      client.resource("gmail"),
      {},
      { scope: "mcp:read openid admin offline_access" },
    );
    expect((await client.exchange(odd.get("code") ?? "")).body.scope).toBe("mcp:read");
  });

  test("may step up later although it once asked for less, also when it registered with a scope", async () => {
    const client = new OAuthClient({ url: gateway.url });
    await client.register({ scope: "mcp:read" });
    const read = await client.authorize(gateway.owner, client.resource("gmail"), {}, { scope: "mcp:read" });
    expect((await client.exchange(read.get("code") ?? "")).body.scope).toBe("mcp:read");
    const write = await client.authorize(
      gateway.owner,
      client.resource("gmail"),
      {},
      { scope: "mcp:read mcp:write" },
    );
    expect((await client.exchange(write.get("code") ?? "")).body.scope).toBe("mcp:read mcp:write");
  });
});

describe("the consent page", () => {
  const ask = async (client: OAuthClient, resource: string) => {
    if (!client.clientId) await client.register();
    const browser = browserOf(gateway.owner);
    const page = (await browser.go(client.authorizationUrl(resource).href)).location ?? "";
    const uid = page.split("/").at(-1) ?? "";
    return { browser, page, uid };
  };

  test("is told who asks, for what, and what that reaches", async () => {
    const client = new OAuthClient({ url: gateway.url, name: "Nice <b>client</b>\u202e\n" });
    const { browser, uid } = await ask(client, client.resource("gmail"));
    const { body } = await browser.go(`/api/oauth/interactions/${uid}`);
    const view = contract.oauthInteraction.parse(body);
    expect(view).toMatchObject({
      client: {
        id: client.clientId,
        name: "Nice <b>client</b>",
        kind: "registered",
        redirect_host: "127.0.0.1",
        localhost_only: true,
        is_new: true,
      },
      resource: `${gateway.url}/mcp/gmail`,
      servers: ["gmail"],
      scopes: ["mcp:read", "mcp:write"],
      user: { email: "owner@acme.test" },
    });
    const [workspace] = view.workspaces;
    expect(workspace).toMatchObject({ id: gateway.workspaceId, current: true, allowed: null });
    expect(workspace?.servers[0]).toMatchObject({
      id: "gmail",
      connectors: [{ account: "ada@acme.test", kind: "shared", verdict: { state: expect.any(String) } }],
    });
    const names = workspace?.servers[0]?.tools.map(({ name }) => name);
    expect(names).toContain("gmail_create_draft");
    expect(names).not.toContain("gmail_get_thread"); // its scope was not given
  });

  test("tells a stranger nothing: another browser, nobody, a made-up request", async () => {
    const client = new OAuthClient({ url: gateway.url });
    const { uid } = await ask(client, client.resource("gmail"));
    const other = browserOf(gateway.owner); // the same person, but not the browser in which it began
    expect(await other.go(`/api/oauth/interactions/${uid}`)).toMatchObject({
      status: 404,
      body: { code: "interaction_not_found" },
    });
    const csrf = { "x-valetkey-csrf": gateway.owner.session.csrf };
    const answered = await other.post(`/api/oauth/interactions/${uid}`, { decision: "allow" }, csrf);
    expect(answered).toMatchObject({ status: 404 });
    expect((await fetch(`${gateway.url}/api/oauth/interactions/${uid}`)).status).toBe(401);
    expect((await ask(client, client.resource("gmail"))).browser.cookies.size).toBeGreaterThan(1);
  });

  test("takes no answer without the page's own word, and none for what was not asked", async () => {
    const client = new OAuthClient({ url: gateway.url });
    const { browser, uid } = await ask(client, client.resource("gmail"));
    const path = `/api/oauth/interactions/${uid}`;
    const csrf = { "x-valetkey-csrf": gateway.owner.session.csrf };
    expect(await browser.post(path, { decision: "allow" })).toMatchObject({
      status: 403,
      body: { code: "csrf" },
    });
    expect(
      await browser.post(path, { decision: "allow" }, { ...csrf, "sec-fetch-site": "cross-site" }),
    ).toMatchObject({ status: 403 });
    expect(await browser.post(path, { decision: "allow", servers: ["slack"] }, csrf)).toMatchObject({
      status: 400,
      body: { code: "bad_request" },
    });
    expect(await browser.post(path, { decision: "allow", workspace: "wsp_nothing" }, csrf)).toMatchObject({
      status: 403,
    });
    expect(await browser.post(path, { decision: "allow" }, csrf)).toMatchObject({
      status: 200,
      body: { redirect_to: `${gateway.url}/oauth/authorize/${uid}` },
    });
  });

  test("asks again whoever comes from the own machine, and not a client at an address that was allowed", async () => {
    const local = new OAuthClient({ url: gateway.url });
    await local.connect(gateway.owner, "gmail");
    const again = await ask(local, local.resource("gmail"));
    expect((await again.browser.go(again.page)).status).not.toBe(303);
    const hosted = new OAuthClient({ url: gateway.url, redirectUri: "https://client.example/cb" });
    await hosted.connect(gateway.owner, "gmail");
    const known = await ask(hosted, hosted.resource("gmail"));
    expect(await known.browser.go(known.page)).toMatchObject({ status: 303 });
    const [row] = await auditRows(gateway, { type: "oauth_client.allowed" });
    expect(row?.data).toMatchObject({ remembered: true });
    // Another endpoint, or a wish to be asked, is a question of its own.
    const elsewhere = await ask(hosted, hosted.resource("slack"));
    expect((await elsewhere.browser.go(elsewhere.page)).status).not.toBe(303);
    const browser = browserOf(gateway.owner);
    const url = hosted.authorizationUrl(hosted.resource("gmail"), { prompt: "consent" });
    const page = (await browser.go(url.href)).location ?? "";
    expect((await browser.go(page)).status).not.toBe(303);
    expect(
      await hosted.authorize(gateway.owner, hosted.resource("gmail"), {}, { prompt: "consent" }),
    ).toEqual(expect.objectContaining({}));
  });

  test("asks again once more is asked for than was given", async () => {
    const hosted = new OAuthClient({ url: gateway.url, redirectUri: "https://client.example/cb" });
    await hosted.connect(gateway.owner, "gmail", { readOnly: true });
    const more = await ask(hosted, hosted.resource("gmail"));
    expect((await more.browser.go(more.page)).status).not.toBe(303);
  });

  test("lets nobody in who only wants to know whether somebody is signed in", async () => {
    const hosted = new OAuthClient({ url: gateway.url, redirectUri: "https://client.example/cb" });
    await hosted.connect(gateway.owner, "gmail");
    const url = hosted.authorizationUrl(hosted.resource("gmail"), { prompt: "none" });
    const back = await authorizeAs(gateway.owner, url);
    expect(back.searchParams.get("error")).toBe("consent_required");
  });
});

describe("the official client library", () => {
  /** What both generations of the SDK ask of whoever embeds them. */
  const embed = (resource: string) => {
    const kept: Record<string, unknown> = {};
    let back: URLSearchParams | undefined;
    const provider = {
      redirectUrl: "http://localhost:4997/callback",
      clientMetadata: {
        client_name: "sdk",
        redirect_uris: ["http://localhost:4997/callback"],
        grant_types: ["authorization_code", "refresh_token"],
        response_types: ["code"],
        token_endpoint_auth_method: "none",
      },
      state: () => "s-1",
      clientInformation: () => kept.client as never,
      saveClientInformation: (client: unknown) => {
        kept.client = client;
      },
      tokens: () => kept.tokens as never,
      saveTokens: (tokens: unknown) => {
        kept.tokens = tokens;
      },
      saveCodeVerifier: (verifier: string) => {
        kept.verifier = verifier;
      },
      codeVerifier: () => String(kept.verifier),
      saveDiscoveryState: (state: unknown) => {
        kept.discovery = state;
      },
      discoveryState: () => kept.discovery as never,
      redirectToAuthorization: async (url: URL) => {
        back = (await authorizeAs(gateway.owner, url)).searchParams;
      },
    };
    return { provider, kept, url: new URL(resource), back: () => back };
  };

  test("of 2026 comes in", async () => {
    const { provider, url, back, kept } = embed(`${gateway.url}/mcp/gmail`);
    const open = () => new ModernTransport(url, { authProvider: provider });
    const client = new ModernClient({ name: "v2", version: "1" }, { versionNegotiation: { mode: "auto" } });
    const first = open();
    await expect(client.connect(first)).rejects.toThrow();
    await first.finishAuth(back() as URLSearchParams);
    await client.connect(open());
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toContain("gmail_list_labels");
    expect(claimsOf((kept.tokens as { access_token: string }).access_token).aud).toBe(
      `${gateway.url}/mcp/gmail`,
    );
    await client.close();
  });

  test("of 2025 comes in, and renews by itself", async () => {
    const { provider, url, back, kept } = embed(`${gateway.url}/mcp/gmail`);
    const open = () => new LegacyTransport(url, { authProvider: provider });
    const client = new LegacyClient({ name: "v1", version: "1" });
    const first = open();
    await expect(client.connect(first as never)).rejects.toThrow();
    await first.finishAuth(back()?.get("code") ?? "");
    const tokens = kept.tokens as { access_token: string };
    kept.tokens = { ...tokens, access_token: `${tokens.access_token}x` };
    await client.connect(open() as never);
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toContain("gmail_list_labels");
    expect((kept.tokens as { access_token: string }).access_token).not.toBe(tokens.access_token);
    await client.close();
  });
});
