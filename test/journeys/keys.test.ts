import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { openOperator } from "../../gateway/operator.ts";
import { seal } from "../../gateway/vault/envelope.ts";
import { run } from "../../tools/cli/run.ts";
import { type SandboxKms, startSandboxKms } from "../sandbox/kms.ts";
import { rawCall } from "../support/agent.ts";
import { findCanaries } from "../support/canaries.ts";
import { makePostgres, postgresUrl } from "../support/database.ts";
import { closeEmulators, type Running, startEmulators } from "../support/emulators.ts";
import { freePort } from "../support/free-port.ts";
import { startGateway, type TestGateway } from "../support/gateway.ts";
import { auditRows, until } from "../support/look.ts";

const READ = ["gmail_search_threads", "gmail_get_thread", "gmail_list_labels"];
const CROWD = "wsp_crowd";

/** `result`, or the error's code. */
async function outcome(url: string, token: string): Promise<string> {
  const response = await rawCall(url, token, "gmail_list_labels", {});
  const text = await response.text();
  const { result } = JSON.parse(/^data: (.*)$/m.exec(text)?.[1] ?? text);
  return result?.isError ? (result._meta?.["valetkey/error"]?.error ?? "unnamed error") : "result";
}

/** One call after another through each gateway, until told to stop. */
function keepCalling(urls: readonly string[], token: string) {
  let over = false;
  const outcomes: string[] = [];
  const lanes = urls.map(async (url) => {
    while (!over) outcomes.push(await outcome(url, token).catch((error: Error) => error.message));
  });
  return {
    more: (n: number) => {
      const from = outcomes.length;
      return until(
        () => outcomes.length - from,
        (got) => got >= n,
        20_000,
      );
    },
    async stop() {
      over = true;
      await Promise.all(lanes);
      return [...new Set(outcomes)];
    },
  };
}

/** Sealed rows of a workspace of their own, so that a rotation takes a while. */
async function crowd({ app }: TestGateway, rows: number, name = "grt_crowd"): Promise<void> {
  const { keys } = app.keys;
  const ids = Array.from({ length: rows }, (_, n) => `${name}_${n}`);
  const bound = (id: string) => ({ workspaceId: CROWD, purpose: `grant:${id}` as const });
  const seals = await Promise.all(ids.map((id) => seal(keys, bound(id), "tokens")));
  await app.database.system.query(
    `INSERT INTO credentials (workspace_id, grant_id, key_id, sealed)
     SELECT $1, u.id, $2, u.sealed FROM unnest($3::text[], $4::bytea[]) AS u (id, sealed)`,
    [CROWD, keys.currentId, ids, seals.map(({ bytes }) => Buffer.from(bytes))],
  );
}

async function command(env: Record<string, string>, ...argv: string[]) {
  const said = { out: "", err: "" };
  const io = {
    out(text: string) {
      said.out += text;
    },
    err(text: string) {
      said.err += text;
    },
    env,
  };
  return { code: await run(["keys", ...argv], io), ...said };
}

/** The command in a process of its own, killed as soon as `when` holds. */
async function killed(env: Record<string, string>, when: (stderr: string) => Promise<boolean> | boolean) {
  const line = ["--no-memory-protection-keys", "tools/cli/main.ts", "keys", "rotate"];
  const child = spawn(process.execPath, line, { env: { PATH: process.env.PATH, ...env } });
  const ended = once(child, "exit");
  let stderr = "";
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  const middle = until(() => child.exitCode !== null || when(stderr), Boolean, 60_000);
  await middle.finally(() => child.kill("SIGKILL"));
  return (await ended)[1] as NodeJS.Signals | null;
}

/** Every row of every table, as text; bytes in hexadecimal. */
async function everything({ app }: TestGateway): Promise<string> {
  const { query } = app.database.system;
  const { rows } = await query(
    "SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = 'public'",
  );
  const dumps = rows.map(({ name }) => query(`SELECT t::text AS row FROM ${name} t`));
  return (await Promise.all(dumps)).flatMap((dump) => dump.rows.map((r) => String(r.row))).join("\n");
}

/** Both as base64 and as the bytes themselves. */
const canariesOf = (entries: string) =>
  entries.split(",").flatMap((entry) => {
    const [name = "", material = ""] = entry.trim().split(":");
    return [
      { name, value: material },
      { name, value: Buffer.from(material, "base64") },
    ];
  });

async function connected(gateway: TestGateway): Promise<string> {
  const { owner } = gateway;
  const { value } = await owner.newToken({ agent: await owner.newAgent("Reader") });
  expect((await owner.authorize({ email: "ada@acme.test", tools: READ })).status).toBe(200);
  expect(await outcome(gateway.url, value)).toBe("result");
  return value;
}

async function keysInUse({ app }: TestGateway): Promise<string[]> {
  const counts = await app.database.system.sealed.count();
  return [...new Set(counts.map(({ keyId }) => keyId))].sort();
}

async function rotatedRows(gateway: TestGateway): Promise<Record<string, unknown>[]> {
  const rows = await auditRows(gateway, { type: "keys.rotated" });
  return rows.map(({ outcome: how, data }) => ({ how, ...data }));
}

describe.skipIf(postgresUrl)("one gateway with a key file", { timeout: 60_000 }, () => {
  const dataDir = mkdtempSync(join(tmpdir(), "valetkey-keys-"));
  const env = { DATA_DIR: dataDir };
  const inFile = () => readFileSync(join(dataDir, "vault.key"), "utf8").trim();
  const idsInFile = () =>
    inFile()
      .split(",")
      .map((entry) => entry.split(":")[0] ?? "");
  let emulators: Running;
  let port: number;
  let token: string;
  let gateway: TestGateway;
  let stop: () => Promise<void>;

  async function start(): Promise<void> {
    gateway = await startGateway({
      port,
      shared: emulators,
      env: { ...env, VAULT_KEYS: "" },
      app: { inMemory: false },
    });
    const operator = await openOperator({ ...gateway.app, publicUrl: gateway.url, directory: dataDir });
    stop = () => operator.close().then(() => gateway.close());
  }
  beforeAll(async () => {
    port = await freePort();
    emulators = await startEmulators(`http://localhost:${port}`, {});
    await start();
    token = await connected(gateway);
    await crowd(gateway, 2_000);
  });
  afterAll(async () => {
    await stop();
    await closeEmulators(emulators);
    rmSync(dataDir, { recursive: true });
  });

  test("calls go on while every row moves to a new key, and the old one can go", async () => {
    const [old = ""] = idsInFile();
    const before = inFile();
    const calls = keepCalling([gateway.url, gateway.url], token);
    await calls.more(5);
    const rotated = await command(env, "rotate");
    expect(rotated).toMatchObject({
      code: 0,
      out: expect.stringContaining("Nothing is sealed with another key."),
    });
    await calls.more(5);
    const removed = await command(env, "remove", old);
    expect(removed.code).toBe(0);
    await calls.more(5);
    expect(await calls.stop()).toEqual(["result"]);

    // Cookies of the old key's time have gone with it.
    expect((await gateway.owner.tryApi("GET", "/connectors")).status).toBe(401);
    await gateway.owner.signIn(await gateway.signInToken(gateway.owner.session.user.id));
    const [to] = idsInFile();
    const counts = { authorizations: 1, secrets: 0 };
    expect(await rotatedRows(gateway)).toEqual([
      { how: "ok", to, from: [old], credentials: 1, ...counts },
      { how: "started", to, from: [old], credentials: null, authorizations: null, secrets: null },
    ]);
    const said = JSON.stringify([rotated, removed, await command(env, "status")]);
    const haystacks = [
      { where: "output", text: said },
      { where: "log", text: gateway.logLines.join("") },
      { where: "database", text: await everything(gateway) },
    ];
    expect(haystacks[2]?.text).toContain(to);
    expect(findCanaries([...canariesOf(before), ...canariesOf(inFile())], haystacks)).toEqual([]);
  });

  test("after a restart with the new key alone everything opens", async () => {
    expect(idsInFile()).toHaveLength(1);
    await stop();
    await start();
    expect(await outcome(gateway.url, token)).toBe("result");
    expect(gateway.logLines.join("")).not.toContain("keys that this gateway does not have");
  });

  test("killed in the middle it loses nothing, and the running gateway goes on where it was", async () => {
    await crowd(gateway, 40_000, "grt_more"); // enough for a word of progress, which comes after two seconds
    await stop();
    const [old = ""] = idsInFile();
    expect(await killed(env, (stderr) => stderr.includes(" rows, "))).toBe("SIGKILL");
    const [made = ""] = idsInFile();
    expect(idsInFile()).toEqual([made, old]);
    await start();
    expect(await keysInUse(gateway)).toEqual([made, old].sort());
    expect(await outcome(gateway.url, token)).toBe("result");
    expect((await command(env, "remove", old)).code).toBe(1);

    expect(await command(env, "rotate")).toMatchObject({
      code: 0,
      out: expect.not.stringContaining("Made the key"),
    });
    expect((await command(env, "remove", old)).code).toBe(0);
    expect(idsInFile()).toEqual([made]);
    expect(await outcome(gateway.url, token)).toBe("result");
  }, 120_000);
});

describe.runIf(postgresUrl)("two gateways with VAULT_KEYS", () => {
  const entry = (id: string) => `${id}:${randomBytes(32).toString("base64")}`;
  const [k1, k2] = [entry("k1"), entry("k2")];
  let database: Awaited<ReturnType<typeof makePostgres>>;
  let emulators: Running;
  let ports: [number, number];
  const gateways: TestGateway[] = [];

  const env = (...keys: string[]) => ({ DATABASE_URL: database.url, VAULT_KEYS: keys.join(",") });
  const startAt = (port: number, keys: string[]) =>
    startGateway({
      port,
      shared: { ...emulators, databaseUrl: database.url },
      env: { VAULT_KEYS: keys.join(","), PUBLIC_URL: `http://localhost:${ports[0]}` },
    });
  /** One after the other, as a rolling deployment does. */
  async function roll(...keys: string[]): Promise<void> {
    for (const [at, port] of ports.entries()) {
      await gateways[at]?.close();
      gateways[at] = await startAt(port, keys);
    }
  }
  beforeAll(async () => {
    ports = [await freePort(), await freePort()];
    database = await makePostgres();
    emulators = await startEmulators(`http://localhost:${ports[0]}`, {});
  });
  afterAll(async () => {
    await Promise.all(gateways.map((gateway) => gateway.close()));
    await closeEmulators(emulators);
    await database.drop();
  });

  test("a new key comes, seals, takes over all rows while calls go on, and the old one goes", async () => {
    await roll(k1);
    const token = await connected(gateways[0]!);
    await crowd(gateways[0]!, 20_000);
    await roll(k1, k2);
    await roll(k2, k1);
    expect((await command(env(k2, k1), "check", "k1")).code).toBe(1);

    const calls = keepCalling(
      gateways.map(({ url }) => url),
      token,
    );
    await calls.more(5);
    const used = () => keysInUse(gateways[0]!);
    expect(await killed(env(k2, k1), async () => (await used()).length > 1)).toBe("SIGKILL");
    expect(await used()).toEqual(["k1", "k2"]);
    const both = await Promise.all([command(env(k2, k1), "rotate"), command(env(k2, k1), "rotate")]);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    await calls.more(5);
    expect(await calls.stop()).toEqual(["result"]);

    expect(await command(env(k2, k1), "check", "k1")).toMatchObject({ code: 0 });
    expect((await command(env(k2, k1), "remove", "k1")).out).toContain("Take it out of VAULT_KEYS");
    await roll(k2);
    for (const { url } of gateways) expect(await outcome(url, token)).toBe("result");
    const text = [
      await everything(gateways[0]!),
      ...gateways.flatMap((g) => g.logLines),
      JSON.stringify(both),
    ];
    const haystack = { where: "database, logs or output", text: text.join("\n") };
    expect(findCanaries(canariesOf(`${k1},${k2}`), [haystack])).toEqual([]);
    const recorded = await rotatedRows(gateways[0]!);
    expect(recorded.at(-1)).toMatchObject({ how: "started", to: "k2", from: ["k1"] });
    const done = recorded.filter(({ how }) => how === "ok").map(({ credentials }) => Number(credentials));
    expect(done.reduce((sum, n) => sum + n, 0)).toBeLessThanOrEqual(1); // the killed run may have had it
    expect(done.length).toBeLessThanOrEqual(recorded.length / 2);
  }, 180_000);
});

describe("a row whose key is not here", () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startGateway();
  });
  afterAll(() => gateway.close());

  test("is answered with key_unknown and nothing else stops", async () => {
    const token = await connected(gateway);
    const { db, system } = gateway.app.database;
    await system.query("UPDATE credentials SET key_id = 'k_elsewhere'");
    await db.channel.publish("keys", { workspace: "", id: "k_elsewhere" });
    await db.channel.settled();
    expect(await outcome(gateway.url, token)).toBe("key_unknown");
    expect(gateway.logLines.join("")).toContain(`The key \\"k_elsewhere\\" is not among the vault's keys.`);
    expect((await gateway.owner.tryApi("GET", "/connectors")).status).toBe(200);
    const ready = await fetch(`${gateway.url}/readyz`);
    expect(await ready.json()).toMatchObject({
      ok: true,
      checks: expect.not.objectContaining({ key_service: true }),
    });
  });
});

// Each test starts gateways of its own.
describe("AWS KMS", { timeout: 90_000 }, () => {
  let kms: SandboxKms;
  beforeAll(async () => {
    vi.stubEnv("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE");
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "a-secret-of-the-sandbox");
    kms = await startSandboxKms();
  });
  afterEach(() => {
    kms.mood = "well";
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await kms.close();
  });
  const env = (arn: string, ...old: string[]) => ({
    KEY_PROVIDER: "aws_kms",
    KMS_KEY_ID: arn,
    KMS_OLD_KEY_IDS: old.join(","),
    KMS_ENDPOINT: kms.endpoint,
    VAULT_KEYS: "",
  });

  test("a person signs in and connects, an agent calls, and no key of the service is in the database", async () => {
    const arn = kms.createKey();
    const gateway = await startGateway({ env: env(arn) });
    const token = await connected(gateway);
    const asked = kms.requests.length;
    expect(await outcome(gateway.url, token)).toBe("result");
    expect(kms.requests).toHaveLength(asked); // the data key is kept
    expect(await (await fetch(`${gateway.url}/readyz`)).json()).toMatchObject({
      checks: { key_service: true },
    });
    const dump = [{ where: "database", text: await everything(gateway) }];
    expect(findCanaries([{ name: "the service's key", value: kms.material(arn) }], dump)).toEqual([]);
    await gateway.close();
  });

  test("when it refuses, nothing new is sealed and the gateway says so", async () => {
    const gateway = await startGateway({ env: env(kms.createKey()) });
    kms.mood = "denied";
    const answer = await gateway.owner.tryApi("GET", "/integrations/google/auth_link");
    expect(answer).toMatchObject({ status: 503, body: { code: "key_service_unavailable" } });
    expect(await (await fetch(`${gateway.url}/readyz`)).json()).toMatchObject({
      ok: false,
      checks: { key_service: false, database: true },
    });
    const shared = { google: gateway.google };
    await expect(startGateway({ shared, env: env(kms.createKey()) })).rejects.toThrow(
      "KMS_KEY_ID cannot be used. The key service said: AccessDeniedException.",
    );
    await gateway.close();
  });

  test.runIf(postgresUrl)(
    "one moves there from VAULT_KEYS, and turns its key, with sessions and grants alive",
    async () => {
      const database = await makePostgres();
      const port = await freePort();
      const emulators = await startEmulators(`http://localhost:${port}`, {});
      const [first, second] = [kms.createKey(), kms.createKey()];
      const local = `k1:${randomBytes(32).toString("base64")}`;
      const start = (more: Record<string, string>) =>
        startGateway({ port, shared: { ...emulators, databaseUrl: database.url }, env: more });
      const told = (more: Record<string, string>, ...argv: string[]) =>
        command({ DATABASE_URL: database.url, ...more }, ...argv);

      const before = { VAULT_KEYS: local, KMS_OLD_KEY_IDS: first, KMS_ENDPOINT: kms.endpoint };
      let gateway = await start(before);
      const { owner } = gateway;
      const token = await connected(gateway);
      for (const [next, left] of [
        [{ ...env(first), VAULT_KEYS: local }, "k1"],
        [env(first, second), undefined],
        [env(second, first), first],
      ] as const) {
        await gateway.close();
        gateway = await start(next);
        expect((await owner.tryApi("GET", "/connectors")).status).toBe(200);
        await owner.signIn(await gateway.signInToken(owner.session.user.id)); // a cookie of the key that seals now
        expect((await told(next, "rotate")).code).toBe(0);
        if (left) expect((await told(next, "remove", left)).code).toBe(0);
        expect(await outcome(gateway.url, token)).toBe("result");
      }
      await gateway.close();
      kms.setState(first, "PendingDeletion");
      gateway = await start(env(second));
      expect(await outcome(gateway.url, token)).toBe("result");
      await gateway.close();
      await closeEmulators(emulators);
      await database.drop();
    },
  );
});
