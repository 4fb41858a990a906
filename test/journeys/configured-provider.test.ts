import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { createApp } from "../../gateway/app.ts";
import { loadConfig } from "../../gateway/config.ts";
import { type SandboxOidc, startSandboxOidc } from "../sandbox/oidc.ts";
import { type Agent, connectAgent } from "../support/agent.ts";
import { freePort } from "../support/free-port.ts";
import { startGateway, type TestGateway } from "../support/gateway.ts";
import { auditRows, until } from "../support/look.ts";

/** A company's OpenID provider, known to the gateway by nothing but a file and two variables. */
const folder = mkdtempSync(join(tmpdir(), "valetkey-providers-"));
const file = join(folder, "providers.json");
const TOOL = "acme_id_get_account";
const opened: { close(): Promise<unknown> }[] = [];
let oidc: SandboxOidc;
let gateway: TestGateway;

const definition = (more: object = {}) => ({
  id: "acme_id",
  title: "Acme ID",
  description: "People of Acme.",
  issuer: oidc.issuer,
  discovery: true,
  authorization_params: { prompt: "consent" },
  identity_scopes: ["openid", "email", "profile", "offline_access"],
  refresh_token_expected: true,
  identity: { label: ["name", "email"] },
  sandbox: true,
  ...more,
});
const define = (...definitions: object[]) => writeFileSync(file, JSON.stringify(definitions));
const environment = () => ({
  PROVIDERS_FILE: file,
  ACME_ID_CLIENT_ID: oidc.clientId,
  ACME_ID_CLIENT_SECRET: oidc.clientSecret,
});

beforeAll(async () => {
  const port = await freePort();
  oidc = await startSandboxOidc({
    redirectUris: [`http://localhost:${port}/integrations/acme_id/callback`],
    users: [
      { sub: "ada-1", email: "ada@acme.test", name: "Ada Lindqvist" },
      { sub: "ben-2", email: "ben@acme.test", name: "Ben Okafor" },
    ],
  });
  define(definition());
  gateway = await startGateway({ port, env: environment(), jobs: true });
});
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
  oidc.setAccessTokenSeconds(3_600);
});
afterAll(async () => {
  await gateway?.close();
  await oidc?.close();
  rmSync(folder, { recursive: true });
});

const connected = (email = "ada@acme.test") => gateway.owner.connect({ service: "acme_id", email });
async function agentOf(): Promise<Agent> {
  const { value } = await gateway.owner.newToken({ name: "agent" });
  const agent = await connectAgent(gateway.url, value, "acme_id");
  opened.push(agent);
  return agent;
}
const connectors = async () =>
  (await gateway.owner.api("GET", "/connectors")).connectors.filter(
    (one: { provider: string; connected: boolean }) => one.provider === "acme_id",
  );

describe("a provider that the operator has defined", () => {
  test("is offered like those that are built in", async () => {
    const { providers } = await gateway.owner.api("GET", "/catalog");
    expect(providers).toContainEqual(
      expect.objectContaining({ id: "acme_id", title: "Acme ID", configured: true }),
    );
  });

  test("is granted, called by an agent, renewed and revoked", async () => {
    oidc.setAccessTokenSeconds(2);
    const done = await connected();
    expect(done.status, JSON.stringify(done.body)).toBe(200);
    const agent = await agentOf();
    const [tool] = await agent.tools();
    expect(tool).toMatchObject({
      name: TOOL,
      title: "Whose account is connected",
      annotations: { readOnlyHint: true },
    });

    const first = await agent.call(TOOL);
    expect(first.isError, first.text).toBe(false);
    expect(first.structured).toMatchObject({
      id: "ada-1",
      label: "Ada Lindqvist ada@acme.test",
      fields: { sub: "ada-1", email: "ada@acme.test", email_verified: true, name: "Ada Lindqvist" },
    });
    expect(first.text).toContain("Ada Lindqvist ada@acme.test (id ada-1)");

    const before = oidc.counts();
    oidc.expireAllAccessTokens();
    const renewed = await agent.call(TOOL);
    expect(renewed.structured).toMatchObject({ id: "ada-1" });
    expect(oidc.counts().refreshed).toBeGreaterThan(before.refreshed);
    expect(oidc.counts()).toMatchObject({ familiesRevoked: 0, invalidGrant: before.invalidGrant });

    expect(oidc.liveTokens().refresh).toBe(1);
    await gateway.owner.api("DELETE", "/integrations/acme_id");
    const refused = await agent.call(TOOL);
    expect(refused.isError).toBe(true);
    expect(refused.error).toMatchObject({ error: "connection_required" });
    await until(
      () => oidc.liveTokens(),
      ({ access, refresh }) => access === 0 && refresh === 0,
      15_000,
    );
    const rows = await auditRows(gateway, { type: "upstream.revoked" });
    expect(rows[0]).toMatchObject({ data: { provider: "acme_id" } });
  });

  test("names the account and keeps two of them apart", async () => {
    await connected("ada@acme.test");
    await connected("ben@acme.test");
    const accounts = (await connectors()).map((one: { account: string }) => one.account);
    expect(accounts).toEqual(
      expect.arrayContaining(["Ada Lindqvist ada@acme.test", "Ben Okafor ben@acme.test"]),
    );
  });

  test("says what is wrong when the person declines", async () => {
    const denied = await gateway.owner.connect({ service: "acme_id", email: "ada@acme.test", deny: true });
    expect(denied.body).toMatchObject({ code: "consent_denied", service: "acme_id" });
  });

  test("keeps the client's secret out of logs, audit and answers", async () => {
    const seen = [
      gateway.logLines,
      await auditRows(gateway),
      await connectors(),
      await gateway.owner.api("GET", "/catalog"),
    ];
    expect(JSON.stringify(seen)).toContain("acme_id");
    expect(JSON.stringify(seen)).not.toContain(oidc.clientSecret);
  });
});

describe("a file that is wrong stops the start with one line", () => {
  const start = async (env: Record<string, string> = environment()): Promise<string> => {
    try {
      await (await createApp({ ...loadConfig(env), inMemory: true })).close();
      return "started";
    } catch (error) {
      return String(error);
    }
  };

  test.each<[string, () => object, string]>([
    [
      "an address without https",
      () => ({ sandbox: false }),
      "ConfigError: PROVIDERS_FILE is not valid: entry 1 (acme_id), field issuer: must be https: http is for localhost with sandbox set to true",
    ],
    [
      "a built-in name",
      () => ({ id: "google" }),
      "ConfigError: PROVIDERS_FILE is not valid: entry 1 (google), field id: is the name of something built in",
    ],
    [
      "an issuer that calls itself otherwise",
      () => ({ issuer: oidc.issuer.replace("127.0.0.1", "localhost") }),
      "ConfigError: PROVIDERS_FILE is not valid: entry acme_id, field issuer: differs from the issuer that its metadata names",
    ],
    [
      "an issuer that is not there",
      () => ({ issuer: "http://127.0.0.1:9" }),
      "ConfigError: PROVIDERS_FILE is not valid: entry acme_id, field discovery: the issuer's metadata could not be read",
    ],
  ])("%s", async (_, change, line) => {
    define(definition(change()));
    expect(await start()).toContain(line);
  });

  test("a file that is not there", async () => {
    expect(await start({ PROVIDERS_FILE: join(folder, "none.json") })).toBe(
      "ConfigError: PROVIDERS_FILE cannot be read (ENOENT)",
    );
  });

  test("half a client", async () => {
    define(definition());
    expect(await start({ PROVIDERS_FILE: file, ACME_ID_CLIENT_ID: "x" })).toContain(
      "ACME_ID_CLIENT_SECRET is missing although ACME_ID_CLIENT_ID is set",
    );
  });
});
