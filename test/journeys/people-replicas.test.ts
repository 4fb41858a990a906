import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { contract } from "../../gateway/api/index.ts";
import { type SandboxGoogle, startSandboxGoogle } from "../sandbox/google.ts";
import { rawCall } from "../support/agent.ts";
import { makePostgres, postgresUrl } from "../support/database.ts";
import { freePort } from "../support/free-port.ts";
import { startGateway, type TestGateway } from "../support/gateway.ts";
import { listen } from "../support/live.ts";
import { Person } from "../support/person.ts";
import { secondWorkspace } from "../support/second-workspace.ts";

if (!postgresUrl) test.skip("people on several replicas: needs PostgreSQL (npm run test:postgres)", () => {});

describe.runIf(postgresUrl)("two gateways on one PostgreSQL", () => {
  let database: Awaited<ReturnType<typeof makePostgres>>;
  let google: SandboxGoogle;
  let one: TestGateway;
  let two: TestGateway;

  beforeAll(async () => {
    database = await makePostgres();
    const ports = [await freePort(), await freePort()] as const;
    google = await startSandboxGoogle({
      redirectUris: ports.map((port) => `http://localhost:${port}/integrations/google/callback`),
    });
    const shared = { google, databaseUrl: database.url };
    one = await startGateway({ shared, port: ports[0] });
    two = await startGateway({ shared, port: ports[1] });
  });
  afterAll(async () => {
    await one?.close();
    await two?.close();
    await google?.close();
    await database?.drop();
  });

  /** The same session at the other gateway. */
  const at = (gateway: TestGateway, person: Person, path: string) =>
    fetch(`${gateway.url}${path}`, { headers: { cookie: person.cookie } }).then((answer) => answer.status);
  const session = "/api/session";
  const tokens = (person: Person) => `/api/workspaces/${person.session.workspace.id}/tokens`;
  const call = async (gateway: TestGateway, token: string) =>
    (await rawCall(gateway.url, token, "gmail_list_labels", {})).status;

  test("a new role counts on both from the moment the change has answered", async () => {
    const pat = await one.member("pat@acme.test", "admin");
    expect(await at(two, pat, tokens(pat))).toBe(200);
    await one.owner.api("PATCH", `/members/${pat.session.user.id}`, { role: "member" });
    expect(await at(two, pat, tokens(pat))).toBe(403);
    expect(await at(one, pat, tokens(pat))).toBe(403);
  });

  test("a removed member is out on both, sessions and tokens, also those that the other one had cached", async () => {
    const zoe = await one.member("zoe@acme.test");
    const { value } = await one.owner.newToken({ user: zoe.session.user.id });
    for (const gateway of [one, two]) {
      expect(await at(gateway, zoe, session)).toBe(200);
      expect(await call(gateway, value)).toBe(200);
    }
    await one.owner.api("DELETE", `/members/${zoe.session.user.id}`);
    const after = [at(two, zoe, session), call(two, value), at(one, zoe, session), call(one, value)];
    expect(await Promise.all(after)).toEqual([401, 401, 401, 401]);
  });

  test("a session that is ended here is over there", async () => {
    const sid = await one.member("sid@acme.test");
    const other = await new Person(two.url).signIn(await one.signInToken(sid.session.user.id));
    await sid.api("DELETE", "/sessions");
    expect(await at(one, other, session)).toBe(401);
    expect(await at(two, other, session)).toBe(401);
  });

  test("a revocation here shows within a second on a page that listens there, and nothing of another workspace", async () => {
    const { body } = await one.owner.authorize({ email: "ada@acme.test", tools: ["gmail_list_labels"] });
    const { owner: mallory } = await secondWorkspace(one, {
      name: "Other",
      ownerEmail: "mallory@other.test",
    });
    const [page, stranger] = [await listen(one.owner, two.url), await listen(mallory, two.url)];
    await new Promise((resolve) => setTimeout(resolve, 700)); // what the authorization changed has come and gone
    for (const each of [page, stranger]) each.clear();
    await one.owner.api("POST", `/connectors/${body.connector.id}/revoke`, {});
    const answered = performance.now();
    await page.hears("connectors");
    expect((page.heard[0]?.at ?? 0) - answered).toBeLessThan(1_000);
    await page.hears("audit");
    expect(stranger.heard).toEqual([]);
    expect(stranger.isOver()).toBe(false);
    const kim = await one.member("kim@acme.test");
    const other = await listen(kim, two.url);
    await kim.api("DELETE", "/sessions");
    await kim.call("DELETE", "/api/session");
    await other.ends();
    expect(other.heard.at(-1)?.data.reason).toBe("signed_out");
    await Promise.all([page.close(), stranger.close()]);
  });

  test("two replicas that count at once count each call once", async () => {
    const { value } = await one.owner.newToken({ agent: await one.owner.newAgent("Counter") });
    await one.owner.authorize({ email: "ben@acme.test", tools: ["gmail_list_labels"] });
    const times = 40;
    for (let n = 0; n < times; n++) await call(n % 2 ? one : two, value);
    await Promise.all([one.app.audit.flush(), two.app.audit.flush()]);
    const overview = (gateway: TestGateway) =>
      fetch(`${gateway.url}/api/workspaces/${one.workspaceId}/overview`, {
        headers: { cookie: one.owner.cookie },
      }).then(async (answer) => contract.overview.parse(await answer.json()));
    await Promise.all([one, two, one, two].map(overview));
    const { totals, behind, agents } = await overview(two);
    expect(behind).toBe(0);
    expect(agents[0]).toMatchObject({ label: "Counter", calls: times });
    const { rows } = await one.app.database.system.query(
      "SELECT count(*) AS n FROM audit_events WHERE workspace_id = $1 AND type = 'tool.call' AND outcome <> 'started'",
      [one.workspaceId],
    );
    expect(totals.calls).toBe(Number(rows[0]?.n));
  });

  test("a deleted workspace is shut on both", async () => {
    const { owner: eve, slug } = await secondWorkspace(one);
    const { value } = await eve.newToken({ agent: await eve.newAgent("Helper") });
    expect(await call(two, value)).toBe(200);
    await eve.api("DELETE", "", { confirm: slug });
    expect(await Promise.all([call(two, value), at(two, eve, session)])).toEqual([401, 401]);
  });
});
