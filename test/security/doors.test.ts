import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { sealCookie } from "../../gateway/identity/cookie.ts";
import { SESSION_MS } from "../../gateway/identity/index.ts";
import { parseKeys } from "../../gateway/vault/key-ring.ts";
import { startGateway, TEST_VAULT_KEYS, type TestGateway } from "../support/gateway.ts";
import { movableClock } from "../support/look.ts";
import { Person } from "../support/person.ts";
import { rawHttp } from "../support/raw-http.ts";
import { nameOf, routesOf } from "../support/routes.ts";

const clock = movableClock();
const webDir = mkdtempSync(join(tmpdir(), "valetkey-doors-"));
let gateway: TestGateway;
let owner: Person;

beforeAll(async () => {
  writeFileSync(join(webDir, "index.html"), "<!doctype html><title>Valetkey</title>");
  gateway = await startGateway({ clock: clock.now, webDir });
  owner = gateway.owner;
});
afterEach(() => clock.reset());
afterAll(async () => {
  await gateway?.close();
  rmSync(webDir, { recursive: true, force: true });
});

const sealed = () => owner.cookie.slice("valetkey=".length);
const sessionWith = async (cookie: string) =>
  (await rawHttp(gateway.url, { path: "/api/session", headers: { cookie: `valetkey=${cookie}` } })).status;
const base = () => `/api/workspaces/${owner.session.workspace.id}`;

describe("without credentials", () => {
  test("health says nothing about anybody", async () => {
    const health = await rawHttp(gateway.url, { path: "/healthz" });
    expect(Object.keys(JSON.parse(health.text)).sort()).toEqual(["ok", "version"]);
    const ready = await rawHttp(gateway.url, { path: "/readyz" });
    expect(JSON.parse(ready.text)).toEqual({
      ok: true,
      checks: { database: true, notifications: true, audit: true },
    });
  });

  test("what is not there is not there, as JSON below /api and as the page elsewhere", async () => {
    expect(JSON.parse((await rawHttp(gateway.url, { path: "/api/nope" })).text).code).toBe("not_found");
    expect(JSON.parse((await rawHttp(gateway.url, { path: "/assets/nope.js" })).text).code).toBe("not_found");
    expect((await rawHttp(gateway.url, { path: "/connectors/x" })).text).toContain("<!doctype html>");
  });

  test("nothing outside the web app's directory is served", async () => {
    for (const path of [
      "/../package.json",
      "/..%2f..%2fpackage.json",
      "/assets/../../../package.json",
      "/assets/..%2f..%2f..%2fetc/passwd",
      "/assets/%2e%2e/%2e%2e/package.json.js",
      "/.env",
      "/%00",
    ]) {
      const answer = await rawHttp(gateway.url, { path });
      expect(answer.text, path).not.toMatch(/"dependencies"|root:/);
      expect(answer.status, path).toBeLessThan(500);
    }
  });
});

describe("headers", () => {
  const SAFE: Record<string, RegExp> = {
    "content-security-policy":
      /^default-src 'none';script-src 'self';style-src 'self';.*frame-ancestors 'none'/,
    "x-content-type-options": /^nosniff$/,
    "x-frame-options": /^deny$/i,
    "referrer-policy": /^no-referrer$/,
    "cross-origin-opener-policy": /^same-origin-allow-popups$/,
    "cross-origin-resource-policy": /^same-origin$/,
    "x-request-id": /^req_/,
  };

  test("pages, API answers and errors carry the security headers; no answer names its software", async () => {
    for (const path of [
      "/",
      "/integrations/google/callback?code=x&state=y",
      "/healthz",
      "/api/session",
      "/api/nope",
      `${base()}/tokens`,
    ]) {
      const { headers } = await rawHttp(gateway.url, { path });
      for (const [name, value] of Object.entries(SAFE))
        expect(headers[name], `${name} of ${path}`).toMatch(value);
      expect(headers["content-security-policy"]).not.toMatch(/unsafe-(inline|eval)/);
      for (const name of [
        "x-powered-by",
        "server",
        "strict-transport-security",
        "access-control-allow-origin",
      ]) {
        expect(headers[name], `${name} of ${path}`).toBeUndefined();
      }
    }
    const mcp = await rawHttp(gateway.url, { method: "POST", path: "/mcp/gmail" });
    for (const name of ["x-powered-by", "server", "access-control-allow-origin"])
      expect(mcp.headers[name]).toBeUndefined();
  });

  test("API answers are kept by nobody", async () => {
    for (const path of ["/api/session", `${base()}/tokens`, "/api/nope"]) {
      const answer = await owner.fetch(path);
      expect(answer.headers.get("cache-control"), path).toBe("no-store");
    }
  });

  test("a caller's own request id is not taken over", async () => {
    const answer = await rawHttp(gateway.url, { path: "/healthz", headers: { "x-request-id": "mine" } });
    expect(answer.headers["x-request-id"]).toMatch(/^req_[0-9a-z]{20}$/);
  });
});

describe("the session cookie", () => {
  test("is for this host, this site and no script", async () => {
    const token = await gateway.signInToken(owner.session.user.id);
    const answer = await rawHttp(gateway.url, {
      method: "POST",
      path: "/api/session",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ token }),
    });
    const [cookie = ""] = answer.headers["set-cookie"] ?? [];
    expect(cookie).toMatch(/^valetkey=[\w.-]+; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax$/);
    const expires = Date.parse(/Expires=([^;]+)/.exec(cookie)?.[1] ?? "");
    expect(Math.abs(expires - Date.now() - SESSION_MS)).toBeLessThan(10_000);
  });

  test("works as it is", async () => {
    expect(await sessionWith(sealed())).toBe(200);
  });

  test("forged, cut, sealed by another key or of another kind opens nothing", async () => {
    const whole = sealed();
    const dot = whole.indexOf(".");
    const flip = (at: number) =>
      `${whole.slice(0, at)}${whole[at] === "A" ? "B" : "A"}${whole.slice(at + 1)}`;
    const { session } = owner;
    const contents = {
      w: session.workspace.id,
      s: "ses_x",
      u: session.user.id,
      c: session.csrf,
      e: Date.now() + 60_000,
    };
    const elsewhere = parseKeys(
      `k2:${Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString("base64")}`,
    );
    for (const cookie of [
      "",
      "x",
      ".",
      `.${whole.slice(dot + 1)}`,
      `k9${whole.slice(dot)}`,
      `k1${whole.slice(dot)}`, // the older key's name on the newer key's seal
      whole.slice(0, -4),
      `${whole}A`.repeat(20),
      flip(dot + 3),
      flip(dot + 20),
      flip(whole.length - 5),
      sealCookie(elsewhere.derive("session-cookie"), contents),
      sealCookie(parseKeys(TEST_VAULT_KEYS).derive("another-purpose"), contents),
      // Even under the right key: a session that does not exist.
      sealCookie(parseKeys(TEST_VAULT_KEYS).derive("session-cookie"), contents),
      Buffer.from(JSON.stringify(contents)).toString("base64url"),
    ]) {
      expect(await sessionWith(cookie), cookie.slice(0, 40)).toBe(401);
    }
  });

  /** The contents of an owner's cookie, for a session of that member. */
  const contentsWith = async (userId: string) => {
    const sql = "SELECT id FROM sessions WHERE user_id = $1";
    const { rows } = await gateway.app.database.system.query(sql, [userId]);
    const { workspace, user, csrf } = owner.session;
    return { w: workspace.id, s: String(rows[0]?.id), u: user.id, c: csrf, e: Date.now() + 60_000 };
  };
  const cookieKeys = parseKeys(TEST_VAULT_KEYS).derive("session-cookie");

  test("one person's cookie does not carry another's session", async () => {
    const mia = await gateway.member("mia@acme.test");
    const mixed = await contentsWith(mia.session.user.id);
    expect(await sessionWith(sealCookie(cookieKeys, mixed))).toBe(401);
  });

  test("sealed by the older key still opens", async () => {
    const contents = await contentsWith(owner.session.user.id);
    expect(await sessionWith(sealCookie(cookieKeys.slice(1), contents))).toBe(200);
  });

  const HOUR = 3_600_000;

  test("ends after twelve hours, however busy it is", async () => {
    for (let hours = 3; hours < 12; hours += 3) {
      clock.advance(3 * HOUR);
      expect(await sessionWith(sealed()), `${hours} hours`).toBe(200);
    }
    clock.advance(SESSION_MS - 9 * HOUR - 60_000);
    expect(await sessionWith(sealed())).toBe(200);
    clock.advance(61_000);
    expect(await sessionWith(sealed())).toBe(401);
  });

  test("ends after four hours without a request", async () => {
    const idle = await new Person(gateway.url).signIn(await gateway.signInToken(owner.session.user.id));
    const cookie = idle.cookie.slice("valetkey=".length);
    clock.advance(4 * HOUR - 60_000);
    expect(await sessionWith(cookie)).toBe(200); // which counts as a request
    clock.advance(4 * HOUR - 60_000);
    expect(await sessionWith(cookie)).toBe(200);
    clock.advance(4 * HOUR);
    expect(await sessionWith(cookie)).toBe(401);
    expect((await idle.call("GET", "/api/session")).body.code).toBe("not_signed_in");
  });

  test("ends with the session: a copy of it is worth nothing after signing out", async () => {
    const person = await new Person(gateway.url).signIn(await gateway.signInToken(owner.session.user.id));
    const copy = person.cookie.slice("valetkey=".length);
    const out = await person.fetch("/api/session", { method: "DELETE" });
    expect(out.status).toBe(204);
    expect(out.headers.get("set-cookie")).toMatch(/^valetkey=;.*Expires=Thu, 01 Jan 1970/);
    expect(await sessionWith(copy)).toBe(401);
  });

  test("a change of role counts from the next request", async () => {
    const abe = await gateway.member("abe@acme.test", "admin");
    expect((await abe.tryApi("GET", "/tokens")).status).toBe(200);
    await gateway.app.database.system.query("UPDATE members SET role = 'member' WHERE user_id = $1", [
      abe.session.user.id,
    ]);
    expect((await abe.tryApi("GET", "/tokens")).status).toBe(403);
  });

  test("an API token does not open the API", async () => {
    const { value } = await owner.newToken();
    const headers = { authorization: `Bearer ${value}`, cookie: `valetkey=${value}` };
    expect((await rawHttp(gateway.url, { path: `${base()}/tokens`, headers })).status).toBe(401);
  });
});

describe("requests that other sites send in somebody's name", () => {
  const change = (headers: Record<string, string>) =>
    rawHttp(gateway.url, {
      method: "POST",
      path: `${base()}/agents`,
      headers: { cookie: owner.cookie, "content-type": "application/json", ...headers },
      body: JSON.stringify({ name: `csrf ${Math.random()}` }),
    });

  test("need the session's own CSRF value", async () => {
    const other = await gateway.member("cyd@acme.test");
    for (const value of [
      undefined,
      "",
      "x",
      owner.session.csrf.slice(0, -1),
      `${owner.session.csrf}x`,
      other.session.csrf,
    ]) {
      const answer = await change(value === undefined ? {} : { "x-valetkey-csrf": value });
      expect(answer.status, String(value)).toBe(403);
      expect(JSON.parse(answer.text).code).toBe("csrf");
    }
    expect((await change({ "x-valetkey-csrf": owner.session.csrf })).status).toBe(201);
  });

  test("are refused when the browser says they are from another site, whatever else they bring", async () => {
    const own = { "x-valetkey-csrf": owner.session.csrf };
    expect((await change({ ...own, "sec-fetch-site": "cross-site" })).status).toBe(403);
    expect((await change({ ...own, origin: "https://evil.test" })).status).toBe(403);
    expect((await change({ ...own, "sec-fetch-site": "same-origin", origin: gateway.url })).status).toBe(201);
  });

  test("the same for every unsafe operation there is", async () => {
    const unsafe = routesOf(gateway.app.express).filter(
      (r) => r.path.startsWith("/api/workspaces") && r.method !== "GET",
    );
    expect(unsafe.length).toBeGreaterThan(10);
    for (const route of unsafe) {
      const path = route.path.replace(":workspace", owner.session.workspace.id).replace(/:\w+/g, "x");
      const answer = await rawHttp(gateway.url, {
        method: route.method,
        path,
        headers: { cookie: owner.cookie, "content-type": "application/json" },
        body: "{}",
      });
      expect(JSON.parse(answer.text), nameOf(route)).toMatchObject({ status: 403, code: "csrf" });
    }
  });

  test("a form of another site cannot sign somebody in", async () => {
    const token = await gateway.signInToken(owner.session.user.id);
    const from = (headers: Record<string, string>, body: string) =>
      rawHttp(gateway.url, { method: "POST", path: "/api/session", headers, body });
    const json = JSON.stringify({ token });
    expect(
      (await from({ origin: "https://evil.test", "content-type": "application/json" }, json)).status,
    ).toBe(403);
    for (const type of [
      "text/plain",
      "application/x-www-form-urlencoded",
      "multipart/form-data; boundary=x",
    ]) {
      expect((await from({ "content-type": type }, json)).status, type).toBe(400);
    }
    expect((await from({ "content-type": "application/json" }, json)).status).toBe(200);
  });
});

describe("sign-in links", () => {
  const redeem = (token: unknown) =>
    rawHttp(gateway.url, {
      method: "POST",
      path: "/api/session",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ token }),
    });

  test("work once, also when used twice at the same moment", async () => {
    const token = await gateway.signInToken(owner.session.user.id);
    const both = await Promise.all([redeem(token), redeem(token)]);
    expect(both.map((a) => a.status).sort()).toEqual([200, 401]);
    const again = await redeem(token);
    expect(JSON.parse(again.text).code).toBe("sign_in_link_invalid");
    expect(again.headers["set-cookie"]).toBeUndefined();
  });

  test("end after fifteen minutes", async () => {
    const token = await gateway.signInToken(owner.session.user.id);
    clock.advance(15 * 60_000);
    expect((await redeem(token)).status).toBe(401);
    clock.reset();
  });

  test("cannot be guessed at: garbage of every kind is one and the same refusal", async () => {
    const token = await gateway.signInToken(owner.session.user.id);
    for (const wrong of [token.slice(0, -1), `${token}0`, token.toUpperCase(), "vl_".padEnd(43, "0")]) {
      expect((await redeem(wrong)).status).toBe(401);
    }
    for (const wrong of ["", "short", 7, null, ["x"], { $ne: "" }, "x".repeat(300)]) {
      expect((await redeem(wrong)).status, JSON.stringify(wrong)).toBe(400);
    }
  });

  test("of somebody who was removed open nothing", async () => {
    const zoe = await gateway.member("zoe@acme.test");
    const token = await gateway.signInToken(zoe.session.user.id);
    await gateway.app.database.system.query("DELETE FROM members WHERE user_id = $1", [zoe.session.user.id]);
    expect((await redeem(token)).status).toBe(401);
  });
});
