import { describe, expect, test } from "vitest";
import { z } from "zod";
import { gmail } from "../../mcp-servers/gmail/index.ts";
import { defineTool, type Effect } from "../../mcp-servers/kit/index.ts";
import { google } from "../../mcp-servers/providers/google.ts";
import { openRegistry } from "../catalog/index.ts";
import { type ApiRequest, Secret, type Vault } from "../vault/index.ts";
import { bindApi } from "./bound-api.ts";

const READONLY = "https://www.googleapis.com/auth/gmail.readonly";

/** An `api` whose requests stop at the vault's door. */
function bound(
  effect: Effect = "destructive",
  answer: { status: number; body?: string } = { status: 200, body: "{}" },
) {
  const sent: ApiRequest[] = [];
  const tool = defineTool({
    name: "gmail_try",
    title: "Try",
    description: "Tries.",
    effect,
    scopes: [[READONLY]],
    input: z.object({}),
    output: z.object({}),
    run: async () => ({}),
    render: () => "",
  });
  const registry = openRegistry([google], [{ ...gmail, tools: [tool] }]);
  const server = registry.servers.get("gmail");
  const registered = server?.tools.get("gmail_try");
  if (!server || !registered) throw new Error("not registered");
  const vault = {
    sendAs: async (_who: unknown, _use: unknown, request: ApiRequest) => {
      sent.push(request);
      return { status: answer.status, headers: {}, body: Buffer.from(answer.body ?? "") };
    },
  } as unknown as Vault;
  const api = bindApi({
    vault,
    who: {} as Parameters<typeof bindApi>[0]["who"],
    server,
    tool: registered,
    connection: {
      workspaceId: "wsp_1",
      id: "con_1",
      slug: "google_ada",
      name: "Ada",
      provider: google,
      kind: "shared",
      ownerId: undefined,
      account: "ada@acme.test",
      epoch: 0,
      verdict: "valid",
      verdictCause: undefined,
      grant: { id: "grt_1", clientId: "c", scopes: new Set([READONLY]) },
    },
    client: { id: "c", secret: new Secret("s") },
    signal: new AbortController().signal,
  });
  return { api, sent };
}

describe("paths", () => {
  test("are appended to the server's own address", async () => {
    const { api, sent } = bound();
    await api.get("/threads/18c0%2Fx");
    expect(sent[0]).toMatchObject({
      method: "GET",
      url: "https://gmail.googleapis.com/gmail/v1/users/me/threads/18c0%2Fx",
    });
  });

  test.each([
    "threads",
    "",
    "//evil.test/x",
    "https://evil.test/x",
    "/../../../other",
    "/threads/..",
    "/threads/../labels",
    "/threads/.",
    "/./threads",
    "/%2e%2e/labels",
    "/threads/%2E%2E/labels",
    "/threads/.%2e",
    "/threads?format=raw",
    "/threads#x",
    "/threads\\..\\labels",
    "/threads/a b",
    "/threads/a\r\nHost: evil.test",
    "/threads/a\tb",
  ])("%j is refused before anything is sent", async (path) => {
    const { api, sent } = bound();
    for (const call of [() => api.get(path), () => api.post(path, {}), () => api.delete(path)]) {
      await expect(call()).rejects.toMatchObject({ fault: "bad_argument" });
    }
    expect(sent).toEqual([]);
  });

  test("queries are encoded; what is undefined is left out", async () => {
    const { api, sent } = bound();
    await api.get("/threads", {
      query: { q: "a&b=c#d", n: 3, flag: false, ids: ["x", "y"], none: undefined },
    });
    expect(sent[0]?.url).toMatch(/\/threads\?q=a%26b%3Dc%23d&n=3&flag=false&ids=x&ids=y$/);
    await api.get("/threads", { query: {} });
    expect(sent[1]?.url).toMatch(/\/threads$/);
  });
});

describe("methods", () => {
  test("a tool that is declared read sends nothing but GET", async () => {
    const { api, sent } = bound("read");
    await api.get("/threads");
    for (const call of [api.post, api.put, api.patch, api.delete]) {
      await expect(call("/threads", {})).rejects.toThrow("gmail_try is declared read");
    }
    expect(sent.map((r) => r.method)).toEqual(["GET"]);
  });

  test("others send all of them, as JSON", async () => {
    const { api, sent } = bound("write");
    await api.post("/x", { a: 1 });
    await api.put("/x", { a: 1 });
    await api.patch("/x", { a: 1 });
    await api.delete("/x");
    expect(sent.map((r) => [r.method, r.body])).toEqual([
      ["POST", '{"a":1}'],
      ["PUT", '{"a":1}'],
      ["PATCH", '{"a":1}'],
      ["DELETE", undefined],
    ]);
    expect(sent[0]?.headers).toMatchObject({ "content-type": "application/json" });
  });
});

describe("answers", () => {
  test("are parsed; an empty one is undefined", async () => {
    expect(await bound("read", { status: 200, body: '{"a":1}' }).api.get("/x")).toEqual({ a: 1 });
    expect(await bound("read", { status: 204 }).api.get("/x")).toBeUndefined();
    expect(await bound("read", { status: 200 }).api.get("/x")).toBeUndefined();
  });
  test("that are not JSON or not a success are faults", async () => {
    await expect(bound("read", { status: 200, body: "<html>" }).api.get("/x")).rejects.toMatchObject({
      fault: "provider_down",
    });
    await expect(bound("read", { status: 404, body: "{}" }).api.get("/x")).rejects.toMatchObject({
      fault: "not_found",
    });
  });
});

test("says what the grant covers and whose account it is", () => {
  const { api } = bound();
  expect(api.hasScope(READONLY)).toBe(true);
  expect(api.hasScope("https://www.googleapis.com/auth/gmail.send")).toBe(false);
  expect(api.account).toBe("ada@acme.test");
});
