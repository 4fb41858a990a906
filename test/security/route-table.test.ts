import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { operations, streams } from "../../gateway/api/index.ts";
import { startGateway, type TestGateway } from "../support/gateway.ts";
import { type RawAnswer, rawHttp } from "../support/raw-http.ts";
import { nameOf, routesOf } from "../support/routes.ts";

/**
 * Who may use a route.
 * - `public`: anybody. What it says is about nobody.
 * - `session`: a person's cookie, and its CSRF value where something changes.
 * - `bearer`: an API token or an access token of ours.
 * - `either`: a bearer, or a person's cookie.
 * - `secret`: whoever knows what stands in the address or the body: a link, an upload, a client's own secret. To
 *   everybody else it says that there is nothing, or that the request is wrong.
 */
type Access = "public" | "session" | "bearer" | "either" | "secret";

const WELL_KNOWN = "/.well-known";
/** Every route that is not an operation of the API; those declare their own (`operation.access`). */
const TABLE: Record<string, Access> = {
  "* /mcp": "bearer",
  "* /mcp/:server": "bearer",
  "* /k/mcp": "bearer",
  "* /k/mcp/:server": "bearer",
  "GET /healthz": "public",
  "GET /readyz": "public",
  "GET /files/*path": "either",
  "PUT /uploads/:id/:token": "secret",
  "POST /api/session": "secret", // a sign-in link
  "GET /api/session": "session",
  "DELETE /api/session": "session",
  "POST /api/session/switch": "session",
  "GET /api/sign-in": "public",
  "GET /api/sign-in/company": "public",
  "POST /api/sign-in/company": "public",
  "GET /sign-in/company/callback": "secret",
  "POST /api/invitations/preview": "secret",
  "POST /api/invitations/accept": "secret",
  "GET /api/oauth/interactions/:uid": "session",
  "POST /api/oauth/interactions/:uid": "session",
  "GET /api/check": "bearer",
  "GET /api/openapi.json": "public",
  "GET /api/docs": "public",
  "GET /api/docs/:file": "public",
  "POST /api/cli/sign-in": "public",
  "POST /api/cli/sign-in/token": "secret",
  "POST /api/cli/sign-in/view": "session",
  "POST /api/cli/sign-in/decision": "session",
  "GET /api/workspaces/:workspace/events": "session",
  "GET /api/workspaces/:workspace/missing": "session", // or an embed token, which opens nothing else
  "POST /api/check/embed_tokens": "bearer",
  [`GET ${WELL_KNOWN}/oauth-authorization-server`]: "public",
  [`GET ${WELL_KNOWN}/openid-configuration`]: "public",
  ...Object.fromEntries(
    ["/mcp", "/mcp/:server"]
      .flatMap((path) => [
        `GET ${WELL_KNOWN}/oauth-authorization-server${path}`,
        `GET ${WELL_KNOWN}/openid-configuration${path}`,
        `GET ${path}${WELL_KNOWN}/openid-configuration`,
        `GET ${WELL_KNOWN}/oauth-protected-resource${path}`,
      ])
      .map((route) => [route, "public"] as const),
  ),
  "GET /oauth/jwks": "public",
  "POST /oauth/register": "public",
  "GET /oauth/authorize": "public", // asks a person, who must be signed in
  "GET /oauth/authorize/:uid": "secret",
  "POST /oauth/token": "secret",
  "POST /oauth/revoke": "secret",
  "GET /authorize/:uid": "public", // the page that asks
  "GET /^\\/assets\\/.+\\.(js|css|svg)$/": "public",
  "GET /embed/valetkey-missing.js": "public", // loaded by other products' pages
  "GET /.*/": "public",
};
const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"];

const webDir = mkdtempSync(join(tmpdir(), "valetkey-routes-"));
let gateway: TestGateway;
let table: Record<string, Access>;

beforeAll(async () => {
  writeFileSync(join(webDir, "index.html"), "<!doctype html><title>Valetkey</title>");
  gateway = await startGateway({ webDir });
  await gateway.owner.authorize({ email: "ada@acme.test", tools: ["gmail_list_labels"] });
  const ops = [...operations, ...streams].map(
    (op) => [`${op.method.toUpperCase()} ${op.path}`, "session"] as const,
  );
  table = { ...Object.fromEntries(ops), ...TABLE };
});
afterAll(async () => {
  await gateway?.close();
  rmSync(webDir, { recursive: true, force: true });
});

const own = () => gateway.owner.session;
/** Addresses of things that are there, so that nothing is refused merely because it is not. */
const addressOf = (path: string): string =>
  path
    .replace(":workspace", own().workspace.id)
    .replace(":server", "gmail")
    .replace(/:(service|provider)/, "google")
    .replace(":token", "A".repeat(32))
    .replace("*path", "gmail/attachment/1/2")
    .replace(/:\w+/g, own().user.id);

const ask = (method: string, path: string, headers: Record<string, string> = {}): Promise<RawAnswer> =>
  rawHttp(gateway.url, {
    method,
    path,
    headers: { "content-type": "application/json", accept: "application/json", ...headers },
    ...(method !== "GET" && { body: "{}" }),
  });
const routesWith = (...access: Access[]) =>
  Object.entries(table)
    .filter(([, rule]) => access.includes(rule))
    .flatMap(([name]) => {
      const [method = "", path = ""] = name.split(" ");
      return (method === "*" ? METHODS : [method]).map((one) => [one, addressOf(path)] as const);
    });

/** Nothing but the problem: no field beyond these, no cookie, nothing of ours in them. */
const PROBLEM = new Set("type title status code detail next request_id".split(" "));
function leaks({ text, headers }: RawAnswer): string[] {
  const body = JSON.parse(text) as Record<string, unknown>;
  const isRpc = "jsonrpc" in body;
  const extra = Object.keys(body).filter(
    (key) => !(isRpc ? ["jsonrpc", "id", "error"] : [...PROBLEM]).includes(key),
  );
  const told = ["ada@acme.test", "owner@acme.test", "Acme", own().user.id].filter((one) =>
    text.includes(one),
  );
  return [...extra, ...told, ...(headers["set-cookie"] ?? [])];
}

test("every route of the running application is in the table, and the table names none that is gone", () => {
  const running = new Set(routesOf(gateway.app.express).map(nameOf));
  expect([...running].filter((name) => !(name in table)).toSorted()).toEqual([]);
  expect(
    Object.keys(table)
      .filter((name) => !running.has(name))
      .toSorted(),
  ).toEqual([]);
  expect(running.size).toBeGreaterThan(100);
});

test("without credentials every route that is not public answers 401 or 403, and says no more than that", async () => {
  const closed = routesWith("session", "bearer", "either");
  expect(closed.length).toBeGreaterThan(100);
  const open: string[] = [];
  for (const [method, path] of closed) {
    const answer = await ask(method, path);
    const found = [401, 403].includes(answer.status) ? leaks(answer) : [`${answer.status}`];
    if (found.length > 0) open.push(`${method} ${path}: ${found.join(", ")}`);
  }
  expect(open).toEqual([]);
});

test("credentials of the wrong kind, forged ones and none that is whole open no more", async () => {
  const token = (await gateway.owner.newToken()).value;
  const { cookie } = gateway.owner;
  const open: string[] = [];
  const refused = async (method: string, path: string, headers: Record<string, string>) => {
    const { status } = await ask(method, path, headers);
    if (![401, 403].includes(status)) open.push(`${method} ${path} ${Object.keys(headers)}: ${status}`);
  };
  for (const [method, path] of routesWith("session")) {
    await refused(method, path, { authorization: `Bearer ${token}` });
    await refused(method, path, { cookie: `valetkey=${token}` });
    if (method !== "GET") await refused(method, path, { cookie }); // no CSRF value
  }
  for (const [method, path] of routesWith("bearer")) {
    await refused(method, path, { cookie, "x-valetkey-csrf": own().csrf });
    await refused(method, path, { authorization: `Bearer ${token.slice(0, -1)}` });
    await refused(method, path, { authorization: `Basic ${btoa(`x:${token}`)}` });
  }
  expect(open).toEqual([]);
});

test("where a secret is asked for, a wrong one and none are refused alike, and nothing is said of anybody", async () => {
  for (const [method, path] of routesWith("secret")) {
    const { status, text } = await ask(method, path);
    expect(status, `${method} ${path}`).toBeGreaterThanOrEqual(300);
    expect(status, `${method} ${path}`).toBeLessThan(500);
    for (const told of ["ada@acme.test", "owner@acme.test", own().user.id])
      expect(text, path).not.toContain(told);
  }
});

test("what is public says nothing of anybody", async () => {
  for (const [method, path] of routesWith("public")) {
    if (path.startsWith("/^") || path === "/.*/") continue; // the web app's files
    const { status, text } = await ask(method, path);
    expect(status, `${method} ${path}`).toBeLessThan(500);
    for (const told of ["ada@acme.test", "owner@acme.test", own().workspace.id])
      expect(text, path).not.toContain(told);
  }
});

test("another method than the declared ones opens nothing either, nor does HEAD, OPTIONS or a name for another", async () => {
  const open: string[] = [];
  for (const [, path] of routesWith("session")) {
    for (const method of ["HEAD", "OPTIONS", "PUT", "TRACE", "PROPFIND"]) {
      const { status, text } = await ask(method, path, { "x-http-method-override": "DELETE" });
      // Express itself tells which methods there are.
      const isList = method === "OPTIONS" && /^(GET|HEAD|POST|PUT|PATCH|DELETE|, ?)+$/.test(text);
      if (status < 400 && !isList) open.push(`${method} ${path}: ${status}`);
    }
  }
  expect(open).toEqual([]);
});
