import { describe, expect, test } from "vitest";
import { z } from "zod";
import { gmail } from "../../mcp-servers/gmail/index.ts";
import {
  defineResource,
  defineTool,
  type Effect,
  PLAIN,
  type Provider,
} from "../../mcp-servers/kit/index.ts";
import { google } from "../../mcp-servers/providers/google.ts";
import { slack } from "../../mcp-servers/providers/slack.ts";
import { openRegistry } from "../catalog/index.ts";
import { GatewayError } from "../errors.ts";
import { openLinks } from "../files/index.ts";
import { type ApiRequest, Secret, type Use, type Vault } from "../vault/index.ts";
import { bindApi } from "./bound-api.ts";
import { openHold } from "./hold.ts";
import { openPauses } from "./pauses.ts";

const READONLY = "https://www.googleapis.com/auth/gmail.readonly";

interface Answer {
  status: number;
  body?: string;
  headers?: Record<string, string>;
}
const noFiles: Parameters<typeof bindApi>[1] = {
  links: openLinks({ keys: [], publicUrl: "https://gateway.test", clock: () => 0 }),
  openSource: () => Promise.reject(new Error("no files here")),
  text: () => Promise.reject(new Error("no files here")),
  shown: [],
};
interface Stage {
  provider?: Provider;
  /** Alternatives of the tool. */
  scopes?: string[][];
  granted?: string[];
  vault?: Partial<Vault>;
}

/** An `api` whose requests stop at the vault's door. */
function bound(
  effect: Effect = "destructive",
  answer: Answer = { status: 200, body: "{}" },
  { provider = google, scopes = [[READONLY]], granted = [READONLY], ...stage }: Stage = {},
) {
  const sent: ApiRequest[] = [];
  const uses: Use[] = [];
  const tool = defineTool({
    name: "gmail_try",
    title: "Try",
    description: "Tries.",
    effect,
    targets: "none",
    labels: PLAIN,
    scopes,
    input: z.object({}),
    output: z.object({}),
    run: async () => ({}),
    render: () => "",
  });
  const { id, title, description } = gmail;
  const spec = {
    id,
    title,
    description,
    provider: provider.id,
    baseUrl: `https://${provider.apiHosts[0]}/gmail/v1/users/me`,
  };
  const registry = openRegistry([provider], [{ ...spec, tools: [tool] }]);
  const server = registry.servers.get("gmail");
  const registered = server?.tools.get("gmail_try");
  if (!server || !registered) throw new Error("not registered");
  const vault = {
    sendAs: async (_who: unknown, use: Use, request: ApiRequest) => {
      sent.push(request);
      uses.push(use);
      return { status: answer.status, headers: answer.headers ?? {}, body: Buffer.from(answer.body ?? "") };
    },
    ...stage.vault,
  } as unknown as Vault;
  const api = bindApi(
    {
      vault,
      who: {} as Parameters<typeof bindApi>[0]["who"],
      server,
      tool: registered,
      connection: {
        workspaceId: "wsp_1",
        id: "con_1",
        slug: "google_ada",
        name: "Ada",
        provider,
        kind: "shared",
        ownerId: undefined,
        account: "ada@acme.test",
        epoch: 0,
        verdict: "valid",
        verdictCause: undefined,
        disabled: false,
        grant: {
          id: "grt_1",
          provider: "google",
          clientId: "c",
          appId: "env",
          variant: "oauth_app",
          installationId: undefined,
          scopes: new Set(granted),
        },
      },
      client: { id: "c", secret: new Secret("s") },
      signal: new AbortController().signal,
      clock: () => 0,
      pauses: openPauses(() => 0),
      hold: openHold("gmail_try", [], { account: undefined, ownHost: "localhost" }),
    },
    noFiles,
  );
  return { api, sent, uses };
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
    await api.delete("/x", { body: { a: 1 } });
    expect(sent.map((r) => [r.method, r.body])).toEqual([
      ["POST", '{"a":1}'],
      ["PUT", '{"a":1}'],
      ["PATCH", '{"a":1}'],
      ["DELETE", undefined],
      ["DELETE", '{"a":1}'],
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

describe("headers", () => {
  const provider = { ...google, apiHeaders: { accept: "application/vnd.test+json", "x-version": "7" } };
  test("of the provider go out with each call, unless the tool sets its own", async () => {
    const { api, sent } = bound("write", undefined, { provider });
    await api.get("/x");
    await api.post("/x", {}, { headers: { "x-version": "8" } });
    expect(sent[0]?.headers).toEqual(provider.apiHeaders);
    expect(sent[1]?.headers).toEqual({
      accept: "application/vnd.test+json",
      "content-type": "application/json",
      "x-version": "8",
    });
  });
});

describe("of a grant's two tokens", () => {
  const as = async (scopes: string[][], granted: string[], provider: Provider = slack) => {
    const { api, uses } = bound("read", undefined, { provider, scopes, granted });
    await api.get("/x");
    return uses[0]?.as;
  };
  test("the person's goes out where scopes of it alone cover the tool", async () => {
    expect(await as([["user:search:read"]], ["user:search:read", "chat:write"])).toBe("user");
  });
  test("the main one in every other case", async () => {
    const search = ["user:search:read"];
    expect(await as([["chat:write"], search], ["user:search:read", "chat:write"])).toBe("main");
    expect(await as([["chat:write"], search], search)).toBe("user");
    expect(await as([["chat:write", ...search]], ["chat:write", ...search])).toBe("main");
    expect(await as([[]], search)).toBe("main");
    expect(await as([[READONLY]], [READONLY], google)).toBe("main");
  });
});

describe("refusals", () => {
  test("under HTTP 200 are faults where the provider has such", async () => {
    const body = JSON.stringify({ ok: false, error: "missing_scope", needed: "chat:write" });
    const { api } = bound("read", { status: 200, body }, { provider: slack, scopes: [[]] });
    await expect(api.get("/x")).rejects.toMatchObject({
      fault: "no_permission",
      reason: "missing_scope",
      message: expect.stringContaining("needs chat:write"),
    });
    expect(await bound("read", { status: 200, body }).api.get("/x")).toMatchObject({ ok: false });
  });
  test("that are limits with a time are waited for without asking, where limits go by path", async () => {
    const limited = { status: 429, headers: { "retry-after": "30" } };
    for (const [provider, sends] of [
      [slack, 2],
      [google, 3],
    ] as const) {
      const { api, sent } = bound("read", limited, { provider, scopes: [[]] });
      for (const path of ["/users.list", "/users.list", "/users.info"])
        await expect(api.get(path)).rejects.toMatchObject({ fault: "rate_limited", retryAfter: 30 });
      expect(sent).toHaveLength(sends);
    }
    const untimed = bound("read", { status: 429 }, { provider: slack, scopes: [[]] });
    for (const path of ["/x", "/x"])
      await expect(untimed.api.get(path)).rejects.toMatchObject({ fault: "rate_limited", retryAfter: 60 });
    expect(untimed.sent).toHaveLength(2);
  });
  test("by redirect say that the thing has moved; other failures stay what they are", async () => {
    const failing = (error: GatewayError) =>
      bound("read", undefined, { vault: { sendAs: () => Promise.reject(error) } }).api.get("/x");
    const redirect = new GatewayError("egress_refused", { data: { reason: "redirect", status: 301 } });
    await expect(failing(redirect)).rejects.toMatchObject({ fault: "not_found", status: 301 });
    const down = new GatewayError("provider_unreachable");
    await expect(failing(down)).rejects.toBe(down);
  });
});

test("says what the grant covers and whose account it is", () => {
  const { api } = bound();
  expect(api.hasScope(READONLY)).toBe(true);
  expect(api.hasScope("https://www.googleapis.com/auth/gmail.send")).toBe(false);
  expect(api.account).toBe("ada@acme.test");
  expect(api.connectorId).toBe("con_1");
});

test("an answer that is too large is one that a tool can tell from others, from either address", async () => {
  const tooLarge = () => Promise.reject(new GatewayError("egress_too_large"));
  const { api } = bound("read", undefined, { vault: { sendAs: tooLarge } });
  await expect(api.bytes("/big")).rejects.toMatchObject({ name: "ToolError", fault: "too_large" });
  const moved = { status: 302, headers: { location: "https://files.example/big" } };
  const { api: elsewhere } = bound("read", moved, { vault: { sendSigned: tooLarge } });
  await expect(elsewhere.bytes("/big")).rejects.toMatchObject({ name: "ToolError", fault: "too_large" });
});

describe("an upload in two requests", () => {
  const location = (to: string) => ({ status: 200, body: '{"id":"1"}', headers: { location: to } });
  const own = "https://gmail.googleapis.com/gmail/v1/users/me";
  const file = { metadata: { name: "a" }, bytes: new Uint8Array([1, 2, 3]), contentType: "image/png" };

  test("announces the bytes, then puts them where the answer says", async () => {
    const { api, sent } = bound("write", location(`${own}/files?uploadType=resumable&upload_id=x%2Fy`));
    const query = { uploadType: "resumable" };
    expect(await api.uploadResumable("POST", "/files", file, { query })).toEqual({ id: "1" });
    expect(sent.map(({ method, url }) => [method, url])).toEqual([
      ["POST", `${own}/files?uploadType=resumable`],
      ["PUT", `${own}/files?uploadType=resumable&upload_id=x%2Fy`],
    ]);
    expect(sent[0]).toMatchObject({
      body: '{"name":"a"}',
      headers: { "x-upload-content-type": "image/png", "x-upload-content-length": "3" },
    });
    expect(sent[1]).toMatchObject({ body: file.bytes, headers: { "content-type": "image/png" } });
  });

  test("never goes to another host or beside the address, nor without write", async () => {
    for (const to of [
      "https://evil.test/gmail/v1/users/me/files",
      "https://gmail.googleapis.com.evil.test/gmail/v1/users/me/files",
      "http://gmail.googleapis.com/gmail/v1/users/me/files",
      "https://user@gmail.googleapis.com/gmail/v1/users/me/files",
      "https://gmail.googleapis.com/gmail/v1/users/melon/files",
      "https://gmail.googleapis.com/gmail/v1/users/me/../you/files",
      "/files",
      "",
    ]) {
      const { api, sent } = bound("write", location(to));
      await expect(api.uploadResumable("POST", "/files", file), to).rejects.toThrow("where the bytes belong");
      expect(sent).toHaveLength(1);
    }
    const { api, sent } = bound("read", location(`${own}/files`));
    await expect(api.uploadResumable("POST", "/files", file)).rejects.toThrow("declared read");
    expect(sent).toEqual([]);
  });
});

test("no link is made of an id that cannot be written down, and the provider is what failed", () => {
  const { api } = bound();
  const resource = defineResource({
    kind: "thing",
    title: "Thing",
    scopes: [[READONLY]],
    params: z.object({ id: z.string().max(10) }),
    targets: "none",
    tools: ["gmail_try"],
    read: async () => ({ name: "", mimeType: "", bytes: new Uint8Array() }),
  });
  for (const id of ["", "\ud800", "x".repeat(11)]) {
    expect(() => api.link(resource, { id }, { name: "a", mimeType: "text/plain" })).toThrow(
      expect.objectContaining({ fault: "provider_down" }),
    );
  }
});
