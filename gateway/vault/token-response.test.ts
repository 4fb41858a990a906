import { describe, expect, test } from "vitest";
import { normaliseTokenResponse } from "./token-response.ts";

const of = (body: unknown, status = 200) =>
  normaliseTokenResponse({ status, body: typeof body === "string" ? body : JSON.stringify(body) });
const fields = (body: unknown, status = 200) => {
  const answer = of(body, status);
  return answer.kind === "tokens" ? answer.fields : answer;
};

describe("token responses that are made whole", () => {
  test.each<[string, unknown, object]>([
    [
      "a plain one",
      { access_token: "t", token_type: "Bearer", expires_in: 3599 },
      { expires_in: 3599, raw_token_type: "Bearer" },
    ],
    ["without token_type", { access_token: "t" }, { token_type: "bearer" }],
    [
      "Slack's token_type",
      { ok: true, access_token: "t", token_type: "bot" },
      { token_type: "bearer", raw_token_type: "bot" },
    ],
    ["text for a number", { access_token: "t", expires_in: "3600" }, { expires_in: 3600 }],
    ["scopes as a list", { access_token: "t", scope: ["a", "b"] }, { scope: "a b" }],
    ["scopes with commas", { access_token: "t", scope: "a,b, c" }, { scope: "a b c" }],
    [
      "a form",
      "access_token=t&scope=repo%2Cgist&token_type=bearer",
      { access_token: "t", scope: "repo gist" },
    ],
    ["an empty error beside tokens", { access_token: "t", error: "" }, { access_token: "t" }],
  ])("%s", (_, body, expected) => expect(fields(body)).toMatchObject(expected));

  test("201 is a success", () => expect(of({ access_token: "t" }, 201).kind).toBe("tokens"));

  test("null and empty fields are left out", () => {
    const body = {
      access_token: "t",
      refresh_token: null,
      expires_in: null,
      scope: null,
      id_token: "",
      token_type: null,
    };
    expect(fields(body)).toEqual({ access_token: "t", token_type: "bearer" });
  });

  test.each([0, -1, "never", "0", Number.MAX_VALUE * 2])("expires_in %j means no known end", (expires_in) =>
    expect(fields({ access_token: "t", expires_in })).not.toHaveProperty("expires_in"),
  );
});

describe("errors in every shape", () => {
  test.each<[string, unknown, number, string, number]>([
    ["the standard", { error: "invalid_grant" }, 400, "invalid_grant", 400],
    ["the standard under 401", { error: "invalid_client" }, 401, "invalid_client", 401],
    ["GitHub under 200", { error: "bad_verification_code" }, 200, "invalid_grant", 400],
    [
      "GitHub's client error under 200",
      { error: "incorrect_client_credentials" },
      200,
      "invalid_client",
      401,
    ],
    ["GitHub as a form", "error=bad_refresh_token&error_description=x", 200, "invalid_grant", 400],
    ["Slack under 200", { ok: false, error: "invalid_code" }, 200, "invalid_grant", 400],
    [
      "Slack beside a token",
      { ok: false, error: "token_revoked", access_token: "t" },
      200,
      "invalid_grant",
      400,
    ],
    ["HubSpot", { status: "BAD_REFRESH_TOKEN", message: "x" }, 400, "invalid_grant", 400],
    ["an object", { error: { code: "invalid_grant", message: "x" } }, 400, "invalid_grant", 400],
    ["Fitbit's list", { errors: [{ errorType: "invalid_grant" }] }, 400, "invalid_grant", 400],
    ["an error without a word", { message: "no" }, 403, "invalid_request", 400],
    ["an unknown word", { error: "Something_New" }, 400, "something_new", 400],
    ["a word that is on every object", { error: "constructor" }, 400, "constructor", 400],
  ])("%s", (_, body, status, error, as) =>
    expect(of(body, status)).toEqual({ kind: "error", error, status: as }),
  );
});

describe("nothing to be had", () => {
  test.each<[string, unknown, number]>([
    ["an outage", { error: "invalid_grant" }, 503],
    ["too many requests", { error: "invalid_grant" }, 429],
    ["an error page", "<html>Bad gateway</html>", 502],
    ["a page under 200", "<!doctype html><a href='?x=1'>Sign in</a>", 200],
    ["an empty answer", "", 200],
    ["a list", [], 200],
    ["text", `"token"`, 200],
    ["JSON null", "null", 200],
    ["a number for a token", { access_token: 5 }, 200],
    ["no token", { token_type: "bearer" }, 200],
  ])("%s", (_, body, status) => expect(of(body, status)).toEqual({ kind: "unavailable", status }));
});
