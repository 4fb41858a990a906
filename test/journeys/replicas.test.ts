import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type SandboxGoogle, startSandboxGoogle } from "../sandbox/google.ts";
import { rawCall } from "../support/agent.ts";
import { makePostgres, postgresUrl } from "../support/database.ts";
import { freePort } from "../support/free-port.ts";
import { startGateway, type TestGateway } from "../support/gateway.ts";
import { movableClock, until } from "../support/look.ts";
import type { Person } from "../support/person.ts";

const TOOLS = ["gmail_list_labels"];
const MINUTE = 60_000;
const callback = (port: number) => `http://localhost:${port}/integrations/google/callback`;

/** Any number of gateways on one PostgreSQL: nothing lives in one of them alone. */
describe.runIf(postgresUrl)("three gateways on one PostgreSQL", () => {
  const clock = movableClock();
  let google: SandboxGoogle;
  const replicas: TestGateway[] = [];
  let owner: Person;
  let drop: () => Promise<void>;
  const at = (n: number) => replicas[n] as TestGateway;
  const labels = async (n: number, token: string) =>
    (await (await rawCall(at(n).url, token, "gmail_list_labels", {})).text()).includes("INBOX");

  beforeAll(async () => {
    const ports = [await freePort(), await freePort(), await freePort()];
    google = await startSandboxGoogle({ redirectUris: ports.map(callback) });
    const database = await makePostgres();
    drop = database.drop;
    const shared = { google, databaseUrl: database.url };
    for (const port of ports)
      replicas.push(await startGateway({ port, shared, jobs: true, clock: clock.now }));
    ({ owner } = at(0));
  }, 120_000);
  afterAll(async () => {
    for (const replica of replicas) await replica.app.close();
    await google?.close();
    await drop?.();
  });
  const job = (name: string) =>
    at(0).app.database.system.query("INSERT INTO pgboss.job (name) VALUES ($1)", [name]);

  test("a session, a token and a grant made at one are good at every one", async () => {
    const { connector } = (await owner.authorize({ email: "ada@acme.test", tools: TOOLS })).body;
    const { value } = await owner.newToken();
    for (const n of [0, 1, 2]) expect(await labels(n, value)).toBe(true);
    const path = `/api/workspaces/${owner.session.workspace.id}/connectors/${connector.id}`;
    const answer = await fetch(`${at(2).url}${path}`, { headers: { cookie: owner.cookie } });
    expect(((await answer.json()) as { connector: { id: string } }).connector.id).toBe(connector.id);
    await owner.api("DELETE", `/connectors/${connector.id}`);
  }, 60_000);

  test("each adds to the chain behind what the others added, and nothing is lost", async () => {
    const count = async () => (await owner.api("POST", "/audit/verify")).checked as number;
    const { connector } = (await owner.authorize({ email: "ada@acme.test", tools: TOOLS })).body;
    const { value } = await owner.newToken();
    const flush = () => Promise.all(replicas.map(({ app }) => app.audit.flush()));
    await flush();
    const before = await count();
    // One after the other, so that each finds its idea of the chain's end out of date; then all at once.
    for (const n of [0, 1, 2, 1, 0, 0, 2]) {
      expect(await labels(n, value)).toBe(true);
      await flush();
    }
    await Promise.all(Array.from({ length: 60 }, (_, n) => labels(n % 3, value)));
    await flush();
    expect(await owner.api("POST", "/audit/verify")).toMatchObject({ result: "intact" });
    // The verification before is a row too.
    expect((await count()) - before).toBeGreaterThanOrEqual(67);
    await owner.api("DELETE", `/connectors/${connector.id}`);
  }, 60_000);

  test("an authorization started at one is finished at another, once", async () => {
    const { authorization_url } = await owner.api("GET", "/integrations/google/auth_link");
    const params = await owner.visitProvider(authorization_url, { email: "ben@acme.test" });
    const finish = (n: number) =>
      fetch(`${at(n).url}/api/workspaces/${owner.session.workspace.id}/integrations/google/callback`, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          cookie: owner.cookie,
          "x-valetkey-csrf": owner.session.csrf,
        },
        body: JSON.stringify({ code: params.code, state: params.state, iss: params.iss }),
      });
    const answers = await Promise.all([finish(1), finish(2), finish(0)]);
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409, 409]);
    await owner.api("DELETE", "/integrations/google");
  }, 60_000);

  test("a job is done by one of them: one probe, one renewal", async () => {
    await owner.authorize({ email: "ada@acme.test", tools: TOOLS });
    clock.advance(20 * MINUTE);
    google.clearRequests();
    await job("probe");
    const probes = () => google.requests().filter((request) => request.path.includes("userinfo")).length;
    await until(probes, (n) => n > 0, 60_000);
    clock.advance(36 * MINUTE);
    await job("refresh-ahead");
    const renewals = () => google.requests().filter((request) => request.path.endsWith("/token")).length;
    await until(renewals, (n) => n > 0, 60_000);
    await new Promise((resolve) => setTimeout(resolve, 6_000)); // every replica has looked at the queues again
    expect(renewals()).toBe(1);
    expect(probes()).toBeLessThanOrEqual(2); // a probe of the second round may fall into the wait
    clock.reset();
  }, 180_000);

  test("one that loses its notifications goes on, asking the database, and comes back", async () => {
    const { value } = await owner.newToken();
    expect(await labels(1, value)).toBe(true);
    const { channel } = at(1).app.database.db;
    await at(0).app.database.system.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%pg_notify%' AND pid <> pg_backend_pid()",
    );
    expect(await labels(1, value)).toBe(true);
    const [connector] = (await owner.api("GET", "/connectors")).connectors;
    await owner.api("POST", `/connectors/${connector.id}/revoke`, {});
    for (const n of [0, 1, 2]) expect(await labels(n, value)).toBe(false);
    await until(
      () => channel.fresh(),
      (fresh) => fresh,
      20_000,
    );
  }, 60_000);
});
