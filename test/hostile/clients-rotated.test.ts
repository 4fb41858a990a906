import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { startGateway, type TestGateway } from "../support/gateway.ts";
import { auditRows, movableClock, until } from "../support/look.ts";
import { mcpWith, OAuthClient } from "../support/oauth-client.ts";
import type { Person } from "../support/person.ts";
import { secondWorkspace } from "../support/second-workspace.ts";

/** The secret of an agent's OAuth client, taken over, kept alive, or rotated away from under somebody. */
const clock = movableClock();
const HOUR_MS = 3_600_000;
let gateway: TestGateway;
let owner: Person;

beforeAll(async () => {
  gateway = await startGateway({ clock: clock.now });
  owner = gateway.owner;
  await owner.authorize({ email: "ada@acme.test", tools: ["gmail_list_labels"] });
});
afterEach(() => clock.reset());
afterAll(() => gateway?.close());

interface Made {
  agent: string;
  id: string;
  secret: string;
}
async function make(name: string): Promise<Made> {
  const agent = await owner.newAgent(name);
  const { client, client_secret } = await owner.api("POST", `/agents/${agent}/clients`, { name: "ci" });
  return { agent, id: client.id, secret: client_secret };
}
const pathOf = ({ agent, id }: Pick<Made, "agent" | "id">) => `/agents/${agent}/clients/${id}/rotate`;
const rotate = (who: Person, made: Pick<Made, "agent" | "id">, overlap_hours: unknown = 0) =>
  who.tryApi("POST", pathOf(made), { overlap_hours });
async function buy(id: string, clientSecret: string) {
  const oauth = new OAuthClient({ url: gateway.url, clientId: id, clientSecret });
  return oauth.token({ grant_type: "client_credentials", resource: oauth.resource("gmail") });
}
const buys = async (id: string, secret: string) => (await buy(id, secret)).status;

test("H264 a client's secret rotated by who may not: by another agent's address, another workspace, a lesser role", async () => {
  const made = await make("Of this one");
  const other = await make("Of another");
  const { owner: eve } = await secondWorkspace(gateway);
  const eves = await eve.newAgent("Eve's");
  const member = await gateway.member("mia@acme.test");
  const auditor = await gateway.member("aud@acme.test", "auditor");
  const token = await owner.newToken({ agent: made.agent });
  for (const [who, at, status] of [
    [owner, { agent: other.agent, id: made.id }, 404],
    [owner, { agent: made.agent, id: other.id }, 404],
    [owner, { agent: made.agent, id: "acl_nobody" }, 404],
    [eve, made, 404],
    [eve, { agent: eves, id: made.id }, 404],
    [member, made, 403],
    [auditor, made, 403],
  ] as const)
    expect((await rotate(who, at)).status).toBe(status);
  const address = `${gateway.url}/api/workspaces/${gateway.workspaceId}${pathOf(made)}`;
  const body = JSON.stringify({ overlap_hours: 0 });
  const json = { "content-type": "application/json" };
  const bought = (await buy(made.id, made.secret)).body.access_token;
  for (const authorization of [`Bearer ${token.value}`, `Bearer ${bought}`]) {
    const answer = await fetch(address, { method: "POST", headers: { ...json, authorization }, body });
    expect(answer.status).toBe(401);
  }
  const forged = { ...json, cookie: owner.cookie, origin: "https://evil.test" };
  expect((await fetch(address, { method: "POST", headers: forged, body })).status).toBe(403);
  for (const overlap of [-1, 0.5, 25, 1e9, "0", null])
    expect((await rotate(owner, made, overlap)).status).toBe(400);
  expect(await buys(made.id, made.secret)).toBe(200);
  expect(await buys(other.id, other.secret)).toBe(200);
  expect(await auditRows(gateway, { type: "agent_client.rotated", target: made.id })).toEqual([]);
});

test("H265 two rotations at once: what is handed out is good or was replaced in turn, and no more than two live", async () => {
  for (let round = 0; round < 5; round++) {
    const made = await make(`Hurried ${round}`);
    const all = await Promise.all(Array.from({ length: 8 }, () => rotate(owner, made, 24)));
    const done = all.filter(({ status }) => status === 201);
    expect(done.length).toBeGreaterThan(0);
    expect(all.filter(({ status }) => status !== 201).map(({ body }) => body.code)).toEqual(
      Array.from({ length: 8 - done.length }, () => "conflict"),
    );
    const living: string[] = [];
    for (const secret of [made.secret, ...done.map(({ body }) => body.client_secret)])
      if ((await buys(made.id, secret)) === 200) living.push(secret);
    expect(living).toHaveLength(2);
    expect(living.includes(made.secret)).toBe(done.length === 1);
    const rows = await auditRows(gateway, { type: "agent_client.rotated", target: made.id });
    expect(rows).toHaveLength(done.length);
  }
});

test("H266 an old secret kept alive: after its end, by a second rotation, by what it bought before", async () => {
  const made = await make("Leaked");
  const { body: second } = await rotate(owner, made, 1);
  clock.advance(HOUR_MS - 1_000);
  const late = (await buy(made.id, made.secret)).body.access_token;
  clock.advance(2_000);
  expect(await buys(made.id, made.secret)).toBe(401);
  // Rotated again before its end, it ends there: an overlap keeps the last one alive and no other.
  clock.reset();
  const { body: third } = await rotate(owner, made, 24);
  expect(await buys(made.id, made.secret)).toBe(401);
  expect(await buys(made.id, second.client_secret)).toBe(200);
  const bought = (await buy(made.id, second.client_secret)).body.access_token;
  expect(await mcpWith(gateway.url, bought)).toMatchObject({ status: 200 });
  const { body: last } = await rotate(owner, made);
  for (const token of [late, bought])
    expect(await mcpWith(gateway.url, token)).toMatchObject({ status: 401 });
  for (const old of [made.secret, second.client_secret, third.client_secret])
    expect(await buys(made.id, old)).toBe(401);
  // What is bought with the new one counts from the next second on.
  const works = async () => {
    const { body } = await buy(made.id, last.client_secret);
    return (await mcpWith(gateway.url, body.access_token)).status;
  };
  await until(works, (status) => status === 200);
  await owner.api("DELETE", `/agents/${made.agent}/clients/${made.id}`);
  expect((await rotate(owner, made)).body.code).toBe("conflict");
  expect(await buys(made.id, last.client_secret)).toBe(401);
});
