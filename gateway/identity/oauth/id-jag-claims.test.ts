import type { JWTPayload } from "jose";
import { expect, test } from "vitest";
import { judgeAssertion } from "./id-jag-claims.ts";

const NOW = 1_800_000_000;
const expected = { audience: "https://keys.acme.test", clientId: "cli_1", now: NOW };
const header = { alg: "ES256", typ: "oauth-id-jag+jwt" };
const good: JWTPayload = {
  iss: "https://idp.acme.test",
  sub: "u-1",
  aud: "https://keys.acme.test",
  client_id: "cli_1",
  jti: "a",
  iat: NOW,
  exp: NOW + 300,
  resource: "https://keys.acme.test/mcp",
  scope: "mcp:read mcp:write",
  email: " Ada@Acme.test ",
  email_verified: true,
};

test("a good one says who, for what and how far", () => {
  expect(judgeAssertion(header, good, expected)).toEqual({
    ok: true,
    vouched: {
      issuer: "https://idp.acme.test",
      subject: "u-1",
      clientId: "cli_1",
      jti: "a",
      expiresAt: NOW + 300,
      resource: "https://keys.acme.test/mcp",
      scopes: ["mcp:read", "mcp:write"],
      email: "ada@acme.test",
    },
  });
});

test.each<[string, JWTPayload]>([
  ["not said to be verified", { email_verified: undefined }],
  ["said not to be", { email_verified: false }],
  ["verified in other words", { email_verified: "yes" }],
])("an address that is %s does not count", (_, change) => {
  expect(judgeAssertion(header, { ...good, ...change }, expected)).toMatchObject({
    ok: true,
    vouched: { email: undefined },
  });
});

test.each<[string, JWTPayload, object?]>([
  ["another type", {}, { alg: "ES256", typ: "at+jwt" }],
  ["no type", {}, { alg: "ES256" }],
  ["no issuer", { iss: undefined as never }],
  ["no subject", { sub: "" }],
  ["no id", { jti: undefined as never }],
  ["another audience", { aud: "https://keys.acme.test/" }],
  ["a second audience", { aud: ["https://keys.acme.test", "https://other.test"] }],
  ["no audience", { aud: [] }],
  ["another client", { client_id: "cli_2" }],
  ["no client", { client_id: undefined }],
  ["no expiry", { exp: undefined as never }],
  ["no time", { iat: undefined as never }],
  ["an end that has passed", { exp: NOW - 31 }],
  ["a beginning that has not come", { iat: NOW + 31 }],
  ["a later beginning", { nbf: NOW + 31 }],
  ["a life of a day", { exp: NOW + 86_400 }],
  ["two resources", { resource: ["https://keys.acme.test/mcp", "https://keys.acme.test/mcp/gmail"] }],
])("one with %s is refused", (_, change, other) => {
  expect(judgeAssertion((other ?? header) as never, { ...good, ...change }, expected)).toMatchObject({
    ok: false,
  });
});
