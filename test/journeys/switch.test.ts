import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type SandboxGoogle, startSandboxGoogle } from "../sandbox/google.ts";
import { askedFor, callOnce, mail, SEND } from "../support/asking.ts";
import { makePostgres, postgresUrl } from "../support/database.ts";
import { LEGACY, legacyClient, messagesOf, modernClient, modernRequest, post } from "../support/eras.ts";
import { freePort } from "../support/free-port.ts";
import { type GatewayProcess, spawnGateway } from "../support/gateway-process.ts";
import { until } from "../support/look.ts";
import { mcpWith, OAuthClient } from "../support/oauth-client.ts";
import type { Person } from "../support/person.ts";

const TOOLS = ["gmail_list_labels", SEND];
const LABELS = { name: "gmail_list_labels", arguments: {} };
const CAN = { elicitation: { url: {} } };

/** What clients have in hand when the process that served them goes. */
interface Work {
  api: string;
  oauth: OAuthClient;
  /** Whose sessions, states and approvals another process must know. */
  session: string;
  state: string;
  approval: string;
  letter: ReturnType<typeof mail>;
  cookie: Person;
}

const call = (url: string, token: string, session?: string) =>
  post(
    { url, token },
    { jsonrpc: "2.0", id: 1, method: "tools/call", params: LABELS },
    { ...LEGACY, ...(session !== undefined && { "mcp-session-id": session }) },
  ).then(async (answer) => ({ status: answer.status, messages: await messagesOf(answer) }));
const slack = (url: string, token: string, more: object = {}) => {
  const params = { name: "slack_list_channels", arguments: {}, ...more };
  const { headers, body } = modernRequest("tools/call", params, CAN);
  return post({ url, token, path: "/mcp/slack" }, body, headers).then(messagesOf);
};
const works = async (answer: ReturnType<typeof call>) => {
  const { status, messages } = await answer;
  expect([status, messages.at(-1)?.result?.isError ?? false]).toEqual([200, false]);
};

/** As clients begin: an agent by API token, another by OAuth, a session, a question to a person, an approval asked for. */
async function begin(url: string, owner: Person, oauthUrl = url): Promise<Work> {
  await owner.authorize({ email: "ada@acme.test", tools: TOOLS });
  await owner.api("POST", "/policies", { name: "Mail asks", decision: "ask", tool: SEND });
  const api = (await owner.newToken({ agent: await owner.newAgent("Writer") })).value;
  const oauth = new OAuthClient({ url: oauthUrl });
  await oauth.connect(owner, "gmail");
  const legacy = await legacyClient({ url, token: api });
  await legacy.client.callTool(LABELS);
  const letter = mail("Before");
  const approval = askedFor(await callOnce({ url }, api, letter));
  const [asked] = await slack(url, api);
  expect(asked.result.resultType).toBe("input_required");
  return {
    api,
    oauth,
    session: legacy.session,
    state: asked.result.requestState,
    approval,
    letter,
    cookie: owner,
  };
}

/** The same clients go on at a process that has seen nothing of them. */
async function goOn(
  url: string,
  { api, oauth, session, state, approval, letter, cookie }: Work,
): Promise<void> {
  await works(call(url, api));
  await works(call(url, api, session)); // the session of the older protocol
  await works(call(url, oauth.tokens?.access_token ?? ""));
  const modern = await modernClient({ url, token: api });
  expect((await modern.callTool(LABELS)).isError).toBeFalsy();
  await modern.close();
  // The question is still the same question, and no other.
  const decline = { inputResponses: { connect: { action: "decline" } } };
  const [answered] = await slack(url, api, { requestState: state, ...decline });
  expect(answered.result._meta["valetkey/error"].error).toBe("connection_required");
  const [forged] = await slack(url, api, { requestState: `${state}x`, ...decline });
  expect(forged.error.code).toBe(-32602);
  // The approval that was asked for there is decided and used here.
  const workspace = cookie.session.workspace.id;
  const decided = await fetch(`${url}/api/workspaces/${workspace}/approvals/${approval}/decision`, {
    method: "POST",
    headers: {
      cookie: cookie.cookie,
      "x-valetkey-csrf": cookie.session.csrf,
      "content-type": "application/json",
    },
    body: JSON.stringify({ decision: "approve" }),
  });
  expect(decided.status).toBe(200);
  expect((await callOnce({ url }, api, letter)).isError).toBe(false);
  expect(askedFor(await callOnce({ url }, api, letter))).not.toBe(approval);
}

/** A call that says how it goes on; resolves with what became of it. */
async function inTheMiddle(url: string, token: string, subject: string) {
  const legacy = await legacyClient({ url, token });
  const told: string[] = [];
  const ended = legacy.client
    .callTool({ name: SEND, arguments: mail(subject) }, undefined, {
      onprogress: ({ message }) => void told.push(message ?? ""),
      timeout: 30_000,
    })
    .then(
      () => "answered",
      () => "cut",
    );
  await until(
    () => told.join(" "),
    (text) => text.includes("apr_"),
    30_000,
  );
  return { approval: /apr_[0-9a-z]+/.exec(told.join(" "))?.[0] ?? "", ended, close: () => legacy.close() };
}

const registered = (google: SandboxGoogle) => ({
  provider: google.provider,
  clientId: google.clientId,
  clientSecret: google.clientSecret,
});

describe("the gateway is started again in the middle of its clients' work", () => {
  const dataDir = mkdtempSync(join(tmpdir(), "valetkey-switch-"));
  let google: SandboxGoogle;
  let gateway: GatewayProcess;
  let port: number;
  const start = () => spawnGateway({ dataDir, port, google: registered(google) });
  beforeAll(async () => {
    port = await freePort();
    google = await startSandboxGoogle({
      redirectUris: [`http://localhost:${port}/integrations/google/callback`],
    });
    gateway = await start();
  }, 120_000);
  afterAll(async () => {
    await gateway?.stop();
    await google?.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  test("no client notices beyond a retry, also of what was under way", async () => {
    const work = await begin(gateway.url, await gateway.person());
    const held = await inTheMiddle(gateway.url, work.api, "Held");
    await gateway.kill();
    expect(await held.ended).toBe("cut");
    await held.close();
    gateway = await start();
    await goOn(gateway.url, work);
    expect((await work.oauth.refresh()).status).toBe(200);
    expect((await mcpWith(gateway.url, work.oauth.tokens?.access_token ?? "")).status).toBe(200);
    // Its question stands; the retry finds it, and does what was approved, once.
    const again = await callOnce(gateway, work.api, mail("Held"));
    expect(askedFor(again)).toBe(held.approval);
    await work.cookie.api("POST", `/approvals/${held.approval}/decision`, { decision: "approve" });
    expect((await callOnce(gateway, work.api, mail("Held"))).isError).toBe(false);
    const subjects = (await google.mail("ada@acme.test")).filter((one) =>
      JSON.stringify(one).includes("Held"),
    );
    expect(subjects).toHaveLength(1);
  }, 180_000);
});

/** One address in front of two processes, as a balancer has it: clients hold nothing of one of them. */
describe.runIf(postgresUrl)("the clients' work goes on at another replica", () => {
  let google: SandboxGoogle;
  let drop: () => Promise<void>;
  let one: GatewayProcess;
  let two: GatewayProcess;
  beforeAll(async () => {
    const port = await freePort();
    const publicUrl = `http://localhost:${port}`;
    google = await startSandboxGoogle({ redirectUris: [`${publicUrl}/integrations/google/callback`] });
    const database = await makePostgres();
    drop = database.drop;
    const shared = { databaseUrl: database.url, publicUrl, google: registered(google) };
    one = await spawnGateway({ ...shared, port });
    two = await spawnGateway(shared);
  }, 120_000);
  afterAll(async () => {
    await Promise.all([one?.kill(), two?.kill()]);
    await google?.close();
    await drop?.();
  });

  test("token and OAuth clients of both eras, a session, a question, an approval, a call that waits", async () => {
    const work = await begin(one.url, await one.person());
    const held = await inTheMiddle(one.url, work.api, "Elsewhere");
    // A person's word at the second replica reaches the call that waits at the first.
    const workspace = work.cookie.session.workspace.id;
    const decided = await fetch(
      `${two.url}/api/workspaces/${workspace}/approvals/${held.approval}/decision`,
      {
        method: "POST",
        headers: {
          cookie: work.cookie.cookie,
          "x-valetkey-csrf": work.cookie.session.csrf,
          "content-type": "application/json",
        },
        body: JSON.stringify({ decision: "approve" }),
      },
    );
    expect(decided.status).toBe(200);
    expect(await held.ended).toBe("answered");
    await held.close();
    const waiting = await inTheMiddle(one.url, work.api, "Cut off");
    await one.kill();
    expect(await waiting.ended).toBe("cut");
    await waiting.close();
    await goOn(two.url, work);
    const refreshed = await fetch(`${two.url}/oauth/token`, {
      method: "POST",
      body: new URLSearchParams({
        grant_type: "refresh_token",
        refresh_token: work.oauth.tokens?.refresh_token ?? "",
        client_id: work.oauth.clientId ?? "",
      }),
    });
    expect(refreshed.status).toBe(200);
    const { access_token } = (await refreshed.json()) as { access_token: string };
    expect((await mcpWith(two.url, access_token)).status).toBe(200);
    expect(askedFor(await callOnce(two, work.api, mail("Cut off")))).toBe(waiting.approval);
  }, 180_000);
});
