import { randomBytes } from "node:crypto";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { loadConfig } from "../../../gateway/config.ts";
import { openOperator } from "../../../gateway/operator.ts";
import { postgresUrl } from "../../../test/support/database.ts";
import { startGateway, type TestGateway } from "../../../test/support/gateway.ts";
import { run } from "../run.ts";
import { checkProxy, checkTls } from "./address.ts";
import { clock } from "./data.ts";
import type { Finding } from "./finding.ts";
import { checkProviders } from "./providers.ts";

/** What the doctor says of a gateway that is well, of one that does not run, and of each thing that can be wrong. */

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });
const directory = mkdtempSync(join(tmpdir(), "valetkey-doctor-"));
const dataDir = join(directory, "data");
const keyFile = join(dataDir, "vault.key");
let gateway: TestGateway;
let operator: { close(): Promise<void> };

async function examined(env: Record<string, string>, ...argv: string[]) {
  const said = { out: "", err: "" };
  const io = {
    out(text: string | Uint8Array) {
      said.out += text;
    },
    err(text: string) {
      said.err += text;
    },
    env,
  };
  const code = await run(["doctor", "--json", ...argv], io);
  const { findings } = JSON.parse(said.out) as { findings: Finding[] };
  const of = (check: string) => {
    const found = findings.filter((finding) => finding.check === check);
    return found.map(({ level, message }) => `${level}: ${message}`).join(" | ");
  };
  for (const { level, next } of findings) expect(level === "ok" || Boolean(next)).toBe(true);
  return { code, of, findings };
}

/** The gateway of these tests holds an embedded database. */
const embedded = test.skipIf(postgresUrl !== undefined);
beforeAll(async () => {
  if (postgresUrl) return;
  gateway = await startGateway({
    env: { DATA_DIR: dataDir, VAULT_KEYS: "" },
    app: { inMemory: false, snapshot: undefined },
  });
  await gateway.owner.authorize({ email: "ada@acme.test", tools: ["gmail_list_labels"] });
  operator = await openOperator({ ...gateway.app, publicUrl: gateway.url, directory: dataDir });
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

embedded("a gateway that runs is asked, and is well", async () => {
  const env = { DATA_DIR: dataDir, PUBLIC_URL: gateway.url };
  const { code, of } = await examined(env);
  expect(of("database")).toMatch(/^ok: The gateway runs and holds/);
  expect(of("keys")).toBe("ok: The vault's keys open what they sealed (2 rows tried).");
  expect(of("public_url")).toBe(`ok: ${gateway.url} leads to a gateway.`);
  for (const check of [
    "configuration",
    "data_dir",
    "data_dir_mode",
    "key_file",
    "readiness",
    "clock",
    "tls",
    "apps",
  ])
    expect(`${check} ${of(check)}`).toMatch(/^\w+ ok: /);
  expect(code).toBe(0);
  // Whoever asks need not know where it is; what is set here and is not what runs is told.
  const unknown = await examined({ DATA_DIR: dataDir });
  expect([unknown.code, unknown.of("public_url")]).toEqual([0, `ok: ${gateway.url} leads to a gateway.`]);
  const other = await examined({ ...env, PUBLIC_URL: "http://localhost:1" });
  expect(other.of("public_url")).toBe(`ok: ${gateway.url} leads to a gateway.`);
  expect(other.of("configuration_runs")).toBe(
    `warn: The gateway runs with PUBLIC_URL ${gateway.url}; here it is http://localhost:1.`,
  );
});

embedded("provider apps: accepted, refused, and sent back to another place", async () => {
  const { provider, clientId, clientSecret } = gateway.google;
  const asked = async (secret: string, redirect: string) => {
    const env = {
      PUBLIC_URL: gateway.url,
      GOOGLE_CLIENT_ID: clientId,
      GOOGLE_CLIENT_SECRET: secret,
      GOOGLE_REDIRECT_URI: redirect,
    };
    const found = await checkProviders({ ...loadConfig(env), env }, [provider]);
    expect(JSON.stringify(found)).not.toContain(secret);
    return found.map(({ check, level }) => `${check} ${level}`);
  };
  const right = `${gateway.url}/integrations/google/callback`;
  expect(await asked(clientSecret, right)).toEqual(["redirect_uri_google ok", "app_google ok"]);
  expect(await asked("another-secret", "https://old.example/callback")).toEqual([
    "redirect_uri_google warn",
    "app_google fail",
  ]);
  expect(await asked(clientSecret, `${gateway.url}/other`)).toContain("redirect_uri_google warn");
});

embedded(
  "a database that no gateway holds is looked at without changing it; keys that are others, or gone, are found",
  async () => {
    await operator.close();
    // The same gateway, at an address that leads nowhere.
    operator = await openOperator({ ...gateway.app, publicUrl: "http://localhost:1", directory: dataDir });
    const lost = await examined({ DATA_DIR: dataDir });
    expect(lost.code).toBe(1);
    expect(lost.of("public_url")).toMatch(
      /^fail: The gateway runs here, but http:\/\/localhost:1 does not lead to it/,
    );
    await operator.close();
    await gateway.close();
    const env = { DATA_DIR: dataDir, PUBLIC_URL: gateway.url };
    const well = await examined(env, "--offline");
    expect(well.code).toBe(0);
    expect(well.of("database")).toMatch(/^ok: .* answers: PostgreSQL \d+/);
    expect(well.of("migrations")).toBe("ok: Every migration of this version is applied.");
    expect(well.of("keys")).toMatch(/^ok: /);
    expect((await examined(env)).of("public_url")).toMatch(/^warn: Nothing answers at/);

    const own = readFileSync(keyFile, "utf8");
    const [id] = own.split(":");
    writeFileSync(keyFile, `${id}:${randomBytes(32).toString("base64")}\n`);
    expect((await examined(env, "--offline")).of("keys")).toMatch(
      /^fail: Rows do not open with their key: grt_/,
    );
    writeFileSync(keyFile, `other:${randomBytes(32).toString("base64")}\n`);
    expect((await examined(env, "--offline")).of("keys")).toBe(
      `fail: The key ${id} is missing, and 2 rows cannot be opened without it.`,
    );
    writeFileSync(keyFile, own);
    chmodSync(keyFile, 0o644);
    const open = await examined(env, "--offline");
    expect(open.of("key_file")).toMatch(/^fail: The key file may be read by others/);
    expect(open.code).toBe(1);
    rmSync(keyFile);
    expect((await examined(env, "--offline")).of("keys")).toMatch(/^fail: There is no key file/);
  },
);

test("before the first start there is nothing to fear; what is wrongly set is named; a database that is not there too", async () => {
  const fresh = await examined({ DATA_DIR: join(directory, "none") }, "--offline");
  expect([fresh.code, fresh.of("database"), fresh.of("data_dir")]).toEqual([
    0,
    expect.stringMatching(/^warn: There is no database in .* yet/),
    expect.stringMatching(/^warn: There is no /),
  ]);
  const wrong = await examined({ PUBLIC_URL: "http://valetkey.acme.test" });
  expect([wrong.code, wrong.of("configuration")]).toEqual([
    1,
    expect.stringMatching(/^fail: PUBLIC_URL must be https/),
  ]);
  const gone = await examined({ DATABASE_URL: "postgresql://valetkey:canary@127.0.0.1:1/none" }, "--offline");
  expect(gone.of("database")).toBe("fail: 127.0.0.1:1/none does not answer (ECONNREFUSED).");
  expect(JSON.stringify(gone.findings)).not.toContain("canary");
});

test("something else at the address, no TLS, and clocks that differ", async () => {
  const server: Server = createServer((_, response) => void response.end("<html>"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const other = await examined({ DATA_DIR: join(directory, "none"), PUBLIC_URL: url });
  expect(other.of("public_url")).toBe(`fail: ${url} answers, but not as a gateway (HTTP 200).`);
  const { config } = loadConfig({ PUBLIC_URL: url.replace("http:", "https:") });
  expect(await checkTls(config)).toMatchObject([
    { level: "fail", message: expect.stringContaining("No TLS at") },
  ]);
  server.close();
  const proxied = (TRUST_PROXY: string) =>
    checkProxy(loadConfig({ PUBLIC_URL: "https://valetkey.acme.test", TRUST_PROXY }).config).level;
  expect([proxied("0"), proxied("1"), checkProxy(loadConfig({}).config).level]).toEqual(["warn", "ok", "ok"]);
  expect([0, 5_000, -60_000].map((skew) => clock("clock", "theirs", skew).level)).toEqual([
    "ok",
    "warn",
    "fail",
  ]);
});
