import type { Request, Response } from "express";
import { expect, test } from "vitest";
import { GatewayError } from "../errors.ts";
import { addressKey, DOOR_LIMITS, frontDoors } from "./front-doors.ts";

const ONE = { signIn: 1, registration: 1, token: 1, oauth: 1, decisions: 1 };

/** Passes requests one after the other; answers with what each was refused with. */
async function pass(requests: { method?: string; path: string; ip?: string }[], limits = ONE) {
  const doors = frontDoors(limits);
  const answers: (GatewayError | undefined)[] = [];
  for (const { method = "POST", path, ip = "192.0.2.1" } of requests) {
    const headers = new Map<string, string>();
    const res = { setHeader: (name: string, value: string) => headers.set(name, value) };
    const error = await new Promise<unknown>((resolve) => {
      void doors({ method, path, ip } as Request, res as unknown as Response, resolve);
    });
    if (error) expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
    answers.push(error as GatewayError | undefined);
  }
  return answers.map((answer) => (answer instanceof GatewayError ? answer.code : "ok"));
}
const twice = (path: string, method = "POST") =>
  pass([
    { path, method },
    { path, method },
  ]);

test("each door lets so many through from one address, whatever the spelling of its path", async () => {
  for (const path of [
    "/api/session",
    "/api/sign-in/company",
    "/api/invitations/accept",
    "/oauth/register",
    "/oauth/token",
    "/oauth/revoke",
    "/api/workspaces/acme/approvals/apr_1/decision",
  ]) {
    expect(await twice(path)).toEqual(["ok", "too_many_requests"]);
    expect(await pass([{ path }, { path: `${path.toUpperCase()}/` }])).toEqual(["ok", "too_many_requests"]);
  }
  expect(await twice("/sign-in/company/callback", "GET")).toEqual(["ok", "too_many_requests"]);
  expect(await twice("/oauth/authorize", "GET")).toEqual(["ok", "too_many_requests"]);
});

test("what is no door, and looking at one, is not counted", async () => {
  for (const [path, method] of [
    ["/api/session", "GET"],
    ["/api/workspaces/acme/approvals/apr_1", "GET"],
    ["/api/workspaces/acme/tokens", "POST"],
    ["/mcp/gmail", "POST"],
    ["/oauthx", "GET"],
  ] as const)
    expect(await twice(path, method)).toEqual(["ok", "ok"]);
});

test("a door that is shut leaves the others open, and one address the others", async () => {
  expect(
    await pass([
      { path: "/oauth/token" },
      { path: "/oauth/token" },
      { path: "/api/session" },
      { path: "/oauth/token", ip: "192.0.2.2" },
    ]),
  ).toEqual(["ok", "too_many_requests", "ok", "ok"]);
});

test("addresses of one IPv6 subscriber are one, and an IPv4 address is itself however it is written", () => {
  expect(addressKey("2001:db8:1:2::1")).toBe(addressKey("2001:db8:1:2:ffff::9"));
  expect(addressKey("2001:db8:1:2::1")).not.toBe(addressKey("2001:db8:1:3::1"));
  expect(addressKey("::ffff:192.0.2.1")).toBe(addressKey("192.0.2.1"));
  expect(addressKey("192.0.2.1")).not.toBe(addressKey("192.0.2.2"));
  expect([addressKey(undefined), addressKey("x")]).toEqual(["unknown", "unknown"]);
});

test("by default a company behind one address can sign in", () => {
  expect(DOOR_LIMITS.signIn).toBeGreaterThanOrEqual(300);
});
