import { afterAll, beforeAll, expect, test } from "vitest";
import { newId } from "../../gateway/ids.ts";
import { connectAgent, rawCall } from "../support/agent.ts";
import { startGateway, type TestGateway } from "../support/gateway.ts";
import { Person } from "../support/person.ts";
import { operationsBelow } from "../support/routes.ts";

const READ = ["gmail_search_threads", "gmail_get_thread", "gmail_list_labels"];
let gateway: TestGateway;
/** Owner of the first workspace, which has things. */
let acme: Person;
/** Owner of the second one, who tries to reach them. */
let eve: Person;
let own: { workspace: string; connector: string; token: string };
/** Ids, slugs and names of the first workspace: none of them may show in the second. */
let foreign: {
  connector: string;
  slug: string;
  grant: string;
  agent: string;
  token: string;
  member: string;
  value: string;
};

async function secondWorkspace(): Promise<{ workspace: string; owner: Person }> {
  const [workspace, user] = [newId("wsp"), newId("usr")];
  await gateway.app.database.system.transaction(async (tx) => {
    await tx.workspace.create({ data: { id: workspace, slug: "umbrella", name: "Umbrella" } });
    await tx.user.create({ data: { id: user, email: "eve@umbrella.test", name: "Eve" } });
    await tx.member.create({ data: { workspaceId: workspace, userId: user, role: "owner" } });
  });
  const { token } = await gateway.app.identity.sessions.createLink(workspace, user);
  return { workspace, owner: await new Person(gateway.url).signIn(token) };
}

beforeAll(async () => {
  gateway = await startGateway({
    google: {
      users: [
        { email: "ada@acme.test", name: "Ada Lindqvist" },
        { email: "ben@acme.test", name: "Ben Okafor" },
        { email: "rex@umbrella.test", name: "Rex" },
      ],
    },
  });
  acme = gateway.owner;
  const agent = await acme.newAgent("Acme helper");
  const token = await acme.newToken({ name: "acme-token", agent });
  const { connector } = (await acme.authorize({ email: "ada@acme.test", tools: READ, name: "Acme post" }))
    .body;
  const member = await gateway.member("mia@acme.test");
  foreign = {
    connector: connector.id,
    slug: connector.slug,
    grant: connector.grant.id,
    agent,
    token: token.id,
    member: member.session.user.id,
    value: token.value,
  };
  const second = await secondWorkspace();
  eve = second.owner;
  const mine = (await eve.authorize({ email: "rex@umbrella.test", tools: READ })).body.connector.id;
  const ownToken = (await eve.newToken({ agent: await eve.newAgent("Umbrella helper") })).value;
  own = { workspace: second.workspace, connector: mine, token: ownToken };
});
afterAll(() => gateway?.close());

const traces = () => [
  gateway.workspaceId,
  foreign.connector,
  foreign.slug,
  foreign.grant,
  foreign.agent,
  foreign.token,
  foreign.member,
  "ada@acme.test",
  "mia@acme.test",
  "Acme helper",
  "acme-token",
];
const leaks = (text: string, given: string) =>
  traces().filter((trace) => text.includes(trace) && !given.includes(trace));

/** Each operation with a body that would do harm. */
const bodies: Record<string, unknown> = {
  "post /connectors": { provider: "google", tools: READ },
  "post /members": { email: "new@umbrella.test", name: "New", role: "member" },
  "post /agents": { name: "Fresh" },
  "post /invitations": { email: "guest@umbrella.test", role: "member" },
  "post /approvals/:id/decision": { decision: "approve" },
  "post /rehearsals/:id/stuck": { seen: "other" },
  "post /tokens/:id/rotate": { overlap_hours: 0 },
  "post /agents/:agent/clients/:client/rotate": { overlap_hours: 0 },
  "patch /members/:id": { role: "admin" },
};
const pathsOf = (path: string, ids: Record<string, string>) =>
  path.replace(/:(\w+)/g, (_, name: string) => ids[name] ?? `missing-${name}`);

test("another workspace does not exist, by id or by slug, for any operation", async () => {
  for (const op of operationsBelow) {
    for (const workspace of [
      gateway.workspaceId,
      "acme",
      "..",
      "%2e%2e",
      `${own.workspace},${gateway.workspaceId}`,
    ]) {
      const path = pathsOf(op.path, {
        id: foreign.connector,
        service: "google",
        provider: "google",
        seq: "1",
      });
      const answer = await eve.call(
        op.method.toUpperCase(),
        `/api/workspaces/${workspace}${path}`,
        op.method === "get" ? undefined : {},
      );
      expect(`${op.method} ${path} ${answer.status}`).toBe(`${op.method} ${path} 404`);
      expect(leaks(JSON.stringify(answer.body), path + workspace)).toEqual([]);
    }
  }
}, 60_000);

test("ids of another workspace mean nothing inside one's own", async () => {
  const withId = operationsBelow.filter((op) => op.path.includes(":id"));
  expect(withId.length).toBeGreaterThan(6);
  for (const op of withId) {
    for (const id of [
      foreign.connector,
      foreign.token,
      foreign.member,
      foreign.agent,
      foreign.grant,
      foreign.slug,
    ]) {
      const path = pathsOf(op.path, { id });
      const body = bodies[`${op.method} ${op.path}`] ?? (op.method === "post" ? {} : undefined);
      const answer = await eve.tryApi(op.method.toUpperCase(), path, body);
      expect(`${op.method} ${path} ${answer.status}`).toBe(`${op.method} ${path} 404`);
      expect(leaks(JSON.stringify(answer.body), path)).toEqual([]);
    }
  }
});

test("nor in a query or a body", async () => {
  const answers = [
    await eve.tryApi("GET", `/integrations/google/auth_link?connector=${foreign.connector}`),
    await eve.tryApi("POST", "/integrations/google", { connector: foreign.connector }),
    await eve.tryApi("DELETE", `/integrations/google?connector=${foreign.connector}`),
    await eve.tryApi("POST", "/tokens", { name: "x", agent: foreign.agent }),
    await eve.tryApi("POST", "/tokens", { name: "x", user: foreign.member }),
    await eve.tryApi("POST", "/tokens", { name: "x", user: acme.session.user.id }),
  ];
  expect(answers.map((a) => a.status)).toEqual([404, 404, 404, 404, 404, 404]);
});

test("no list, page or export of one workspace shows anything of the other", async () => {
  for (const op of operationsBelow.filter((o) => !o.isStream && !o.path.includes(":id"))) {
    const path = pathsOf(op.path, { service: "google", provider: "google", seq: "1" });
    const method = op.method.toUpperCase();
    if (`${method} ${path}` === "DELETE /integrations/google") continue;
    const answer = await eve.tryApi(
      method,
      path,
      bodies[`${op.method} ${op.path}`] ?? (op.method === "post" ? {} : undefined),
    );
    expect(leaks(JSON.stringify(answer.body ?? ""), ""), `${method} ${path}`).toEqual([]);
  }
  const exported = await (await eve.fetch(`/api/workspaces/${own.workspace}/audit/export`)).text();
  expect(exported).toContain(own.workspace);
  expect(leaks(exported, "")).toEqual([]);
  for (const filter of [`actor=${acme.session.user.id}`, `target=${foreign.connector}`]) {
    expect((await eve.api("GET", `/audit?${filter}`)).events).toEqual([]);
  }
});

test("a cursor of one workspace's log reads nothing of the other's", async () => {
  const { next_cursor } = await acme.api("GET", "/audit?page_size=1");
  const page = await eve.tryApi("GET", `/audit?page_size=200&cursor=${next_cursor}`);
  expect(leaks(JSON.stringify(page.body), "")).toEqual([]);
});

test("an agent cannot name another workspace's connector, by id or slug", async () => {
  const agent = await connectAgent(gateway.url, own.token);
  for (const connector of [foreign.connector, foreign.slug, foreign.grant]) {
    const answer = await agent.call("gmail_search_threads", { connector });
    expect(answer.error?.error).toBe("bad_argument");
    expect(leaks(answer.text, connector)).toEqual([]);
  }
  // Its own mailbox is empty: what it gets is that, and not the full one of the other workspace.
  const mine = await agent.call("gmail_search_threads");
  expect(mine.structured?.items).toEqual([]);
  expect(leaks(JSON.stringify(await agent.tools()), "")).toEqual([]);
  await agent.close();
});

test("an authorization started in one workspace cannot be finished in the other", async () => {
  const { authorization_url } = await acme.api("GET", "/integrations/google/auth_link");
  const params = await acme.visitProvider(authorization_url, { email: "ben@acme.test" });
  const stolen = await eve.finish(params);
  expect(stolen).toMatchObject({ status: 400, body: { code: "state_unknown" } });
  expect((await acme.finish(params)).status).toBe(200);
  await acme.api("DELETE", "/integrations/google");
});

test("the same account in two workspaces: ending one leaves the other's grant alive", async () => {
  const shared = (await eve.authorize({ email: "ada@acme.test", tools: READ })).body.connector;
  expect(shared.id).not.toBe(foreign.connector);
  const preview = await eve.api("GET", `/connectors/${shared.id}/revoke_preview`);
  expect(preview.shares_account_with).toEqual([]);
  const revoked = await eve.api("POST", `/connectors/${shared.id}/revoke`);
  expect(revoked.upstream.state).toBe("kept");
  expect((await rawCall(gateway.url, foreign.value, "gmail_list_labels", {})).status).toBe(200);
  const { connector } = await acme.api("POST", `/connectors/${foreign.connector}/validate`);
  expect(connector.verdict.state).toBe("valid");
});

test("a sealed credential that is moved to another workspace or grant does not open", async () => {
  const { system } = gateway.app.database;
  const { rows } = await system.query(
    "SELECT c.grant_id FROM credentials c JOIN grants g ON g.id = c.grant_id WHERE g.connector_id = $1 AND g.ended_at IS NULL",
    [own.connector],
  );
  await system.query(
    `UPDATE credentials SET (key_id, sealed, version) =
       (SELECT key_id, sealed, credentials.version + 1 FROM credentials s WHERE s.grant_id = $1) WHERE grant_id = $2`,
    [foreign.grant, rows[0]?.grant_id],
  );
  await gateway.app.database.db.channel.settled(); // no cache holds the row as it was
  gateway.google.clearRequests();
  const agent = await connectAgent(gateway.url, own.token);
  const answer = await agent.call("gmail_search_threads");
  expect(answer.isError).toBe(true);
  expect(answer.error?.error).toBe("internal");
  expect(gateway.google.requests()).toEqual([]);
  await agent.close();
});

test("members of both workspaces act in the one they signed in to", async () => {
  await eve.api("POST", "/members", { email: "mia@acme.test", name: "Mia", role: "admin" });
  const { token } = await gateway.app.identity.sessions.createLink(own.workspace, foreign.member);
  const mia = await new Person(gateway.url).signIn(token);
  expect(mia.session).toMatchObject({ role: "admin", workspace: { id: own.workspace } });
  expect((await mia.tryApi("GET", "/connectors")).status).toBe(200);
  expect((await mia.call("GET", `/api/workspaces/${gateway.workspaceId}/connectors`)).status).toBe(404);
});
