import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { DefinitionError, readDefinitions } from "./configured-providers.ts";

/** The smallest definition there is, without discovery. */
const acme = {
  id: "acme",
  title: "Acme",
  description: "The company's own API.",
  issuer: "https://id.acme.test/realms/main",
  authorization_endpoint: "https://id.acme.test/authorize",
  token_endpoint: "https://id.acme.test/token",
  identity_scopes: ["openid", "email"],
  identity: { endpoint: "https://api.acme.test/me" },
  revocation: { endpoint: "https://id.acme.test/revoke" },
};
const { authorization_endpoint: _a, token_endpoint: _t, ...open } = acme;
const discovered = { ...open, discovery: true, identity: {}, revocation: {} };
const local = (path = "") => `http://127.0.0.1:4001${path}`;
const sandbox = {
  ...acme,
  sandbox: true,
  issuer: local(),
  authorization_endpoint: local("/authorize"),
  token_endpoint: local("/token"),
  identity: { endpoint: local("/me") },
  revocation: { endpoint: local("/revoke") },
};

const read = (...definitions: unknown[]) => readDefinitions(JSON.stringify(definitions));
function refusal(text: string): string {
  try {
    readDefinitions(text);
  } catch (error) {
    if (error instanceof DefinitionError) return error.message;
    throw error;
  }
  return "accepted";
}

describe("definitions that are taken", () => {
  test("the smallest one, with what it leaves out", () => {
    expect(read(acme)[0]).toEqual({
      ...acme,
      category: "other",
      endpoint_hosts: [],
      authorization_params: {},
      pkce: "S256",
      scope_separator: " ",
      scopes: {},
      scope_aliases: {},
      refresh_token_expected: false,
      identity: { endpoint: "https://api.acme.test/me", id: ["sub"], label: ["email"] },
      revocation: {
        endpoint: "https://id.acme.test/revoke",
        method: "POST",
        authentication: "client",
        body: "form",
        accepts: "any",
        ends_whole_grant: false,
        already_dead: [],
      },
      api_hosts: [],
      api_headers: {},
      sandbox: false,
    });
  });

  test.each<[string, object]>([
    ["discovery", discovered],
    ["loopback in a sandbox", sandbox],
    [
      "a client id in the revocation's path",
      { ...acme, revocation: { endpoint: "https://a.acme.test/{client_id}/x" } },
    ],
    [
      "a query in the identity's address",
      { ...acme, identity: { endpoint: "https://a.acme.test/me?fields=id" } },
    ],
    ["a port", { ...acme, api_hosts: ["api.acme.test:8443"] }],
    ["one name for the id", { ...acme, identity: { ...acme.identity, id: "account.id", label: ["name"] } }],
    [
      "a scope that implies another",
      { ...acme, scopes: { a: { title: "A", implies: ["b"] }, b: { title: "B" } } },
    ],
    ["an id that is on every object", { ...acme, id: "constructor" }],
  ])("%s", (_, definition) => expect(refusal(JSON.stringify([definition]))).toBe("accepted"));

  test("none at all", () => expect(readDefinitions("[]")).toEqual([]));

  test("the example of the guide", () => {
    const guide = readFileSync(new URL("../../docs/providers.md", import.meta.url), "utf8");
    const examples = [...guide.matchAll(/```json\n(.*?)```/gs)].map(([, text]) => text ?? "");
    expect(examples.length).toBeGreaterThan(1);
    for (const text of examples) expect(refusal(text), text).toBe("accepted");
  });
});

describe("a definition that is wrong says where", () => {
  test.each<[field: string, change: object, problem?: RegExp]>([
    ["id", { id: "Acme" }],
    ["id", { id: "a" }],
    ["id", { id: "a".repeat(29) }],
    ["id", { id: "acme-1" }],
    ["id", { id: "google" }, /built in/],
    ["id", { id: "gmail" }, /built in/],
    ["id", { id: "github_app" }, /built in/],
    ["id", { id: "login_oidc" }, /built in/],
    ["id", { id: undefined }, /missing/],
    ["title", { title: "" }],
    ["title", { title: "A\nB" }, /one line/],
    ["title", { title: undefined }, /missing/],
    ["description", { description: "x".repeat(201) }],
    ["issuer", { issuer: "id.acme.test" }],
    ["issuer", { issuer: "http://id.acme.test" }, /https/],
    ["issuer", { issuer: "https://id.acme.test/?a=b" }, /query/],
    ["issuer", { issuer: "https://id.acme.test/#" }, /fragment/],
    ["issuer", { issuer: "https://ada:pw@id.acme.test" }, /password/],
    ["token_endpoint", { token_endpoint: "javascript:alert(1)" }],
    ["token_endpoint", { token_endpoint: "https://*.acme.test/token" }, /one host/],
    ["token_endpoint", { token_endpoint: "https://10.0.0.7/token" }, /name a host/],
    ["token_endpoint", { token_endpoint: "https://0x7f.1/token" }, /name a host/],
    ["token_endpoint", { token_endpoint: "https://[fd00::1]/token" }, /name a host/],
    ["token_endpoint", { token_endpoint: "http://localhost:4001/token" }, /sandbox/],
    ["token_endpoint", { token_endpoint: undefined }, /missing/],
    ["authorization_endpoint", { authorization_endpoint: "file:///etc/passwd" }],
    ["authorization_endpoint", { discovery: true }, /comes from discovery/],
    ["discovery", { discovery: false }, /true/],
    ["endpoint_hosts", { endpoint_hosts: ["x.acme.test"] }, /discovery only/],
    ["authorization_params.state", { authorization_params: { state: "x" } }, /set by the gateway/],
    ["authorization_params.Redirect_URI", { authorization_params: { Redirect_URI: "https://evil.test" } }],
    ["authorization_params.response_mode", { authorization_params: { response_mode: "fragment" } }],
    ["authorization_params.prompt", { authorization_params: { prompt: 1 } }],
    ["pkce", { pkce: "plain" }],
    ["client_authentication", { client_authentication: "private_key_jwt" }],
    ["scope_separator", { scope_separator: ";" }],
    ["identity_scopes", { identity_scopes: undefined }, /missing/],
    ["identity_scopes.1", { identity_scopes: ["openid", "a b"] }],
    ["identity_scopes.0", { identity_scopes: ["read"] }, /not one of/],
    ["scopes.read.title", { scopes: { read: {} } }, /missing/],
    ["scopes.read.sensitivity", { scopes: { read: { title: "R", sensitivity: "high" } } }],
    ["scopes.read.implies.0", { scopes: { read: { title: "R", implies: ["write"] } } }, /not one of/],
    ["scopes.a,b", { scope_separator: ",", scopes: { "a,b": { title: "AB" } } }, /separator/],
    ["scope_aliases.x", { scope_aliases: { x: "toString" } }, /not one of/],
    ["identity.endpoint", { identity: {} }, /missing/],
    ["identity.endpoint", { identity: { endpoint: "https://a.acme.test/x/%2e%2e/me" } }],
    ["identity.endpoint", { identity: { endpoint: "https://a.acme.test/{client_id}" } }],
    ["identity.id", { identity: { ...acme.identity, id: [] } }],
    ["identity.method", { identity: { ...acme.identity, method: "POST" } }, /not known/],
    ["revocation.endpoint", { revocation: {} }, /missing/],
    ["revocation.endpoint", { revocation: { endpoint: "http://id.acme.test/revoke" } }],
    ["revocation.authentication", { revocation: { ...acme.revocation, authentication: "app" } }],
    ["revocation.already_dead.0", { revocation: { ...acme.revocation, already_dead: [200] } }],
    ["revocation.already_dead.0", { revocation: { ...acme.revocation, already_dead: [503] } }],
    ["probe.label", { probe: { url: "https://a.acme.test/ping" } }, /missing/],
    ["api_hosts.0", { api_hosts: ["https://api.acme.test"] }],
    ["api_hosts.0", { api_hosts: ["api.acme.test/v1"] }],
    ["api_hosts.0", { api_hosts: ["127.0.0.1"] }],
    ["api_hosts.0", { api_hosts: ["169.254.169.254"] }],
    ["api_hosts.0", { api_hosts: ["*.acme.test"] }],
    ["api_headers.authorization", { api_headers: { authorization: "Bearer x" } }, /set by the gateway/],
    ["api_headers.x-http-method-override", { api_headers: { "x-http-method-override": "DELETE" } }],
    ["api_headers.x-a", { api_headers: { "x-a": "b\r\nx-c: d" } }],
    ["sandbox", { sandbox: "yes" }],
    ["colour", { colour: "red" }, /not known/],
    ["revocation.colour", { revocation: { ...acme.revocation, colour: "red" } }, /not known/],
  ])("%s of %j", (field, change, problem = /./) => {
    const line = refusal(
      JSON.stringify([
        { ...acme, id: "first" },
        { ...acme, ...change },
      ]),
    );
    expect(line).toMatch(/^entry 2( \(\w+\))?, field /);
    expect(line.split("field ")[1]?.startsWith(`${field}: `), line).toBe(true);
    expect(line).toMatch(problem);
    expect(line).not.toContain("\n");
    expect(line.length).toBeLessThan(250);
  });

  test.each<[string, object]>([
    ["issuer", { issuer: "https://id.acme.test" }],
    ["token_endpoint", { token_endpoint: "http://10.0.0.7/token" }],
    ["token_endpoint", { token_endpoint: "http://localhost.evil.test/token" }],
    ["revocation.endpoint", { revocation: { endpoint: "http://127.0.0.2:80/revoke" } }],
    ["api_hosts.0", { api_hosts: ["api.acme.test"] }],
  ])("%s of a sandbox stays on this machine: %j", (field, change) => {
    expect(refusal(JSON.stringify([{ ...sandbox, ...change }]))).toMatch(
      new RegExp(`^entry 1 \\(acme\\), field ${field}: must be on this machine`),
    );
  });

  test("an id twice", () => {
    expect(refusal(JSON.stringify([acme, acme]))).toBe("entry 2 (acme), field id: is used twice");
  });

  test.each([
    ["{", "the file: is not JSON"],
    ["", "the file: is not JSON"],
    ["{}", "the file: must hold a JSON list of definitions"],
    ["null", "the file: must hold a JSON list of definitions"],
    ['[{"__proto__": {"id": "acme"}}]', "the file: is not JSON"],
  ])("%j", (text, line) => expect(refusal(text)).toBe(line));

  test.each(["[null]", "[7]", '["acme"]', "[[]]"])("%j", (text) =>
    expect(refusal(text)).toMatch(/^entry 1: /),
  );

  test("what the file holds is not poured into the line", () => {
    const id = "x\u001b[31m".repeat(50);
    expect(refusal(JSON.stringify([{ ...acme, id }]))).toMatch(/^entry 1, field id: must be/);
    expect(refusal(JSON.stringify([{ ...acme, [id]: 1 }]))).not.toContain("\u001b");
  });
});
