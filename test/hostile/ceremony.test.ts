import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { freePort } from "../support/free-port.ts";
import { startGateway, type TestGateway } from "../support/gateway.ts";
import { auditRows, movableClock } from "../support/look.ts";
import { Person } from "../support/person.ts";
import { secondWorkspace } from "../support/second-workspace.ts";
import { consented, READ, sqlOf, told, withAgent } from "./helpers.ts";

/** Somebody is on the way between the gateway, the provider and a person's browser, or is one of two people there. */
const clock = movableClock();
let gateway: TestGateway;
let owner: Person;
let mia: Person;
let callback: string;

beforeAll(async () => {
  const port = await freePort();
  callback = `http://localhost:${port}/integrations/google/callback`;
  const users = ["ada@acme.test", "ben@acme.test"].map((email) => ({ email, name: email }));
  gateway = await startGateway({
    port,
    clock: clock.now,
    google: { users },
    slack: { users },
    github: { users },
  });
  owner = gateway.owner;
  mia = await gateway.member("mia@acme.test");
});
afterEach(() => clock.reset());
afterAll(() => gateway?.close());

const count = async (table: string) =>
  Number((await sqlOf(gateway)(`SELECT count(*) AS n FROM ${table}`)).rows[0]?.n);
/** Connectors, grants, credentials, and what lives at the three providers. */
const standing = async () => ({
  connectors: await count("connectors"),
  grants: await count("grants"),
  credentials: await count("credentials"),
  google: gateway.google.liveTokens(),
  slack: gateway.slack.liveTokens(),
  github: gateway.github.liveTokens(),
});
const exchanges = () =>
  [gateway.google, gateway.slack, gateway.github].flatMap((provider) =>
    provider.requests().filter(({ path }) => /^\/token$|oauth\.v2\.access|access_token$/.test(path)),
  );
const clear = () => {
  for (const provider of [gateway.google, gateway.slack, gateway.github]) provider.clearRequests();
};

/** Refused with this code, on the record as refused, and nothing stands anywhere that did not before. */
async function refused(
  person: Person,
  params: Record<string, string>,
  code: string,
  { service = "google", sent = 0 } = {},
): Promise<void> {
  const before = await standing();
  clear();
  const answer = await person.finish(params, service);
  expect(answer.body.code).toBe(code);
  expect(answer.status).toBeGreaterThanOrEqual(400);
  expect(await standing(), "something was left behind").toEqual(before);
  expect(exchanges(), "codes that went to a provider").toHaveLength(sent);
}

test("H30 replay: a callback handed in again, by the same person in the same session", async () => {
  const params = await consented(owner, { email: "ada@acme.test" });
  expect((await owner.finish(params)).status).toBe(200);
  await refused(owner, params, "state_used");
  await refused(owner, { ...params, code: "another-code" }, "state_used");
});

test("H31 a race: one callback handed in ten times at once", async () => {
  const params = await consented(mia, { email: "ben@acme.test" });
  clear();
  const all = await Promise.all(Array.from({ length: 10 }, () => mia.finish(params)));
  expect(all.map(told).sort()).toEqual(["200 ok", ...Array(9).fill("409 state_used")]);
  expect(exchanges()).toHaveLength(1);
});

test("H32 guessed, cut, emptied and foreign states", async () => {
  const { state = "", ...params } = await consented(owner, { email: "ada@acme.test" });
  for (const guess of ["x".repeat(43), state.slice(0, -1), `${state}A`, state.toUpperCase(), " ", "%00", "*"])
    await refused(owner, { ...params, state: guess }, "state_unknown");
  await refused(owner, params, "state_missing");
  // What stands in the database is no state: whoever reads it cannot finish with it.
  const { rows } = await sqlOf(gateway)("SELECT encode(state_hash, 'hex') AS h FROM pending_authorizations");
  for (const { h } of rows) await refused(owner, { ...params, state: String(h) }, "state_unknown");
});

test("H33 fixation: a victim's browser is led to a callback that an attacker began with their own account", async () => {
  const attackers = await consented(mia, { email: "ben@acme.test" });
  await refused(owner, attackers, "wrong_user");
});

test("H34 the reverse: a victim consents to an attacker's link, and the attacker hands the answer in", async () => {
  const { authorization_url } = await mia.api("GET", "/integrations/google/auth_link");
  const victims = await owner.visitProvider(authorization_url, { email: "ada@acme.test" });
  await refused(owner, victims, "wrong_user");
  // The attacker has the state and not the code: a guess does not do.
  await refused(mia, { ...victims, code: "guessed" }, "code_rejected", { sent: 1 });
});

test("H35 session swap: begun in one session, finished in another of the same person", async () => {
  const params = await consented(owner, { email: "ada@acme.test" });
  const other = await new Person(gateway.url).signIn(await gateway.signInToken(owner.session.user.id));
  await refused(other, params, "wrong_user");
  await other.call("DELETE", "/api/session");
});

test("H36 signed out between start and finish", async () => {
  const person = await new Person(gateway.url).signIn(await gateway.signInToken(owner.session.user.id));
  const params = await consented(person, { email: "ada@acme.test" });
  await person.call("DELETE", "/api/session");
  await refused(person, params, "not_signed_in");
  const again = await new Person(gateway.url).signIn(await gateway.signInToken(owner.session.user.id));
  await refused(again, params, "wrong_user");
});

test("H37 mix-up: an answer in another authorization server's name, good or bad", async () => {
  for (const iss of ["https://evil.test", `${gateway.google.url}/`, gateway.slack.url]) {
    const good = await consented(owner, { email: "ada@acme.test" });
    await refused(owner, { ...good, iss }, "issuer_mismatch");
    const { state = "" } = await consented(owner, { email: "ada@acme.test" });
    await refused(owner, { state, iss, error: "access_denied" }, "issuer_mismatch");
  }
});

test("H38 mix-up: one provider's callback delivered at another provider's address", async () => {
  const google = await consented(owner, { email: "ada@acme.test" });
  for (const service of ["slack", "github"]) await refused(owner, google, "state_unknown", { service });
  const slack = await consented(owner, {
    email: "ada@acme.test",
    service: "slack",
    tools: ["slack_list_channels"],
  });
  await refused(owner, slack, "state_unknown");
  // A Slack code under a Google state goes to Google, which does not know it.
  const mixed = { ...google, code: slack.code ?? "" };
  await refused(owner, mixed, "code_rejected", { sent: 1 });
});

test("H39 code injection: somebody else's code under one's own state", async () => {
  const [stolen, own] = [
    await consented(owner, { email: "ada@acme.test" }),
    await consented(mia, { email: "ben@acme.test" }),
  ];
  await refused(mia, { ...own, code: stolen.code ?? "" }, "code_rejected", { sent: 1 });
  const github = { service: "github", tools: ["github_get_me"] };
  const [theirs, mine] = [
    await consented(owner, { email: "ada@acme.test", ...github }),
    await consented(mia, { email: "ben@acme.test", ...github }),
  ];
  await refused(mia, { ...mine, code: theirs.code ?? "" }, "code_rejected", { service: "github", sent: 1 });
});

test("H40 redirect manipulation: the code sent elsewhere, by query, body, header or the link itself", async () => {
  for (const query of ["redirect_uri=https://evil.test", "return_to=//evil.test", "state=mine"])
    expect((await owner.tryApi("GET", `/integrations/google/auth_link?${query}`)).status).toBe(400);
  const evil = { host: "evil.test", "x-forwarded-host": "evil.test", referer: "https://evil.test/" };
  const base = `/api/workspaces/${owner.session.workspace.id}`;
  const { host: _, ...headers } = evil;
  const link = await owner.call("GET", `${base}/integrations/google/auth_link`, undefined, headers);
  const url = new URL(link.body.authorization_url);
  expect(url.searchParams.getAll("redirect_uri")).toEqual([callback]);
  // A provider that would take any address: the code is still exchanged for the one that was registered.
  url.searchParams.set("redirect_uri", "https://evil.test/");
  await expect(owner.visitProvider(url.href, { email: "ada@acme.test" })).rejects.toThrow(/400/);
  const body = { code: "x", state: "y", redirect_uri: "https://evil.test" };
  const posted = await owner.tryApi("POST", "/integrations/google/callback", body);
  expect(posted.status).toBe(400);
});

test("H41 an attempt kept back for more than ten minutes", async () => {
  const params = await consented(owner, { email: "ada@acme.test" });
  clock.advance(10 * 60_000);
  await refused(owner, params, "state_expired");
});

test("H42 an admin who is demoted on the way to the provider and back", async () => {
  const abe = await gateway.member("abe@acme.test", "admin");
  const { authorization_url } = await abe.api("POST", "/connectors", { provider: "google", tools: READ });
  const params = await abe.visitProvider(authorization_url, { email: "ada@acme.test" });
  await owner.api("PATCH", `/members/${abe.session.user.id}`, { role: "member" });
  await refused(abe, params, "forbidden");
});

test("H43 a member who is removed, and invited again, on the way to the provider and back", async () => {
  const zoe = await gateway.member("zoe@acme.test");
  const params = await consented(zoe, { email: "ada@acme.test" });
  await owner.api("DELETE", `/members/${zoe.session.user.id}`);
  await refused(zoe, params, "not_signed_in");
  const again = await gateway.member("zoe@acme.test");
  await refused(again, params, "state_unknown");
});

test("H44 an attempt begun in one workspace and finished in another of the same person", async () => {
  const second = await secondWorkspace(gateway, { name: "Second", ownerEmail: "owner@acme.test" });
  const params = await consented(owner, { email: "ada@acme.test" });
  await refused(second.owner, params, "state_unknown");
});

test("H45 login CSRF at the callback: another site's page finishes in the victim's name", async () => {
  const params = await consented(owner, { email: "ada@acme.test" });
  const path = `/api/workspaces/${owner.session.workspace.id}/integrations/google/callback`;
  const before = await standing();
  for (const [code, headers] of [
    ["csrf", { "x-valetkey-csrf": "" }],
    ["csrf", { "x-valetkey-csrf": mia.session.csrf }],
    ["csrf", { "sec-fetch-site": "cross-site" }],
    ["origin_refused", { origin: "https://evil.test" }],
    ["origin_refused", { origin: "null" }],
  ] as const) {
    expect((await owner.call("POST", path, params, { ...headers })).body.code).toBe(code);
  }
  // Opened as an address, which a link or an image can do, it changes nothing.
  const opened = await owner.fetch(`${path}?${new URLSearchParams(params)}`);
  expect(opened.status).toBe(404);
  expect(await standing()).toEqual(before);
  expect((await owner.finish(params)).status).toBe(200);
});

test("H46 a GitHub App's installation that the person cannot reach, named in the callback", async () => {
  const foreign = gateway.github.install("ada");
  const wish = { provider: "github", access: "github_installation", app: "env_github_app" };
  const tools = ["github_get_file"];
  for (const installation_id of [String(foreign), "1", "0", "-1", "../1", `${foreign}/../1`]) {
    const { authorization_url } = await owner.api("POST", "/connectors", { ...wish, tools });
    const params = await owner.visitProvider(authorization_url, { email: "ben@acme.test", target: "ben" });
    const before = await standing();
    const answer = await owner.finish({ ...params, installation_id }, "github");
    expect(`${installation_id} ${told(answer)}`).toBe(`${installation_id} 403 installation_refused`);
    // The tokens that came with the code are ended, and none of the installation was made.
    expect(await standing()).toEqual(before);
  }
});

/** Mia's connection of Ben, reconnected as Ada: what comes of it waits for Mia's word. */
async function swapped(): Promise<{ first: string; second: { id: string; slug: string } }> {
  const { connector } = (await mia.connect({ email: "ben@acme.test", tools: READ })).body;
  const params = await consented(mia, { email: "ada@acme.test", connector: connector.id });
  const answer = await mia.finish(params);
  expect(answer.body.needs_confirmation).toMatchObject({ actual_account: "ada@acme.test" });
  return { first: connector.id, second: answer.body.connector };
}
const drop = (id: string) => mia.api("DELETE", `/integrations/google/${id}?shred_now=true`);

test("H47 an account swapped at a reconnect: the connector agents know keeps its account, the other serves nobody", async () => {
  const { first, second } = await swapped();
  const { connector } = await owner.api("GET", `/connectors/${first}`);
  expect(connector).toMatchObject({ account: "ben@acme.test", connected: true, state: "enabled" });
  const { value } = await owner.newToken({ user: mia.session.user.id });
  gateway.google.clearRequests();
  await withAgent(gateway, value, "gmail", async (agent) => {
    const answer = await agent.call("gmail_list_labels", { connector: second.slug });
    expect(answer.error?.error).toBe("connector_disabled");
  });
  expect(gateway.google.requests()).toEqual([]);
  // Switching it on is no way around the question.
  const on = { connector: second.id, enabled: true };
  expect(told(await mia.tryApi("PATCH", "/integrations/google", on))).toBe("409 conflict");
  expect(told(await owner.tryApi("PATCH", `/connectors/${second.id}`, { enabled: true }))).toBe(
    "409 conflict",
  );
  await drop(second.id);
});

test("H48 somebody else confirms, or declines, a connector that waits for its owner's word", async () => {
  const { second } = await swapped();
  const stranger = (await secondWorkspace(gateway, { name: "Third", ownerEmail: "eve@third.test" })).owner;
  const abe = await gateway.member("abel@acme.test", "admin");
  for (const person of [owner, abe, stranger, await gateway.member("tom@acme.test")]) {
    for (const keep of [true, false]) {
      const answer = await person.tryApi("POST", "/integrations/google/confirm", {
        connector: second.id,
        keep,
      });
      expect(told(answer)).toBe("404 connector_not_found");
    }
  }
  const elsewhere = { connector: second.id, keep: true };
  expect(told(await mia.tryApi("POST", "/integrations/slack/confirm", elsewhere))).toBe(
    "404 connector_not_found",
  );
  const { connector } = await owner.api("GET", `/connectors/${second.id}`);
  expect(connector).toMatchObject({ state: "unconfirmed", connected: true });
  await drop(second.id);
});

test("H49 scopes added to the link by whoever carries it: recorded, shown, and never used", async () => {
  const { authorization_url } = await mia.api(
    "GET",
    `/integrations/google/auth_link?app=env&tools=${READ.join(",")}`,
  );
  const url = new URL(authorization_url);
  const send = "https://www.googleapis.com/auth/gmail.send";
  url.searchParams.set("scope", `${url.searchParams.get("scope")} ${send}`);
  const answer = await mia.finish(await mia.visitProvider(url.href, { email: "ada@acme.test" }));
  expect(answer.status).toBe(200);
  const { grant, slug } = answer.body.connector;
  expect(grant.scopes_extra).toMatchObject([{ scope: send }]);
  expect(grant.scopes.map((s: { scope: string }) => s.scope)).not.toContain(send);
  const [row] = await auditRows(gateway, { type: "grant.scope_difference" });
  expect(row?.data).toMatchObject({ extra: [send] });
  const { value } = await owner.newToken({ user: mia.session.user.id });
  await withAgent(gateway, value, "gmail", async (agent) => {
    const letter = { to: ["eve@evil.test"], subject: "x", body: "x", connector: slug };
    const sent = await agent.call("gmail_send_message", letter);
    expect(sent.isError).toBe(true);
  });
  expect(gateway.google.requests().filter(({ path }) => path.includes("/send"))).toEqual([]);
});
