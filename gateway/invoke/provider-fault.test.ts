import { describe, expect, test } from "vitest";
import { faultOf } from "./provider-fault.ts";

const answer = (status: number, body: unknown = "", headers: Record<string, string> = {}) => ({
  status,
  headers,
  body: Buffer.from(typeof body === "string" ? body : JSON.stringify(body)),
});
const fault = (...args: Parameters<typeof answer>) =>
  faultOf("Google", answer(...args) as Parameters<typeof faultOf>[1]);

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

describe("of a provider's words only a machine-readable reason gets through", () => {
  test.each([
    ["a sentence", { error: { status: "You sent ya29.secret, which is wrong" } }],
    ["markup", { error: { status: "<script>" } }],
    ["more than 61 characters", { error: { status: "A".repeat(62) } }],
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
