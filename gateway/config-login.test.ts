import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { ConfigError, loadConfig } from "./config.ts";

const WHOLE = {
  LOGIN_OIDC_ISSUER: "https://id.acme.test/realms/staff/",
  LOGIN_OIDC_CLIENT_ID: "gateway",
  LOGIN_OIDC_CLIENT_SECRET: "the-secret-of-the-login",
};

function refusalOf(env: Record<string, string>): string {
  try {
    loadConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return "accepted";
}

test("without an issuer there is no company sign-in", () => {
  expect(loadConfig({}).config.login).toBeUndefined();
  expect(loadConfig({}).config.sessionIdleMinutes).toBe(240);
});

test("the issuer is kept as it is written; the rest has defaults that let in nobody new", () => {
  const { config, secrets } = loadConfig(WHOLE);
  expect(config.login).toEqual({
    issuer: "https://id.acme.test/realms/staff/",
    clientId: "gateway",
    title: "Company sign-in",
    allowedDomains: [],
    join: undefined,
    trustEmail: false,
  });
  for (const text of [JSON.stringify({ config, secrets }), inspect({ config, secrets }, { depth: 9 })])
    expect(text).not.toContain(WHOLE.LOGIN_OIDC_CLIENT_SECRET);
});

test("domains and the workspace to join are read", () => {
  const env = {
    ...WHOLE,
    LOGIN_OIDC_ALLOWED_DOMAINS: " Acme.com, ,acme.co.uk",
    LOGIN_OIDC_JOIN: "acme:auditor",
    LOGIN_OIDC_TRUST_EMAIL: "true",
    LOGIN_OIDC_TITLE: "Acme",
    SESSION_IDLE_MINUTES: "30",
  };
  const { login, sessionIdleMinutes } = loadConfig(env).config;
  expect(login).toMatchObject({
    allowedDomains: ["acme.com", "acme.co.uk"],
    join: { workspace: "acme", role: "auditor" },
    trustEmail: true,
    title: "Acme",
  });
  expect(sessionIdleMinutes).toBe(30);
});

describe("a bad value stops the start with one line that names the variable", () => {
  const JOINING = { LOGIN_OIDC_ALLOWED_DOMAINS: "acme.com" };
  test.each([
    ["LOGIN_OIDC_ISSUER", { LOGIN_OIDC_ISSUER: "id.acme.test" }],
    ["LOGIN_OIDC_ISSUER", { LOGIN_OIDC_ISSUER: "http://id.acme.test" }],
    ["LOGIN_OIDC_ISSUER", { LOGIN_OIDC_ISSUER: "javascript:alert(1)" }],
    ["LOGIN_OIDC_ISSUER", { LOGIN_OIDC_ISSUER: "https://user:pw@id.acme.test" }],
    ["LOGIN_OIDC_ISSUER", { LOGIN_OIDC_ISSUER: "https://id.acme.test/?tenant=1" }],
    ["LOGIN_OIDC_ALLOWED_DOMAINS", { LOGIN_OIDC_ALLOWED_DOMAINS: "*.acme.com" }],
    ["LOGIN_OIDC_ALLOWED_DOMAINS", { LOGIN_OIDC_ALLOWED_DOMAINS: "ada@acme.com" }],
    ["LOGIN_OIDC_ALLOWED_DOMAINS", { LOGIN_OIDC_ALLOWED_DOMAINS: "acme" }],
    // Everybody at the issuer would join.
    ["LOGIN_OIDC_ALLOWED_DOMAINS", { LOGIN_OIDC_JOIN: "acme:member" }],
    ["LOGIN_OIDC_JOIN", { ...JOINING, LOGIN_OIDC_JOIN: "acme" }],
    ["LOGIN_OIDC_JOIN", { ...JOINING, LOGIN_OIDC_JOIN: "acme:admin" }],
    ["LOGIN_OIDC_JOIN", { ...JOINING, LOGIN_OIDC_JOIN: "acme:owner" }],
    ["LOGIN_OIDC_TRUST_EMAIL", { LOGIN_OIDC_TRUST_EMAIL: "yes" }],
    ["LOGIN_OIDC_TITLE", { LOGIN_OIDC_TITLE: "x".repeat(61) }],
    ["SESSION_IDLE_MINUTES", { SESSION_IDLE_MINUTES: "4" }],
    ["SESSION_IDLE_MINUTES", { SESSION_IDLE_MINUTES: "721" }],
  ] as [string, Record<string, string>][])("%s %j", (variable, env) => {
    const line = refusalOf({ ...WHOLE, ...env });
    expect(line).toMatch(new RegExp(`^${variable} `));
    expect(line).not.toContain("\n");
  });

  test("half a configuration names what is missing, and no secret", () => {
    for (const name of Object.keys(WHOLE)) {
      const line = refusalOf({ ...WHOLE, [name]: "" });
      expect(line).toMatch(new RegExp(`^${name} is missing although LOGIN_OIDC_`));
      expect(line).not.toContain(WHOLE.LOGIN_OIDC_CLIENT_SECRET);
    }
    expect(refusalOf({ LOGIN_OIDC_TITLE: "Acme" })).toMatch(/^LOGIN_OIDC_ISSUER is missing/);
  });

  test("http is for this machine", () => {
    for (const LOGIN_OIDC_ISSUER of ["http://localhost:4000", "http://127.0.0.1:4000", "http://[::1]:4000"])
      expect(loadConfig({ ...WHOLE, LOGIN_OIDC_ISSUER }).config.login?.issuer).toBe(LOGIN_OIDC_ISSUER);
  });
});
