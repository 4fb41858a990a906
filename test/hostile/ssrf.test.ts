import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createApp } from "../../gateway/app.ts";
import { loadConfig } from "../../gateway/config.ts";
import { type Egress, type EgressPolicy, openEgress } from "../../gateway/egress/index.ts";
import { hostsOf } from "../../gateway/vault/hosts.ts";
import { Browser } from "../support/browser.ts";
import { startGateway, type TestGateway } from "../support/gateway.ts";
import { type HostileIssuer, startHostileIssuer } from "../support/hostile-issuer.ts";
import { told } from "./helpers.ts";
import { startThief, type Thief } from "./thief.ts";

/** An address leads the gateway to a machine that only it can reach. */
const folder = mkdtempSync(join(tmpdir(), "valetkey-ssrf-"));
const file = join(folder, "providers.json");
let gateway: TestGateway;
let thief: Thief;
let issuer: HostileIssuer;
let egress: Egress;

beforeAll(async () => {
  [thief, issuer] = await Promise.all([startThief(), startHostileIssuer()]);
  egress = openEgress({ connectMs: 300 });
  gateway = await startGateway({
    // Where the machines of a cloud keep their credentials: an operator could name it, or be talked into it.
    env: {
      LOGIN_OIDC_ISSUER: "https://169.254.169.254",
      LOGIN_OIDC_CLIENT_ID: "x",
      LOGIN_OIDC_CLIENT_SECRET: "y",
    },
  });
});
afterAll(async () => {
  await gateway?.close();
  await Promise.all([thief?.close(), issuer?.close(), egress?.close()]);
  rmSync(folder, { recursive: true });
});

/** Every way to write an address that is not a provider's, as hosts of an https URL. */
const HOSTS = [
  "127.0.0.1",
  "10.0.0.1",
  "172.16.0.1",
  "192.168.1.1",
  "169.254.169.254",
  "100.64.0.1",
  "0.0.0.0",
  "224.0.0.1",
  "2130706433",
  "0x7f000001",
  "0x7f.1",
  "0177.0.0.1",
  "127.1",
  "３.５.７.９", // full width: the parser folds it into an address
  "[::1]",
  "[::]",
  "[::ffff:127.0.0.1]",
  "[::ffff:a9fe:a9fe]",
  "[64:ff9b::a9fe:a9fe]",
  "[2002:a9fe:a9fe::]",
  "[fd00:ec2::254]",
  "[fe80::1]",
];

const definition = {
  id: "acme_id",
  title: "Acme",
  description: "People of Acme.",
  issuer: "https://id.acme.test",
  authorization_endpoint: "https://id.acme.test/auth",
  token_endpoint: "https://id.acme.test/token",
  identity_scopes: [],
  identity: { endpoint: "https://id.acme.test/me" },
  revocation: { endpoint: "https://id.acme.test/revoke" },
};
const load = (one: object) => {
  writeFileSync(file, JSON.stringify([one]));
  return loadConfig({ PROVIDERS_FILE: file });
};

test("H102 PROVIDERS_FILE: addresses, schemes, users and fragments in every field that takes a URL", () => {
  expect(load(definition).config.providers).toHaveLength(1);
  const urls = [
    ...HOSTS.map((host) => `https://${host}/x`),
    "http://id.acme.test/x",
    "http://localhost/x",
    "https://user:password@id.acme.test/x",
    "https://id.acme.test@10.0.0.1/x",
    "https://id.acme.test/x#fragment",
    "https://id.acme.test/%2e%2e/x",
    "https://id.acme.test\\@evil.test/x",
    "https://id.acme.test /x",
    "//evil.test/x",
    "ftp://id.acme.test/x",
    "file:///etc/passwd",
    "gopher://id.acme.test/x",
    "javascript:alert(1)",
    "data:application/json,{}",
    "x",
    "",
  ];
  const fields: ((url: string) => object)[] = [
    (issuer) => ({ issuer }),
    (authorization_endpoint) => ({ authorization_endpoint }),
    (token_endpoint) => ({ token_endpoint }),
    (endpoint) => ({ identity: { endpoint } }),
    (endpoint) => ({ revocation: { endpoint } }),
    (url) => ({ probe: { url, label: "x" } }),
  ];
  for (const url of urls) {
    for (const field of fields)
      expect(() => load({ ...definition, ...field(url) }), JSON.stringify(field(url))).toThrow(
        /^PROVIDERS_FILE is not valid/,
      );
  }
  for (const host of [...HOSTS, "api.acme.test/x", "user@api.acme.test", "https://api.acme.test", "*", ""])
    expect(() => load({ ...definition, api_hosts: [host] }), host).toThrow(/^PROVIDERS_FILE is not valid/);
});

/** A start with this issuer: why it stops. Nothing else is open by then. */
async function start(): Promise<string> {
  const sandbox = { ...definition, issuer: issuer.issuer, discovery: true, sandbox: true };
  const { authorization_endpoint: _, token_endpoint: __, identity: ___, revocation: ____, ...rest } = sandbox;
  writeFileSync(file, JSON.stringify([rest]));
  const env = { PROVIDERS_FILE: file, ACME_ID_CLIENT_ID: "x", ACME_ID_CLIENT_SECRET: "y" };
  try {
    await (await createApp({ ...loadConfig(env), inMemory: true, jobs: false })).close();
    return "started";
  } catch (error) {
    return String(error);
  }
}

test("H103 a discovery document that names machines inside, or anybody else's", async () => {
  for (const endpoint of ["authorization", "token", "userinfo", "revocation"].map((n) => `${n}_endpoint`)) {
    for (const url of [
      `${thief.url}/token`,
      `http://localhost:${thief.port}/token`,
      "https://169.254.169.254/latest/meta-data",
      "https://[::ffff:169.254.169.254]/",
      "http://10.0.0.1/token",
      "https://evil.test/token",
      `${issuer.issuer.replace("://", "://x@")}/token`,
      "javascript:alert(1)",
    ]) {
      issuer.honest();
      Object.assign(issuer.lies.metadata, {
        revocation_endpoint: `${issuer.issuer}/revoke`,
        [endpoint]: url,
      });
      expect(await start(), `${endpoint} ${url}`).toMatch(/^ConfigError: PROVIDERS_FILE is not valid/);
    }
  }
  issuer.honest();
  expect(thief.taken).toEqual([]);
});

test("H104 a discovery document that is elsewhere: redirects of every kind", async () => {
  for (const status of [301, 302, 303, 307, 308]) {
    for (const path of ["/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"])
      issuer.lies.answers.set(
        path,
        (_, res) => void res.writeHead(status, { location: `${thief.url}/metadata` }).end(),
      );
    expect(await start()).toContain("answered with a redirect");
  }
  issuer.honest();
  expect(thief.taken).toEqual([]);
});

test("H105 the company's issuer: an address of the cloud's metadata, and what is no issuer at all", async () => {
  const visit = await new Browser(gateway.url).go("/api/sign-in/company");
  expect(visit.location, "it was asked").toBe("/sign-in?problem=sign_in_misconfigured");
  for (const text of [
    "http://id.acme.test",
    "http://10.0.0.1",
    "https://user:password@id.acme.test",
    "https://id.acme.test?x=1",
    "https://id.acme.test#x",
    "javascript:alert(1)",
    "file:///etc/passwd",
    "id.acme.test",
  ])
    expect(() => loadConfig({ LOGIN_OIDC_ISSUER: text, LOGIN_OIDC_CLIENT_ID: "x" }), text).toThrow(
      /^LOGIN_OIDC_ISSUER/,
    );
});

test("H106 other addresses an operator may enter: codes, keys and cookies never travel in the clear", () => {
  const client = { GOOGLE_CLIENT_ID: "x", GOOGLE_CLIENT_SECRET: "y" };
  for (const [name, values] of Object.entries({
    GOOGLE_REDIRECT_URI: ["http://keys.acme.test/back", "javascript:alert(1)", "https://x.test/#y", "x"],
    KMS_ENDPOINT: ["http://10.0.0.1", "http://kms.acme.test", "file:///x", "x"],
    PUBLIC_URL: ["http://keys.acme.test", "https://keys.acme.test/path", "javascript:alert(1)", "x"],
  })) {
    for (const value of values)
      expect(() => loadConfig({ ...client, [name]: value }), `${name}=${value}`).toThrow(
        new RegExp(`^${name}`),
      );
  }
});

const send = (url: string, policy: EgressPolicy, through = egress) =>
  through.send({ method: "GET", url }, policy).then(
    ({ status }) => String(status),
    (error: { code?: string }) => String(error.code),
  );

test("H107 addresses instead of names, in every spelling, although they are on the list", async () => {
  for (const host of HOSTS) {
    const url = URL.parse(`https://${host}/`);
    const spelled = url ? [url.host, host] : [host];
    expect(`${host} ${await send(`https://${host}/`, { hosts: new Set(spelled) })}`).toBe(
      `${host} egress_refused`,
    );
  }
});

test("H108 a host that only looks like the provider's: user, port, suffix, dot, another scheme", async () => {
  const hosts = new Set(["api.acme.test"]);
  for (const url of [
    "https://api.acme.test@evil.test/",
    "https://evil.test#@api.acme.test/",
    "https://evil.test\\@api.acme.test/",
    "https://user:password@api.acme.test/",
    "https://api.acme.test:8443/",
    "https://api.acme.test.evil.test/",
    "https://xapi.acme.test/",
    "https://api.acme.test./",
    "http://api.acme.test/",
    "ftp://api.acme.test/",
    "file:///etc/passwd",
    "//api.acme.test/",
    "api.acme.test",
  ])
    expect(`${url} ${await send(url, { hosts })}`).toBe(`${url} egress_refused`);
});

test("H109 a name whose answers change between check and connection, or hold a private one among others", async () => {
  const host = `rebind.acme.test:${thief.port}`;
  const at = (address: string) => ({ address, family: address.includes(":") ? 6 : 4 });
  const answers: string[][] = [
    ["127.0.0.1"],
    ["10.0.0.1"],
    ["203.0.113.9", "127.0.0.1"],
    ["169.254.169.254"],
  ];
  let asked = 0;
  const rebound = openEgress({
    connectMs: 300,
    resolve: async () => (answers[asked++] ?? ["127.0.0.1"]).map(at),
  });
  const wanted = answers.length;
  for (let at = 1; at <= wanted; at++) {
    expect(await send(`https://${host}/`, { hosts: new Set([host]) }, rebound)).toBe("egress_refused");
    // Asked once a connection: what was checked is what is connected to, there is no second answer.
    expect(asked).toBe(at);
  }
  await rebound.close();
  expect(thief.taken).toEqual([]);
});

test("H110 an emulated provider that leads off this machine, or to what it does not emulate", async () => {
  const far = ["http://10.0.0.1", "http://169.254.169.254", "http://[fd00:ec2::254]"];
  for (const origin of far)
    expect(await send(`${origin}/`, { hosts: new Set(), sandboxOrigins: new Set([origin]) })).toBe(
      "egress_refused",
    );
  const named = openEgress({ resolve: async () => [{ address: "10.0.0.1", family: 4 }], connectMs: 300 });
  const origin = "http://emulator.acme.test";
  const policy = { hosts: new Set<string>(), sandboxOrigins: new Set([origin]) };
  expect(await send(`${origin}/`, policy, named)).toBe("egress_refused");
  await named.close();
  const { locate } = hostsOf(gateway.google.provider);
  for (const url of ["https://www.google.com/", "https://evil.test/", "http://169.254.169.254/", thief.url])
    expect(() => locate(url), url).toThrow(/may not call|has no emulator/);
});

test("H111 a provider app's redirect address: what is no web address is refused, and none is ever called", async () => {
  const entry = { provider: "google", client_id: "own.apps", client_secret: "own-secret", is_default: false };
  for (const redirect_uri of [
    "javascript:alert(1)",
    "file:///etc/passwd",
    "data:text/html,x",
    "//evil.test",
    "x",
  ])
    expect(
      `${redirect_uri} ${told(await gateway.owner.tryApi("POST", "/apps", { ...entry, name: "bad", redirect_uri }))}`,
    ).toBe(`${redirect_uri} 400 bad_request`);
  const inside = { ...entry, name: "inside", redirect_uri: `${thief.url}/callback` };
  const { id } = await gateway.owner.api("POST", "/apps", inside);
  await gateway.owner.api("POST", `/apps/${id}/check`);
  await gateway.owner.api("POST", "/connectors", {
    provider: "google",
    tools: ["gmail_list_labels"],
    app: id,
  });
  expect(thief.taken).toEqual([]);
  await gateway.owner.api("DELETE", `/apps/${id}`);
});

test("H112 a provider app's redirect address in the clear, or with a fragment: codes would travel there", async () => {
  const entry = { provider: "google", client_id: "own.apps", client_secret: "own-secret", is_default: false };
  for (const redirect_uri of ["http://keys.acme.test/back", "https://keys.acme.test/back#x"])
    expect(
      `${redirect_uri} ${told(await gateway.owner.tryApi("POST", "/apps", { ...entry, name: redirect_uri, redirect_uri }))}`,
    ).toBe(`${redirect_uri} 400 bad_request`);
});
