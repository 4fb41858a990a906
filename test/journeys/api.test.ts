import { randomUUID } from "node:crypto";
import { Validator } from "@seriousme/openapi-schema-validator";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { contract } from "../../gateway/api/index.ts";
import { errorTable } from "../../gateway/errors.ts";
import { startGateway, type TestGateway } from "../support/gateway.ts";
import { movableClock } from "../support/look.ts";
import { type Answer, Person } from "../support/person.ts";
import { routesOf } from "../support/routes.ts";

/** What every request to the API may count on, whatever it is about. */

const clock = movableClock();
let gateway: TestGateway;
let owner: Person;
beforeAll(async () => {
  gateway = await startGateway({
    clock: clock.now,
    env: { API_REQUESTS_PER_MINUTE: "300" },
    google: { users: ["ada", "ben"].map((name) => ({ email: `${name}@acme.test`, name })) },
  });
  owner = gateway.owner;
});
afterEach(() => clock.reset());
afterAll(() => gateway?.close());

const told = ({ status, body }: Answer) => `${status} ${body?.code ?? "ok"}`;
const sql = (text: string) => gateway.app.database.system.query(text);

describe("a request that may be sent again", () => {
  const send = (who: Person, key: string, method: string, path: string, body?: unknown) =>
    who.call(method, `/api/workspaces/acme${path}`, body, { "idempotency-key": key });
  const agents = async () => (await owner.api("GET", "/agents")).agents.length;
  const newKey = () => JSON.stringify(randomUUID());

  test("is done once and answered as before, also by another session of the same person, and not of another's", async () => {
    const [key, before] = [newKey(), await agents()];
    const first = await send(owner, key, "POST", "/agents", { name: "Once" });
    const again = await send(owner, key, "POST", "/agents", { name: "Once" });
    const unquoted = await send(owner, JSON.parse(key), "POST", "/agents", { name: "Once" });
    expect(told(first)).toBe("201 ok");
    const elsewhere = await new Person(gateway.url).signIn(await gateway.signInToken(owner.session.user.id));
    const fromThere = await send(elsewhere, key, "POST", "/agents", { name: "Once" });
    for (const answer of [again, unquoted, fromThere]) {
      expect([answer.status, answer.body]).toEqual([201, first.body]);
      expect(answer.headers.get("idempotency-replayed")).toBe("true");
    }
    expect(first.headers.get("idempotency-replayed")).toBeNull();
    expect(await agents()).toBe(before + 1);
    const admin = await gateway.member("adi@acme.test", "admin");
    expect((await send(admin, key, "POST", "/agents", { name: "Once" })).body.id).not.toBe(first.body.id);
    // What is asked again is whether one still may.
    await owner.api("PATCH", `/members/${admin.session.user.id}`, { role: "member" });
    expect(told(await send(admin, key, "POST", "/agents", { name: "Once" }))).toBe("403 forbidden");
  });

  test("with other contents is refused, and so is one that goes on", async () => {
    const key = newKey();
    await send(owner, key, "POST", "/agents", { name: "One" });
    expect(told(await send(owner, key, "POST", "/agents", { name: "Two" }))).toBe("422 idempotency_mismatch");
    expect(told(await send(owner, key, "DELETE", "/sessions"))).toBe("422 idempotency_mismatch");
    const race = newKey();
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => send(owner, race, "POST", "/agents", { name: "Raced" })),
    );
    expect(answers.every((one) => one.status === 201 || told(one) === "409 idempotency_running")).toBe(true);
    const raced = (await owner.api("GET", "/agents")).agents.filter(
      (one: { name: string }) => one.name === "Raced",
    );
    expect(raced.length).toBe(1);
    const cut = newKey();
    await send(owner, cut, "POST", "/agents", { name: "Cut off" });
    await sql("UPDATE idempotency_keys SET status = NULL, answer = NULL");
    expect(told(await send(owner, cut, "POST", "/agents", { name: "Cut off" }))).toBe(
      "409 idempotency_running",
    );
  });

  test("does not show a secret twice, and keeps none", async () => {
    const key = newKey();
    const wish = { name: "Shown once", user: owner.session.user.id };
    const first = await send(owner, key, "POST", "/tokens", wish);
    expect(first.body.value).toMatch(/^vk_/);
    const again = await send(owner, key, "POST", "/tokens", wish);
    expect(told(again)).toBe("409 idempotency_not_kept");
    const { rows } = await sql("SELECT answer FROM idempotency_keys WHERE answer IS NOT NULL");
    for (const row of rows) {
      const bytes = Buffer.from(row.answer as Uint8Array).toString("latin1");
      for (const told of ["Once", "agt_", first.body.value]) expect(bytes).not.toContain(told);
    }
  });

  test("that was refused may be put right with the same key; the key is free again after a day", async () => {
    const key = newKey();
    expect(told(await send(owner, key, "POST", "/agents", { name: "" }))).toBe("400 bad_request");
    expect(told(await send(owner, key, "DELETE", "/agents/agt_none"))).toBe("404 not_found");
    expect(told(await send(owner, key, "POST", "/agents", { name: "Right" }))).toBe("201 ok");
    clock.advance(3 * 3_600_000);
    expect(
      (await send(owner, key, "POST", "/agents", { name: "Right" })).headers.get("idempotency-replayed"),
    ).toBe("true");
    await sql("UPDATE idempotency_keys SET expires_at = now() - interval '1 second'");
    expect(told(await send(owner, key, "POST", "/agents", { name: "Another" }))).toBe("201 ok");
    for (const bad of ['""', '"', "a b", "x".repeat(256)])
      expect(told(await send(owner, bad, "POST", "/agents", { name: "Bad" }))).toBe("400 bad_request");
  });
});

test("whatever tells something this once says so, so that it is never kept", () => {
  const secrets = /"(value|access_token|device_code|client_secret|authorization_url|url|csrf|token)":/;
  const routes = Object.values(contract).filter(
    (one): one is typeof contract.issueToken => typeof one === "object" && "method" in one && "path" in one,
  );
  const silent = routes
    .filter((route) => route.method !== "get" && !route.shownOnce)
    .filter((route) => {
      const shape = (route.response as { shape?: object }).shape;
      return secrets.test(
        JSON.stringify(Object.fromEntries(Object.keys(shape ?? {}).map((name) => [name, 1]))),
      );
    })
    .map((route) => `${route.method} ${route.path}`);
  expect(routes.length).toBeGreaterThan(90);
  expect(silent).toEqual([]);
});

describe("the description", () => {
  // biome-ignore lint/suspicious/noExplicitAny: an OpenAPI document, read where the test looks.
  let described: any;
  beforeAll(async () => {
    described = await (await fetch(`${gateway.url}/api/openapi.json`)).json();
  });

  test("is valid OpenAPI 3.1", async () => {
    const { valid, errors } = await new Validator().validate(structuredClone(described));
    expect(errors).toBeUndefined();
    expect(valid).toBe(true);
    expect(described.openapi).toBe("3.1.1");
  });

  test("has every route below /api that the gateway serves, and none that it does not", () => {
    const served = routesOf(gateway.app.express)
      .filter(({ path }) => path.startsWith("/api/"))
      .map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, "{$1}")}`);
    const told = Object.entries<object>(described.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(told.toSorted()).toEqual([...new Set(served)].toSorted());
    expect(told.length).toBeGreaterThan(100);
  });

  test("names every code that a problem can have, under its status, and refers to nothing that is not there", () => {
    const codes = Object.entries<{ content: Record<string, { examples: object }> }>(
      described.components.responses,
    ).flatMap(([name, { content }]) =>
      Object.keys(content["application/problem+json"]?.examples ?? {}).map((code) => `${name} ${code}`),
    );
    const table = Object.entries(errorTable).map(([code, { status }]) => `Problem${status} ${code}`);
    expect(codes.toSorted()).toEqual(table.toSorted());
    for (const [, reference = ""] of JSON.stringify(described).matchAll(/"\$ref":"#\/([^"]+)"/g)) {
      const found = reference.split("/").reduce((place, step) => place?.[step], described);
      expect(found, reference).toBeDefined();
    }
    const operations = Object.values<object>(described.paths).flatMap((one) => Object.values(one));
    for (const one of operations) expect(one.summary.length, one.operationId).toBeGreaterThan(5);
  });
});

test("lists have pages and are searched by name, each in the same way", async () => {
  const names = Array.from({ length: 5 }, (_, n) => `Paged ${n}`);
  for (const name of names) await owner.api("POST", "/agents", { name });
  const first = await owner.api("GET", "/agents?q=PAGED&page_size=3");
  const rest = await owner.api("GET", `/agents?q=PAGED&page_size=3&cursor=${first.next_cursor}`);
  const found = [...first.agents, ...rest.agents].map((one: { name: string }) => one.name);
  expect([found.toSorted(), rest.next_cursor]).toEqual([names, null]);
  expect((await owner.api("GET", "/members?q=OWNER@")).members.length).toBe(1);
  for (const list of ["agents", "tokens", "members", "invitations", "limits", "connectors"]) {
    expect(await owner.api("GET", `/${list}?q=nobody&page_size=1`)).toMatchObject({
      [list]: [],
      next_cursor: null,
    });
    expect(told(await owner.tryApi("GET", `/${list}?page_size=0`))).toBe("400 bad_request");
    expect(told(await owner.tryApi("GET", `/${list}?cursor=x`))).toBe("400 bad_request");
  }
});

describe("the whole picture", () => {
  const status = async (who: Person) => contract.workspaceStatus.parse(await who.api("GET", "/status"));

  test("counts what its reader may see, by provider and category, and shows the worst of each", async () => {
    const moe = await gateway.member("moe@acme.test");
    expect(await status(moe)).toMatchObject({ state: null, health: null, totals: { connectors: 0 } });
    const tools = ["gmail_list_labels"];
    const { connector } = (await owner.authorize({ email: "ada@acme.test", tools })).body;
    await moe.connect({ email: "ben@acme.test", tools });
    const other = await gateway.member("other@acme.test");
    const auditor = await gateway.member("aud@acme.test", "auditor");
    expect((await status(moe)).totals).toMatchObject({ connectors: 2, connected: 2, valid: 2 });
    expect((await status(auditor)).totals.connectors).toBe(2);
    const seen = await status(other);
    expect(seen.totals).toMatchObject({ connectors: 1, connected: 1, valid: 1, providers_connected: 1 });
    expect(seen).toMatchObject({ state: "valid", health: "green" });
    expect(seen.by_category.map(({ category, connectors }) => [category, connectors])).toEqual([
      ["productivity", 1],
      ["communication", 0],
      ["development", 0],
    ]);
    const google = ({ providers }: typeof seen) => providers.find(({ id }) => id === "google");
    expect(google(seen)).toMatchObject({ configured: true, connected: 1, verdict: { health: "green" } });
    expect(seen.providers.find(({ id }) => id === "slack")).toMatchObject({
      configured: false,
      verdict: null,
    });

    await sql(
      `UPDATE connectors SET verdict = 'invalid', verdict_cause = 'invalid_grant' WHERE kind = 'personal'`,
    );
    expect(await status(moe)).toMatchObject({
      state: "invalid",
      health: "red",
      totals: { valid: 1, invalid: 1 },
    });
    const { verdict } = google(await status(moe)) ?? {};
    expect(verdict).toMatchObject({ cause: "invalid_grant", who: "owner_of_connector" });
    expect((await status(other)).state).toBe("valid");
    // What was never checked says nothing beside what was.
    await sql(
      `UPDATE connectors SET verdict = 'unknown', verdict_cause = NULL, verdict_at = NULL WHERE kind = 'personal'`,
    );
    expect((await status(moe)).state).toBe("valid");
    await owner.api("PATCH", `/connectors/${connector.id}`, { enabled: false });
    expect(await status(moe)).toMatchObject({ state: "unknown", totals: { off: 1, unknown: 1 } });
    expect(await status(other)).toMatchObject({ state: null, totals: { connected: 1, off: 1 } });
    await owner.api("POST", `/connectors/${connector.id}/revoke`, {});
    expect(await status(other)).toMatchObject({ totals: { connectors: 1, connected: 0, off: 0 } });
  });
});

test("every answer says how many requests are left, and one too many is told when to come back", async () => {
  const mia = await gateway.member("mia@acme.test");
  const first = await mia.tryApi("GET", "/sessions");
  expect(first.headers.get("ratelimit-policy")).toBe('"session";q=300;w=60');
  expect(first.headers.get("ratelimit")).toMatch(/^"session";r=299;t=(60|59)$/);
  for (let n = 0; n < 10; n++)
    await Promise.all(Array.from({ length: 30 }, () => mia.tryApi("GET", "/sessions")));
  const refused = await mia.tryApi("GET", "/sessions");
  expect(told(refused)).toBe("429 too_many_requests");
  expect(refused.headers.get("ratelimit")).toMatch(/^"session";r=0;t=\d+$/);
  const seconds = Number(refused.headers.get("retry-after"));
  expect(seconds).toBeGreaterThan(0);
  expect(refused.body.retry_after_seconds).toBe(seconds);
  expect(told(await owner.tryApi("GET", "/sessions"))).toBe("200 ok");
});
