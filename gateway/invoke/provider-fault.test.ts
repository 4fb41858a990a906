import { describe, expect, test } from "vitest";
import { slack } from "../../mcp-servers/providers/slack.ts";
import { bodyFaultOf, faultOf } from "./provider-fault.ts";

const NOW = Date.UTC(2026, 10, 21);

const answer = (status: number, body: unknown = "", headers: Record<string, string> = {}) => ({
  status,
  headers,
  body: Buffer.from(typeof body === "string" ? body : JSON.stringify(body)),
});
const fault = (...args: Parameters<typeof answer>) =>
  faultOf("Google", answer(...args) as Parameters<typeof faultOf>[1], NOW);

describe("an answer of a provider becomes", () => {
  test.each([
    [400, "bad_argument"],
    [401, "no_permission"],
    [403, "no_permission"],
    [404, "not_found"],
    [405, "bad_argument"],
    [409, "conflict"],
    [410, "not_found"],
    [412, "conflict"],
    [413, "too_large"],
    [422, "bad_argument"],
    [429, "rate_limited"],
    [500, "provider_down"],
    [502, "provider_down"],
    [503, "provider_down"],
    [599, "provider_down"],
  ])("%i: %s", (status, code) => {
    const error = fault(status);
    expect(error).toMatchObject({ fault: code, status });
    expect(error.message).toMatch(/^Google [a-z].*\(\d{3}\)\./);
  });

  test.each(["rateLimitExceeded", "userRateLimitExceeded", "quotaExceeded", "dailyLimitExceeded"])(
    "403 %s: rate_limited",
    (reason) => {
      expect(fault(403, { error: { errors: [{ reason }] } })).toMatchObject({
        fault: "rate_limited",
        retryAfter: 60,
      });
      expect(fault(403, { error: { details: [{ reason }] } }).fault).toBe("rate_limited");
    },
  );
  test("403 with another reason names it", () => {
    const error = fault(403, { error: { errors: [{ reason: "domainPolicy" }], message: "Ask Bob" } });
    expect(error.fault).toBe("no_permission");
    expect(error.message).toContain("403 domainPolicy");
    expect(error.message).not.toContain("Bob");
  });
});

describe("how long to wait", () => {
  test("what the provider says, rounded up; a minute where it says nothing to the point", () => {
    expect(fault(429, "", { "retry-after": "7" }).retryAfter).toBe(7);
    expect(fault(429, "", { "retry-after": "0.2" }).retryAfter).toBe(1);
    for (const value of ["", "soon", "-5", "0", "Infinity", "NaN"])
      expect(fault(429, "", { "retry-after": value }).retryAfter, value).toBe(60);
  });
  test("is said for rate limits only", () => {
    expect(fault(503, "", { "retry-after": "7" }).retryAfter).toBeUndefined();
  });
});

test.each([
  "domainPolicy",
  "already_reacted",
  "ACCESS_TOKEN_SCOPE_INSUFFICIENT",
  "missing_field",
  "FAILED_PRECONDITION",
  "cannotModifyInheritedTeamDrivePermission",
])("%s is a reason", (reason) => {
  expect(fault(400, { error: { errors: [{ reason }] } }).reason).toBe(reason);
});

// A token can happen to have no digit in it.
test.each([
  "gho_LjXkQwErTyUiOpAsDfGhJk",
  "xoxbABCdefGHIjkl",
  "QwErTyUiOpAsDfGhJkLz",
  "ya_Ab",
  "a".repeat(21),
])("%s is none, nor a scope", (text) => {
  expect(fault(400, { error: { errors: [{ reason: text }] } }).reason).toBeUndefined();
  expect(fault(422, { errors: [{ field: text, code: "invalid" }] }).reason).toBeUndefined();
  const refused = answer(200) as Parameters<typeof bodyFaultOf>[2];
  for (const body of [{ error: text }, { error: "missing_scope", needed: text }])
    expect(bodyFaultOf(slack, { ok: false, ...body }, refused, NOW)?.message).not.toContain(text);
});

describe("of a provider's words only a machine-readable reason gets through", () => {
  test.each([
    ["a sentence", { error: { status: "You sent ya29.secret, which is wrong" } }],
    ["markup", { error: { status: "<script>" } }],
    ["more than 61 characters", { error: { status: "A".repeat(62) } }],
    ["a token of Google", { error: { status: "ya29.a0Ad52N3" } }],
    ["a token of GitHub", { errors: [{ code: "gho_16C7e42F292c6912E7710c838347Ae178B4a" }] }],
    ["a token of Slack", { error: "xoxb-17653672481-19874698323" }],
    ["a number", { error: { status: 7 } }],
    ["an object", { error: { errors: [{ reason: { toString: "x" } }] } }],
    ["no JSON", "<html>ya29.secret</html>"],
    ["null", "null"],
    ["a list", "[]"],
    ["nothing", ""],
  ])("%s does not", (_what, body) => {
    expect(fault(400, body).message).toBe("Google did not accept the arguments (400).");
  });
  test("an OAuth-style code does", () => {
    expect(fault(400, { error: "invalid_request" }).message).toContain("invalid_request");
  });
});

describe("GitHub's limits are told by headers", () => {
  const reset = String(NOW / 1000 + 90);
  test.each([
    ["a secondary limit with Retry-After", { "retry-after": "31" }, 31],
    ["a spent primary limit", { "x-ratelimit-remaining": "0", "x-ratelimit-reset": reset }, 90],
    ["one whose end is now", { "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(NOW / 1000) }, 1],
  ])("%s", (_what, headers: Record<string, string>, seconds) => {
    for (const status of [403, 429]) {
      const error = fault(status, { message: "API rate limit exceeded for user ID 7." }, headers);
      expect(error).toMatchObject({ fault: "rate_limited", retryAfter: seconds, status });
      expect(error.message).toContain(`Try again in ${seconds} seconds.`);
      expect(error.message).not.toContain("user ID 7");
    }
  });
  test("an answer whose fields are of other kinds is only its status", () => {
    const odd = { toString: null };
    const body = {
      error: odd,
      errors: [{ field: "title", code: odd }],
      documentation_url: odd,
      message: odd,
    };
    expect(fault(403, body)).toMatchObject({ fault: "no_permission", reason: undefined });
    expect(fault(422, { errors: [{ field: "title", code: odd }] }).message).toContain("(422)");
  });

  test("a secondary limit without headers is known by its documentation, and waits a minute", () => {
    const documentation_url = "https://docs.github.com/rest/overview/rate-limits-for-the-rest-api#secondary";
    expect(fault(403, { documentation_url })).toMatchObject({ fault: "rate_limited", retryAfter: 60 });
  });
  test("a 403 that has calls left is about permission", () => {
    const headers = { "x-ratelimit-remaining": "4999", "x-ratelimit-reset": reset };
    const documentation_url = "https://docs.github.com/rest/issues/issues#create-an-issue";
    expect(fault(403, { documentation_url }, headers).fault).toBe("no_permission");
  });
  test("what it finds wrong with a field is named", () => {
    const errors = [{ resource: "Issue", field: "labels", code: "invalid", message: "Ask Bob" }];
    expect(fault(422, { message: "Validation Failed", errors })).toMatchObject({
      fault: "bad_argument",
      reason: "labels.invalid",
      message: "Google did not accept the arguments (422 labels.invalid).",
    });
    expect(fault(422, { errors: [{ code: "custom" }] }).reason).toBe("custom");
    expect(fault(422, { errors: [{ field: "a b", code: {} }] }).reason).toBeUndefined();
    expect(fault(422, { errors: "x" }).reason).toBeUndefined();
  });
});

describe("an error under HTTP 200 becomes", () => {
  const refused = (body: unknown, headers: Record<string, string> = {}) =>
    bodyFaultOf(slack, body, answer(200, body, headers), NOW);

  test.each([
    ["channel_not_found", "not_found"],
    ["missing_scope", "no_permission"],
    ["not_in_channel", "no_permission"],
    ["ratelimited", "rate_limited"],
    ["already_reacted", "conflict"],
    ["msg_too_long", "too_large"],
    ["internal_error", "provider_down"],
    ["invalid_cursor", "bad_argument"],
    ["something_new", "bad_argument"],
    ["constructor", "bad_argument"],
  ])("%s: %s", (error, code) => {
    expect(refused({ ok: false, error })).toMatchObject({ fault: code, reason: error, status: 200 });
  });
  test("a missing scope by its name", () => {
    const body = {
      ok: false,
      error: "missing_scope",
      needed: "channels:history,groups:history",
      provided: "x",
    };
    expect(refused(body)?.message).toBe(
      "Slack does not allow this for the connected account (missing_scope, needs channels:history,groups:history).",
    );
    for (const needed of ["ask Bob <b>", "xoxb-17653672481-19874698323", 7, "a".repeat(300)]) {
      expect(refused({ ...body, needed })?.message).toContain("(missing_scope).");
    }
  });
  test("a limit with its time", () => {
    expect(refused({ ok: false, error: "ratelimited" }, { "retry-after": "12" })?.retryAfter).toBe(12);
    expect(refused({ ok: false, error: "ratelimited" })?.retryAfter).toBe(60);
  });
  test("no words of the provider", () => {
    const error = refused({ ok: false, error: "xoxb-17653672481-19874698323" });
    expect(error?.message).toBe("Slack did not accept the arguments (no reason given).");
  });
  test("nothing where it is none", () => {
    for (const body of [{ ok: true }, {}, null, [], "x", { error: "x" }]) {
      expect(refused(body), JSON.stringify(body)).toBeUndefined();
    }
    const { bodyErrors: _, ...without } = slack;
    const body = { ok: false, error: "channel_not_found" };
    expect(bodyFaultOf(without, body, answer(200, body), NOW)).toBeUndefined();
  });
});
