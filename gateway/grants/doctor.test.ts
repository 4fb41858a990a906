import { describe, expect, test } from "vitest";
import * as build from "../../mcp-servers/index.ts";
import { variantOf } from "../../mcp-servers/kit/index.ts";
import { github } from "../../mcp-servers/providers/github.ts";
import { google } from "../../mcp-servers/providers/google.ts";
import { openRegistry } from "../catalog/index.ts";
import { type AppCheck, Secret } from "../vault/index.ts";
import type { App } from "./apps.ts";
import { accessEndsAt, diagnose, learnedFromGrant, learnedFromRefusal } from "./doctor.ts";

const registry = openRegistry(build.providers, build.servers);
const app: App = {
  id: "app_1",
  provider: "google",
  variant: "oauth_app",
  name: "One",
  redirectUri: "https://keys.acme.test/integrations/google/callback",
  isDefault: true,
  client: { id: "123-abc.apps.googleusercontent.com", secret: new Secret("s") },
  row: undefined,
};
const check = (more: Partial<AppCheck> = {}): AppCheck => ({
  client: "accepted",
  answer: "invalid_grant",
  key: undefined,
  ...more,
});
const codes = (findings: { code: string; level: string }[]) => findings.map((f) => `${f.level} ${f.code}`);

describe("what the doctor says about a registration", () => {
  test("one that is accepted gets the address to register", () => {
    const findings = diagnose(registry, google, app, check());
    expect(codes(findings)).toEqual(["ok client_accepted", "ok redirect_uri"]);
    expect(findings[1]?.message).toContain(app.redirectUri);
  });

  test("a refused and an unreachable client, and an id of another form", () => {
    const odd = { ...app, client: { id: "my-project", secret: new Secret("s") } };
    expect(
      codes(diagnose(registry, google, odd, check({ client: "refused", answer: "invalid_client" }))),
    ).toEqual(["error client_refused", "warning client_id_form", "ok redirect_uri"]);
    const down = diagnose(registry, google, app, check({ client: "unknown", answer: "egress_timeout" }));
    expect(codes(down)).toContain("warning client_unchecked");
  });

  test("a GitHub App whose permissions cannot serve some tools names them", () => {
    const provider = variantOf(github, "github_installation")!;
    const key = {
      state: "accepted" as const,
      slug: "valetkey",
      permissions: ["issues:read", "metadata:read"],
    };
    const client = { ...app.client, app: { number: "1", slug: "other", key: new Secret("k") } };
    const findings = diagnose(registry, provider, { ...app, provider: "github", client }, check({ key }));
    expect(codes(findings)).toEqual(
      expect.arrayContaining(["error slug_differs", "warning permission_missing"]),
    );
    const missing = findings.find((f) => f.code === "permission_missing");
    expect(missing?.message).toContain("github_create_issue");
    expect(missing?.message).not.toContain("github_list_issues");
  });
});

describe("what a connection shows about its app", () => {
  test("a refresh token of a week means test mode; a longer or unknown life means nothing", () => {
    expect(codes(learnedFromGrant(google, 604_799))).toEqual(["warning test_mode"]);
    expect(learnedFromGrant(google, 15_552_000)).toEqual([]);
    expect(learnedFromGrant(google, undefined)).toEqual([]);
  });

  test.each([
    ["client_rejected", "", "client_refused"],
    ["refresh_token_missing", "", "refresh_token_missing"],
    ["consent_denied", "The provider answered: invalid_scope.", "scope_missing_on_app"],
  ])("%s %s", (code, word, finding) => {
    expect(learnedFromRefusal(google, code, word)?.code).toBe(finding);
  });

  test("a person's own no says nothing about the app", () => {
    expect(learnedFromRefusal(google, "consent_denied", "")).toBeUndefined();
    expect(learnedFromRefusal(google, "scopes_declined", "")).toBeUndefined();
  });
});

test("an end is kept where access lasts a week at most, and not where it is renewed", () => {
  const now = Date.parse("2026-11-21T20:00:00.000Z");
  expect(accessEndsAt(now, 604_799)?.toISOString()).toBe("2026-11-28T19:59:59.000Z");
  expect(accessEndsAt(now, 15_897_600)).toBeNull();
  expect(accessEndsAt(now, undefined)).toBeNull();
});
