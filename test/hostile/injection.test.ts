import crypto from "node:crypto";
import { writeFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadConfig } from "../../gateway/config.ts";
import { checksum } from "../../gateway/identity/secret-text.ts";
import { rawCall } from "../support/agent.ts";
import { startGateway, type TestGateway } from "../support/gateway.ts";
import { auditRows } from "../support/look.ts";
import type { Person } from "../support/person.ts";
import { rawHttp } from "../support/raw-http.ts";
import { operationsBelow } from "../support/routes.ts";
import { ALL, fingerprint, isPolluted, sqlOf, withAgent } from "./helpers.ts";

/** What is sent as data wants to be read as structure: a path, a header, a parameter, a line, a prototype. */
let gateway: TestGateway;
let owner: Person;
let token: string;

const IDS = [
  "..",
  "../..",
  "..%2f..%2fuser",
  "%2e%2e/%2e%2e",
  "/user",
  "//evil.test/x",
  "https://evil.test/x",
  "x?per_page=1&access_token=1",
  "x#fragment",
  "x;y=1",
  "x\\..\\..",
  "x\r\nX-Injected: 1",
  "x\u0000y",
  "@evil.test",
  "\ud800",
];

beforeAll(async () => {
  gateway = await startGateway({ slack: {}, github: {} });
  owner = gateway.owner;
  await owner.authorize({ email: "ada@acme.test", tools: ALL });
  const github = ["github_get_file", "github_get_issue", "github_create_issue", "github_search_repositories"];
  await owner.authorize({ service: "github", email: "ada@acme.test", tools: github });
  const slack = ["slack_read_channel", "slack_send_message"];
  await owner.authorize({ service: "slack", email: "ada@acme.test", tools: slack });
  token = (await owner.newToken({ agent: await owner.newAgent("Helper") })).value;
});
afterAll(() => gateway?.close());

const base = () => `/api/workspaces/${owner.session.workspace.id}`;
const signed = () => ({
  cookie: owner.cookie,
  "x-valetkey-csrf": owner.session.csrf,
  "content-type": "application/json",
});

test("H113 paths that climb, hosts, queries and fragments in the arguments of tools", async () => {
  const { github, google, slack } = gateway;
  for (const provider of [github, google, slack]) provider.clearRequests();
  await withAgent(gateway, token, "github", async (agent) => {
    for (const id of IDS) {
      await agent.call("github_get_file", { repo: "acme/web", path: id });
      await agent.call("github_get_file", { repo: id, path: "README.md" });
      await agent.call("github_get_file", { repo: `acme/${id}`, path: "README.md" });
      await agent.call("github_create_issue", { repo: `acme/${id}`, title: "x" });
    }
  });
  for (const { method, path, search } of github.requests()) {
    expect(`${method} ${path}`).toMatch(/^GET \/repos\/acme\/web\/contents(\/[^?#]*)?$/);
    expect(path).not.toMatch(/\/\.\.?(\/|$)|\/\//);
    expect(search).toBe("");
  }
  await withAgent(gateway, token, "gmail", async (agent) => {
    for (const thread_id of IDS)
      expect((await agent.call("gmail_get_thread", { thread_id })).isError).toBe(true);
  });
  for (const { method, path, search } of google.requests()) {
    expect(`${method} ${path}`).toMatch(/^GET \/gmail\/v1\/users\/me\/threads\/[^/?#]+$/);
    expect(search).not.toMatch(/access_token|per_page/);
  }
  await withAgent(gateway, token, "slack", async (agent) => {
    for (const channel of IDS) {
      expect((await agent.call("slack_send_message", { channel, text: "x" })).isError).toBe(true);
      await agent.call("slack_read_channel", { channel });
    }
  });
  const said = slack.requests().filter(({ path }) => path.includes("postMessage"));
  expect(said).toEqual([]);
}, 60_000);

test("H114 parameters of their own in what is searched for", async () => {
  const { github, google } = gateway;
  const query = "x&per_page=999&page=7&access_token=1#frag\r\nHost: evil.test";
  github.clearRequests();
  google.clearRequests();
  await withAgent(gateway, token, "github", (a) => a.call("github_search_repositories", { query }));
  await withAgent(gateway, token, "gmail", (a) => a.call("gmail_search_threads", { query }));
  const searches = [...github.requests(), ...google.requests()].map((r) => new URLSearchParams(r.search));
  expect(searches.length).toBeGreaterThan(1);
  for (const search of searches) {
    expect(search.get("q")).toBe(query);
    expect(search.getAll("per_page").includes("999")).toBe(false);
    for (const name of ["access_token", "Host"]) expect(search.has(name)).toBe(false);
    for (const name of new Set(search.keys())) expect(search.getAll(name)).toHaveLength(1);
  }
});

test("H115 mail headers in the fields of a letter", async () => {
  gateway.google.clearRequests();
  await withAgent(gateway, token, "gmail", async (agent) => {
    for (const letter of [
      { to: ["ben@acme.test\r\nBcc: eve@evil.test"], subject: "x" },
      { to: ["ben@acme.test"], subject: "x\r\nBcc: eve@evil.test" },
      { to: ["ben@acme.test"], subject: "x\nBcc: eve@evil.test" },
      { to: ["ben@acme.test"], cc: ["Ben <ben@acme.test>\nBcc: eve@evil.test"], subject: "x" },
      { to: ["ben@acme.test, eve@evil.test"], subject: "x" },
    ])
      expect((await agent.call("gmail_send_message", { body: "x", ...letter })).isError).toBe(true);
  });
  expect(gateway.google.requests().filter(({ method }) => method === "POST")).toEqual([]);
});

test("H116 another Host, or a right one only in X-Forwarded-Host: DNS rebinding", async () => {
  const own = new URL(gateway.url).host;
  for (const headers of [
    { host: "evil.test" },
    { host: `evil.test:${new URL(gateway.url).port}` },
    { host: "evil.test", "x-forwarded-host": own },
    { host: "evil.test", forwarded: `host=${own}` },
    { host: `${own}.evil.test` },
    { host: `${own}@evil.test` },
    { host: "localhost.evil.test" },
  ] as Record<string, string>[]) {
    for (const path of ["/api/session", "/mcp/gmail", "/healthz"]) {
      const answer = await rawHttp(gateway.url, { path, headers: { cookie: owner.cookie, ...headers } });
      expect([400, 403], JSON.stringify(headers)).toContain(answer.status);
      expect(answer.text).not.toContain("owner@acme.test");
    }
  }
  for (const head of [
    "HTTP/1.1\r\nHost: ",
    "HTTP/1.1\r\nX: y",
    "HTTP/1.0\r\nX: y",
    `HTTP/1.1\r\nHost: evil.test\r\nHost: ${own}`,
  ])
    expect(await raw(`GET /healthz ${head}\r\n\r\n`), head).toMatch(/^HTTP\/1\.1 40[03]/);
  for (const origin of ["https://evil.test", "null", `${gateway.url}.evil.test`, "http://localhost:1", "x"])
    expect((await rawHttp(gateway.url, { path: "/api/session", headers: { origin } })).status).toBe(403);
});

test("H117 X-Forwarded-* without a proxy in front: addresses, scheme and cookies stay the gateway's own", async () => {
  const spoofed = {
    "x-forwarded-host": "evil.test",
    "x-forwarded-proto": "https",
    "x-forwarded-for": "127.0.0.1",
    "x-forwarded-port": "443",
    "x-original-url": "/api/openapi.json",
    "x-rewrite-url": "/healthz",
    forwarded: "host=evil.test;proto=https",
  };
  const session = await owner.call("GET", "/api/session", undefined, spoofed);
  expect(session.body.public_url).toBe(gateway.url);
  const link = await owner.call("GET", `${base()}/integrations/google/auth_link`, undefined, spoofed);
  expect(decodeURIComponent(link.body.authorization_url)).toContain(`${gateway.url}/integrations/`);
  const invited = await owner.call(
    "POST",
    `${base()}/invitations`,
    { email: "x@acme.test", role: "member" },
    spoofed,
  );
  expect(invited.body.url.startsWith(`${gateway.url}/invite#`)).toBe(true);
  const catalog = await owner.call("GET", `${base()}/catalog`, undefined, spoofed);
  for (const answer of [session, link, invited, catalog])
    expect(JSON.stringify(answer.body)).not.toContain("evil.test");
});

test("H118 another method than the one that was sent", async () => {
  const { id } = await owner.newToken({ name: "victim" });
  const before = await fingerprint(gateway, gateway.workspaceId);
  for (const name of ["x-http-method-override", "x-http-method", "x-method-override"]) {
    for (const [method, path] of [
      ["GET", `${base()}/tokens/${id}`],
      ["POST", `${base()}/tokens/${id}?_method=DELETE`],
      ["GET", `${base()}/tokens?_method=DELETE`],
    ] as const) {
      const answer = await rawHttp(gateway.url, {
        method,
        path,
        headers: { cookie: owner.cookie, [name]: "DELETE", "content-type": "application/json" },
      });
      // A list has no such filter and says so.
      const isList = path.includes("/tokens?");
      expect(isList ? [400] : [200, 403, 404]).toContain(answer.status);
    }
  }
  // HEAD is safe and stays so; an unknown method is none of ours.
  for (const method of ["HEAD", "PROPFIND", "TRACE", "PUT"])
    await rawHttp(gateway.url, { method, path: `${base()}/tokens/${id}`, headers: { cookie: owner.cookie } });
  expect(await fingerprint(gateway, gateway.workspaceId)).toEqual(before);
});

test("H119 line breaks in names, addresses and paths become no header of an answer", async () => {
  const evil = "x\r\nSet-Cookie: valetkey=evil\r\nX-Evil: 1";
  const answers = [
    await owner.tryApi("POST", "/agents", { name: evil }),
    await owner.tryApi("POST", "/members", { email: "evil@acme.test", name: evil, role: "member" }),
    await owner.tryApi("GET", `/audit?actor=${encodeURIComponent(evil)}`),
    await owner.tryApi("GET", `/connectors/${encodeURIComponent(evil)}`),
    await owner.call("GET", `/api/sign-in?problem=${encodeURIComponent(evil)}`),
  ];
  const exported = await owner.fetch(`${base()}/audit/export`);
  await exported.body?.cancel();
  for (const { headers } of [...answers, exported]) {
    expect(headers.get("x-evil")).toBeNull();
    expect(headers.getSetCookie()).toEqual([]);
  }
  for (const path of [
    "/%0d%0aX-Evil:%201",
    "/api/%0d%0aSet-Cookie:%20a=b",
    "/sign-in/company/callback?x=%0d%0aX-Evil:1",
  ]) {
    const { headers } = await rawHttp(gateway.url, { path });
    expect(headers["x-evil"]).toBeUndefined();
  }
});

/** Bytes as they are on one connection; what came back until it was closed or half a second was quiet. */
async function raw(text: string): Promise<string> {
  const socket = connect(Number(new URL(gateway.url).port), "127.0.0.1");
  let answer = "";
  socket.on("data", (chunk) => {
    answer += chunk;
  });
  socket.on("error", () => {});
  socket.write(text);
  await new Promise<void>((resolve) => {
    socket.setTimeout(500, resolve);
    socket.once("close", () => resolve());
  });
  socket.destroy();
  return answer;
}

test("H120 request smuggling: two lengths, two encodings, bare line feeds, folded and spaced names", async () => {
  const { host } = new URL(gateway.url);
  const hidden = `GET /healthz HTTP/1.1\r\nHost: ${host}\r\n\r\n`;
  const head = `POST /api/session HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\n`;
  for (const request of [
    `${head}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${hidden}`,
    `${head}Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n${hidden}`,
    `${head}Content-Length: 0\r\nContent-Length: ${hidden.length}\r\n\r\n${hidden}`,
    `${head}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n${hidden}`,
    `${head}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n${hidden}`,
    `${head}Content-Length : 0\r\n\r\n${hidden}`,
    `${head}Content-Length: +0\r\n\r\n${hidden}`,
    `${head}X: y\n\n${hidden}`,
  ]) {
    const answer = await raw(request);
    expect(answer, JSON.stringify(request.slice(head.length, head.length + 60))).toMatch(/^HTTP\/1\.1 400/);
    expect(answer).not.toContain('"ok":true');
  }
});

test("H121 a parameter given twice, as a list, as an object or as a prototype", async () => {
  const before = await fingerprint(gateway, gateway.workspaceId);
  const { connectors } = await owner.api("GET", "/connectors");
  const { id } = connectors[0];
  for (const query of [
    `connector=${id}&connector=x`,
    `connector[]=${id}`,
    `connector[id]=${id}`,
    `__proto__[connector]=${id}`,
    `constructor[prototype][connector]=${id}`,
    `__proto__=${id}`,
  ])
    expect(`${query} ${(await owner.tryApi("DELETE", `/integrations/google?${query}`)).status}`).toMatch(
      / 40[049]$/,
    );
  expect(isPolluted()).toBe(false);
  expect(await fingerprint(gateway, gateway.workspaceId)).toEqual(before);
});

const POLLUTION = [
  '{"__proto__":{"polluted":1,"role":"owner","isAdmin":true}}',
  '{"constructor":{"prototype":{"polluted":1,"role":"owner"}}}',
  '{"name":"x","__proto__":{"polluted":1}}',
  '{"name":{"__proto__":{"polluted":1}}}',
  '{"role":"member","email":"p@acme.test","name":"P","__proto__":{"role":"owner"}}',
];

test("H122 prototype pollution by the body of every operation that takes one", async () => {
  const taking = operationsBelow.filter((op) => op.method !== "get" && op.body);
  expect(taking.length).toBeGreaterThan(15);
  const before = await fingerprint(gateway, gateway.workspaceId);
  for (const op of taking) {
    for (const body of POLLUTION) {
      const answer = await rawHttp(gateway.url, {
        method: op.method.toUpperCase(),
        path: base() + op.path.replace(/:\w+/g, "x"),
        headers: signed(),
        body,
      });
      expect(`${op.method} ${op.path} ${answer.status}`).toMatch(/ 40[04]$/);
    }
  }
  for (const path of [
    "/api/session",
    "/api/invitations/accept",
    "/api/invitations/preview",
    "/api/sign-in/company",
  ])
    for (const body of POLLUTION)
      await rawHttp(gateway.url, { method: "POST", path, headers: signed(), body });
  expect(isPolluted()).toBe(false);
  expect(await fingerprint(gateway, gateway.workspaceId)).toEqual(before);
});

test("H123 names that every object has, as workspace, service, tool, server, id or field", async () => {
  for (const name of ["__proto__", "constructor", "toString", "hasOwnProperty", "valueOf"]) {
    for (const path of [
      `/api/workspaces/${name}/connectors`,
      `${base()}/integrations/${name}/auth_link`,
      `${base()}/catalog/${name}/scopes?tools=x`,
      `${base()}/connectors/${name}`,
      `${base()}/audit/${name}`,
    ]) {
      const answer = await rawHttp(gateway.url, { path, headers: signed() });
      expect(`${path} ${answer.status}`).toMatch(/ 40[04]$/);
    }
    const mcp = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const server = await rawHttp(gateway.url, {
      method: "POST",
      path: `/mcp/${name}`,
      headers: mcp,
      body: "{}",
    });
    expect(server.status).toBe(404);
    expect(await (await rawCall(gateway.url, token, name, {})).text()).toMatch(/-32602|Unknown tool/);
    const connector = await rawCall(gateway.url, token, "gmail_list_labels", { connector: name });
    expect(await connector.text()).toContain("bad_argument");
    const start = await owner.tryApi("POST", "/connectors", { provider: name, tools: ["x"] });
    expect([400, 404]).toContain(start.status);
  }
  const args = '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}';
  const body = `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"gmail_search_threads","arguments":${args}}}`;
  const headers = {
    ...signed(),
    authorization: `Bearer ${token}`,
    accept: "application/json, text/event-stream",
    "mcp-protocol-version": "2025-11-25",
  };
  expect((await rawHttp(gateway.url, { method: "POST", path: "/mcp/gmail", headers, body })).text).toContain(
    "bad_argument",
  );
  expect(isPolluted()).toBe(false);
});

test("H124 prototype pollution by a provider's definition", () => {
  const file = join(tmpdir(), `valetkey-polluted-${process.pid}.json`);
  for (const text of [
    '[{"__proto__":{"polluted":1},"id":"acme_id"}]',
    '[{"id":"acme_id","scopes":{"__proto__":{"title":"x"}}}]',
    '[{"id":"acme_id","constructor":{"prototype":{"polluted":1}}}]',
    '[{"id":"__proto__"}]',
    '[{"id":"constructor","title":"x"}]',
    '{"__proto__":[]}',
  ]) {
    writeFileSync(file, text);
    expect(() => loadConfig({ PROVIDERS_FILE: file }), text).toThrow(/^PROVIDERS_FILE is not valid/);
  }
  expect(isPolluted()).toBe(false);
});

test("H125 log injection: line breaks, escapes and JSON in names, tools, user agents and addresses", async () => {
  const forged = 'Eve\n{"level":"error","msg":"forged"}\r\n\u001b[2J\u001b]0;x\u0007\u202eevil\u2028x\u0085';
  const printable = 'Mozilla "}{"level":"error","msg":"forged"} %0a \\n';
  gateway.logLines.length = 0;
  await owner.api("POST", "/agents", { name: forged });
  await rawCall(gateway.url, token, forged, { [forged]: forged });
  await withAgent(gateway, token, "gmail", (a) => a.call("gmail_get_thread", { thread_id: forged }));
  for (const path of [
    "/api/session",
    `/api/${encodeURIComponent(forged)}`,
    `/api/x?${encodeURIComponent(forged)}`,
  ])
    await rawHttp(gateway.url, { path, headers: { "user-agent": printable, "x-request-id": "forged" } });
  await owner.tryApi("POST", "/members", { email: `eve@acme.test${forged}`, name: "x", role: "member" });
  const link = await gateway.signInToken(owner.session.user.id);
  const entered = { method: "POST", path: "/api/session", body: JSON.stringify({ token: link }) };
  await rawHttp(gateway.url, {
    ...entered,
    headers: { "content-type": "application/json", "user-agent": printable },
  });
  expect(gateway.logLines.length).toBeGreaterThan(5);
  for (const line of gateway.logLines) {
    expect(line.trimEnd().split("\n")).toHaveLength(1);
    expect(JSON.parse(line).msg).not.toBe("forged");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: looking for them is the point
    expect(line.trimEnd()).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e\u2028]/);
    expect(line).not.toContain("Mozilla");
  }
  const rows = JSON.stringify(await auditRows(gateway));
  expect(rows).toContain("Eve");
  expect(rows).not.toMatch(/\\u00|\\n|\\r|\u202e|\u2028|\u0085|\u009b/);
  const { sessions } = await owner.api("GET", "/sessions");
  expect(JSON.stringify(sessions)).not.toContain("forged");
});

/** How often the constant-time comparison was asked while `work` ran, with values of one length. */
async function comparisons(work: () => Promise<unknown>): Promise<number> {
  const real = crypto.timingSafeEqual;
  let asked = 0;
  crypto.timingSafeEqual = (a, b) => {
    asked += 1;
    return real(a, b);
  };
  syncBuiltinESMExports();
  try {
    await work();
  } finally {
    crypto.timingSafeEqual = real;
    syncBuiltinESMExports();
  }
  return asked;
}

test("H126 timing: the CSRF value guessed letter by letter", async () => {
  const { csrf } = owner.session;
  const guess = (at: number) => csrf.slice(0, at) + (csrf[at] === "0" ? "1" : "0") + csrf.slice(at + 1);
  for (const value of [guess(0), guess(csrf.length - 1)]) {
    const asked = await comparisons(async () => {
      const answer = await owner.call(
        "POST",
        `${base()}/agents`,
        { name: "x" },
        { "x-valetkey-csrf": value },
      );
      expect(answer.body.code).toBe("csrf");
    });
    expect(asked, "compared otherwise than in constant time").toBe(1);
  }
});

test("H127 timing: an API token guessed letter by letter, by how long the refusal takes", async () => {
  const { value } = await owner.newToken();
  // Looked up by its hash: how much of a guess is right shows in no comparison at all.
  const { rows } = await sqlOf(gateway)("SELECT octet_length(hash) AS n FROM api_tokens");
  for (const { n } of rows) expect(n).toBe(32);
  const [head, id, tail = ""] = value.split("_");
  const secret = tail.slice(0, 40);
  const of = (text: string) => `${head}_${id}_${text}${checksum(`${head}_${id}_${text}`)}`;
  const near = of(secret.slice(0, 39) + (secret[39] === "0" ? "1" : "0"));
  const far = of("0".repeat(40));
  const times = { near: [] as number[], far: [] as number[] };
  for (let n = 0; n < 120; n++) {
    for (const [kind, text] of n % 2 === 0
      ? [["near", near] as const, ["far", far] as const]
      : [["far", far] as const, ["near", near] as const]) {
      const started = performance.now();
      const answer = await rawCall(gateway.url, text, "gmail_list_labels", {});
      await answer.text();
      expect(answer.status).toBe(401);
      times[kind].push(performance.now() - started);
    }
  }
  const median = (list: number[]) => list.sort((a, b) => a - b)[Math.floor(list.length / 2)] ?? Number.NaN;
  const ratio = median(times.near) / median(times.far);
  expect(ratio).toBeGreaterThan(0.4);
  expect(ratio).toBeLessThan(2.5);
}, 60_000);
