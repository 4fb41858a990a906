import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type SandboxGoogle, startSandboxGoogle } from "../sandbox/google.ts";
import { type Agent, connectAgent } from "../support/agent.ts";
import { LABELS, mail, SEND } from "../support/asking.ts";
import { makePostgres, postgresUrl } from "../support/database.ts";
import { freePort } from "../support/free-port.ts";
import { startGateway, type TestGateway } from "../support/gateway.ts";
import { OAuthClient } from "../support/oauth-client.ts";
import { Person } from "../support/person.ts";

let gateway: TestGateway;
let connector: { id: string; slug: string };

beforeAll(async () => {
  gateway = await startGateway();
  const { body } = await gateway.owner.authorize({ email: "ada@acme.test", tools: [LABELS, SEND] });
  connector = body.connector;
});
afterAll(() => gateway?.close());

const person = () => gateway.owner.session.user.id;
const limit = (body: object, by: Person = gateway.owner) => by.tryApi("POST", "/limits", body);

/** Sets limits for the time of one test. */
async function under<T>(limits: object[], work: () => Promise<T>): Promise<T> {
  const ids: string[] = [];
  for (const one of limits) {
    const { status, body } = await limit(one);
    expect(status, JSON.stringify(body)).toBe(201);
    ids.push(body.id);
  }
  try {
    return await work();
  } finally {
    for (const id of ids) await gateway.owner.api("DELETE", `/limits/${id}`);
  }
}
async function withAgent<T>(work: (agent: Agent, id: string) => Promise<T>, token: object = {}): Promise<T> {
  const id = await gateway.owner.newAgent(`Agent ${crypto.randomUUID().slice(0, 8)}`);
  const { value } = await gateway.owner.newToken({ agent: id, ...token });
  const agent = await connectAgent(gateway.url, value);
  try {
    return await work(agent, id);
  } finally {
    await agent.close();
  }
}
const codes = async (agent: Agent, times: number, tool = LABELS, args: () => object = () => ({})) => {
  const seen: string[] = [];
  for (let i = 0; i < times; i++) seen.push((await agent.call(tool, { ...args() })).error?.error ?? "ok");
  return seen;
};

test("the call that is one too many is told which limit it met and when to come again", () =>
  under([{ subject: { kind: "any" }, per_minute: 3 }], () =>
    withAgent(async (agent) => {
      expect(await codes(agent, 3)).toEqual(["ok", "ok", "ok"]);
      const [shown] = (await gateway.owner.api("GET", "/limits")).limits;
      expect(shown).toMatchObject({ minute: { used: 3 }, day: null });
      expect(Date.parse(shown.minute.resets_at)).toBeGreaterThan(Date.now());
      const refused = await agent.call(LABELS);
      expect(refused.error).toMatchObject({
        error: "quota_exceeded",
        limit: "at most 3 calls a minute of any one caller",
        retry_after_seconds: expect.any(Number),
      });
      const seconds = Number(refused.error?.retry_after_seconds);
      expect(seconds).toBeGreaterThan(0);
      expect(seconds).toBeLessThanOrEqual(60);
      expect(refused.text).toContain("at most 3 calls a minute of any one caller");
      // Each caller for themselves.
      await withAgent(async (other) => expect(await codes(other, 2)).toEqual(["ok", "ok"]));
    }),
  ));

test("a limit of an agent holds with every token it has, and nobody else", () =>
  withAgent(async (agent, id) => {
    await under([{ subject: { kind: "agent", id }, per_day: 2 }], async () => {
      expect(await codes(agent, 2)).toEqual(["ok", "ok"]);
      const { value } = await gateway.owner.newToken({ agent: id });
      const again = await connectAgent(gateway.url, value);
      expect(await codes(again, 1)).toEqual(["quota_exceeded"]);
      await again.close();
      await withAgent(async (other) => expect(await codes(other, 1)).toEqual(["ok"]));
    });
    expect(await codes(agent, 1)).toEqual(["ok"]); // the limit is gone, at once
  }));

test("a limit of a connector counts everybody together, one of a user their tokens", async () => {
  await under([{ subject: { kind: "connector", id: connector.id }, per_minute: 3 }], () =>
    withAgent(async (one) =>
      withAgent(async (two) => {
        expect([...(await codes(one, 2)), ...(await codes(two, 2))]).toEqual([
          "ok",
          "ok",
          "ok",
          "quota_exceeded",
        ]);
      }),
    ),
  );
  await under([{ subject: { kind: "user", id: person() }, per_minute: 1 }], async () => {
    const mine = await connectAgent(gateway.url, (await gateway.owner.newToken()).value);
    expect(await codes(mine, 2)).toEqual(["ok", "quota_exceeded"]);
    await mine.close();
  });
});

test("a quota on changes leaves reads alone, and twenty sends at once are no more than it says", () =>
  withAgent(async (agent, id) => {
    await under([{ subject: { kind: "agent", id }, per_day: 5, effect: "write" }], async () => {
      const sent = await Promise.all(
        Array.from({ length: 20 }, (_, i) => agent.call(SEND, mail(`Mass mail ${i}`))),
      );
      expect(sent.filter(({ isError }) => !isError)).toHaveLength(5);
      expect(new Set(sent.flatMap(({ error }) => (error ? [error.error] : [])))).toEqual(
        new Set(["quota_exceeded"]),
      );
      expect(await codes(agent, 3)).toEqual(["ok", "ok", "ok"]);
    });
  }));

test("of several limits every one must have room, and what one refused the others have not counted", () =>
  withAgent(async (agent, id) => {
    const limits = [
      { subject: { kind: "agent", id }, per_minute: 2, effect: "read" },
      { subject: { kind: "agent", id }, per_day: 4 },
    ];
    await under(limits, async () => {
      expect(await codes(agent, 6)).toEqual(["ok", "ok", ...Array(4).fill("quota_exceeded")]);
      // Two of the day's four are left, whatever the minute refused.
      let n = 0;
      expect(await codes(agent, 3, SEND, () => mail(`Left ${n++}`))).toEqual(["ok", "ok", "quota_exceeded"]);
    });
  }));

test("limits are an admin's; what they may say is checked, and each change is on the record", async () => {
  const mia = await gateway.member("mia@acme.test");
  const auditor = await gateway.member("aud@acme.test", "auditor");
  for (const who of [mia, auditor]) {
    expect((await limit({ subject: { kind: "any" }, per_minute: 1 }, who)).status).toBe(403);
    expect((await who.tryApi("GET", "/limits")).status).toBe(403);
  }
  for (const wrong of [
    { subject: { kind: "any" } },
    { subject: { kind: "any" }, per_minute: 0 },
    { subject: { kind: "any", id: "agt_1" }, per_minute: 1 },
    { subject: { kind: "agent" }, per_minute: 1 },
    { subject: { kind: "agent", id: "agt_nobody" }, per_minute: 1 },
    { subject: { kind: "connector", id: person() }, per_minute: 1 },
    { subject: { kind: "any" }, per_minute: 1, effect: "every" },
  ])
    expect((await limit(wrong)).status, JSON.stringify(wrong)).toBe(400);

  const made = await limit({
    subject: { kind: "connector", id: connector.id },
    per_day: 1_000,
    effect: "write",
  });
  expect(made.body).toMatchObject({
    subject: { kind: "connector", id: connector.id, label: connector.slug },
    per_minute: null,
    per_day: 1_000,
    effect: "write",
  });
  const twice = { subject: { kind: "connector", id: connector.id }, per_minute: 5, effect: "write" };
  expect(await limit(twice)).toMatchObject({ status: 409, body: { code: "conflict" } });
  expect((await gateway.owner.api("GET", "/limits")).limits).toEqual([made.body]);
  await gateway.owner.api("DELETE", `/limits/${made.body.id}`);
  expect((await gateway.owner.tryApi("DELETE", `/limits/${made.body.id}`)).status).toBe(404);
  for (const type of ["limit.added", "limit.removed"]) {
    const { events } = await gateway.owner.api("GET", `/audit?type=${type}&target=${made.body.id}`);
    expect(events.map((one: { data: object }) => one.data)).toEqual([
      { subject: connector.id, effect: "write", per_minute: null, per_day: 1_000 },
    ]);
  }
});

test("the front door is shut to an address that hammers it, and says for how long", async () => {
  const doorLimits = { signIn: 5, registration: 2, token: 2, oauth: 2, decisions: 2 };
  const small = await startGateway({ app: { doorLimits } });
  try {
    // No proxy is configured, so nobody is believed to be somebody else.
    const knock = (i: number) =>
      new Person(small.url).call(
        "POST",
        "/api/session",
        { token: "vl_wrong-and-long-enough-to-be-one" },
        { "x-forwarded-for": `203.0.113.${i}` },
      );
    const answers = [];
    for (let i = 0; i < 5; i++) answers.push(await knock(i)); // the owner's own sign-in was the first
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401, 429]);
    const last = answers.at(-1);
    expect(last?.body).toMatchObject({ code: "too_many_requests", retry_after_seconds: expect.any(Number) });
    expect(Number(last?.headers.get("retry-after"))).toBeGreaterThan(0);
    const client = new OAuthClient({ url: small.url });
    const registered = [await client.register(), await client.register(), await client.register()];
    expect(registered.map(({ status }) => status)).toEqual([201, 201, 429]);
    expect((await small.owner.tryApi("GET", "/limits")).status).toBe(200); // who is inside works on
  } finally {
    await small.close();
  }
});

if (!postgresUrl) test.skip("limits on several replicas: needs PostgreSQL (npm run test:postgres)", () => {});

describe.runIf(postgresUrl)("two gateways on one PostgreSQL", () => {
  let database: Awaited<ReturnType<typeof makePostgres>>;
  let google: SandboxGoogle;
  let both: TestGateway[];

  beforeAll(async () => {
    database = await makePostgres();
    const ports = [await freePort(), await freePort()] as const;
    google = await startSandboxGoogle({
      redirectUris: ports.map((port) => `http://localhost:${port}/integrations/google/callback`),
    });
    const shared = { google, databaseUrl: database.url };
    both = [await startGateway({ shared, port: ports[0] }), await startGateway({ shared, port: ports[1] })];
    await both[0]?.owner.authorize({ email: "ada@acme.test", tools: [LABELS, SEND] });
  });
  afterAll(async () => {
    for (const one of both ?? []) await one.close();
    await google?.close();
    await database?.drop();
  });

  /** Calls through both in turn, `at` a time; how many went through. */
  async function through(calls: number, at: number, body: object, tool = LABELS): Promise<number> {
    const [{ owner }] = both as [TestGateway];
    const id = await owner.newAgent(`Agent ${crypto.randomUUID().slice(0, 8)}`);
    const { value } = await owner.newToken({ agent: id });
    const { id: limitId } = await owner.api("POST", "/limits", { subject: { kind: "agent", id }, ...body });
    const agents = await Promise.all(both.map(({ url }) => connectAgent(url, value)));
    let ok = 0;
    for (let done = 0; done < calls; done += at) {
      const answers = await Promise.all(
        Array.from({ length: at }, (_, i) =>
          agents[(done + i) % 2]?.call(tool, tool === SEND ? mail(`n ${done + i}`) : {}),
        ),
      );
      ok += answers.filter((answer) => answer && !answer.isError).length;
    }
    for (const agent of agents) await agent.close();
    await owner.api("DELETE", `/limits/${limitId}`);
    return ok;
  }

  test("a quota on changes is exact over both, in parallel", async () => {
    expect(await through(60, 20, { per_day: 30, effect: "write" }, SEND)).toBe(30);
  });

  test("reads are never more than the limit, and fewer by two batches at most", async () => {
    const limit = 100; // batches of 5
    const ok = await through(160, 16, { per_minute: limit });
    expect(ok).toBeLessThanOrEqual(limit);
    expect(ok).toBeGreaterThanOrEqual(limit - 2 * 5);
  });

  test("a new limit holds at the other from the moment it is answered", async () => {
    expect(await through(6, 1, { per_minute: 2 })).toBeLessThanOrEqual(2);
  });
});
