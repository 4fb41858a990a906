import {
  createReadStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { generateX25519Identity, identityToRecipient } from "age-encryption";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { LEFT_OUT, openDatabase, restoreDatabase } from "../../../gateway/db/index.ts";
import { openOperator } from "../../../gateway/operator.ts";
import { rawCall } from "../../../test/support/agent.ts";
import { makePostgres, postgresUrl, snapshot } from "../../../test/support/database.ts";
import { startGateway, TEST_VAULT_KEYS, type TestGateway } from "../../../test/support/gateway.ts";
import { program } from "../../../test/support/program.ts";
import { run } from "../run.ts";
import { FORMAT, frame, unframe } from "./format.ts";
import { opening } from "./seal.ts";

/** A gateway with a connection goes into a file and comes out of it elsewhere, and its agents call on. */

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 }); // processes and key derivation, on slow machines too
const directory = mkdtempSync(join(tmpdir(), "valetkey-backup-"));
const dataDir = join(directory, "data");
const file = join(directory, "whole.age");
const identity = join(directory, "identity");
const secret = join(directory, "passphrase");
const PASSPHRASE = "correct horse battery staple";
const here = postgresUrl ? {} : { DATA_DIR: dataDir };

let gateway: TestGateway;
let databaseUrl: string | undefined;
let drop: (() => Promise<void>) | undefined;
let operator: { close(): Promise<void> } | undefined;
let token = "";
let connector = "";

async function outcome(url: string, by: string): Promise<string> {
  const text = await (await rawCall(url, by, "gmail_list_labels", {})).text();
  return text.includes("INBOX") ? "INBOX" : text;
}
/** As the gateway is configured, keys and all. */
const configured = () => ({ ...here, DATABASE_URL: databaseUrl, VAULT_KEYS: TEST_VAULT_KEYS });
let recipient = "";
const within = (env: Record<string, string | undefined>, ...argv: string[]) => {
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
  return run(argv, io).then((code) => ({ code, ...said }));
};

async function placed(): Promise<{ env: Record<string, string>; drop(): Promise<void> }> {
  if (!postgresUrl) return { env: { DATA_DIR: mkdtempSync(join(directory, "into-")) }, drop: async () => {} };
  const made = await makePostgres();
  return { env: { DATABASE_URL: made.url }, drop: made.drop };
}

beforeAll(async () => {
  writeFileSync(secret, `${PASSPHRASE}\n`, { mode: 0o600 });
  const key = await generateX25519Identity();
  recipient = await identityToRecipient(key);
  writeFileSync(identity, `# made by a test\n${key}\n`);
  mkdirSync(dataDir);
  const made = postgresUrl ? await makePostgres() : undefined;
  ({ url: databaseUrl, drop } = made ?? { url: undefined, drop: undefined });
  gateway = await startGateway({
    env: { DATA_DIR: dataDir, ...(databaseUrl && { DATABASE_URL: databaseUrl }) },
    app: { inMemory: false, snapshot: undefined },
  });
  if (!databaseUrl)
    operator = await openOperator({ ...gateway.app, publicUrl: gateway.url, directory: dataDir });
  const { owner } = gateway;
  ({ value: token } = await owner.newToken({ agent: await owner.newAgent("Reader") }));
  const done = await owner.authorize({ email: "ada@acme.test", tools: ["gmail_list_labels"] });
  connector = done.body.connector.slug;
  expect(await outcome(gateway.url, token)).toBe("INBOX");
});
afterAll(async () => {
  await operator?.close();
  await gateway?.close();
  await drop?.();
  rmSync(directory, { recursive: true, force: true });
});

test("from the running gateway: one file for its owner alone, without a key in it", async () => {
  const { code, out } = await program(
    configured(),
    "backup",
    "--json",
    "--recipient",
    recipient,
    "--out",
    file,
  );
  expect(code).toBe(0);
  const told = JSON.parse(out);
  expect(told).toMatchObject({ file, keys_inside: false, sealed_with: "recipients", key_ids: ["k2"] });
  expect(statSync(file)).toMatchObject({ size: told.bytes });
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readdirSync(directory).filter((name) => name.includes("partial"))).toEqual([]);
  expect(await outcome(gateway.url, token)).toBe("INBOX");

  const again = await within(configured(), "backup", "--recipient", recipient, "--out", file, "--json");
  expect(again).toMatchObject({ code: 1, out: "" });
  expect(JSON.parse(again.err).error.message).toContain("it exists already");
  const rows = await gateway.owner.api("GET", "/audit?type=backup.taken");
  expect(rows.events[0]).toMatchObject({
    actor: { kind: "system", label: "operator" },
    data: { keys: false },
  });
  const checked = await within({}, "restore", file, "--check", "--json", "--identity", identity);
  expect(JSON.parse(checked.out)).toMatchObject({ whole: true, format: FORMAT, keys_inside: false });
});

test("into an empty database: the audit log is whole, nobody is signed in, and a tool call works", async () => {
  const { env, drop: away } = await placed();
  const keys = { ...env, VAULT_KEYS: TEST_VAULT_KEYS };
  const restored = await program(keys, "restore", file, "--identity", identity, "--json");
  expect(restored.err).toContain("A backup of ");
  const told = JSON.parse(restored.out);
  expect(told).toMatchObject({ keys_missing: [], audit: [{ slug: "acme", result: "intact" }] });
  const second = await startGateway({
    shared: { google: gateway.google, ...(env.DATABASE_URL && { databaseUrl: env.DATABASE_URL }) },
    env,
    app: { inMemory: false, snapshot: undefined },
  });
  try {
    expect(await outcome(second.url, token)).toBe("INBOX");
    const { connectors } = await second.owner.api("GET", "/connectors");
    expect(connectors).toMatchObject([{ slug: connector, account: "ada@acme.test" }]);
    expect((await gateway.owner.fetch("/api/session")).status).toBe(200);
    const old = await fetch(`${second.url}/api/session`, { headers: { cookie: gateway.owner.cookie } });
    expect(old.status).toBe(401);
    const { events } = await second.owner.api("GET", "/audit?type=backup.restored");
    expect(events[0].data).toMatchObject({ rows: told.rows });
    expect((await second.owner.api("POST", "/audit/verify")).result).toBe("intact");
  } finally {
    await second.app.close();
  }
  const twice = await within(keys, "restore", file, "--identity", identity);
  expect(twice).toMatchObject({
    code: 1,
    out: "",
    err: expect.stringContaining("The database is not empty"),
  });
  await away();
});

test("from one kind of database into the other, by a passphrase, with the keys", async () => {
  const other = join(directory, "passphrase.age");
  const made = await within(
    configured(),
    "backup",
    "--out",
    other,
    "--passphrase-file",
    secret,
    "--with-keys",
  );
  expect(made).toMatchObject({
    code: 0,
    out: `${other}\n`,
    err: expect.stringContaining("The vault's keys are inside"),
  });
  const into = join(directory, "embedded");
  const restored = await within({ DATA_DIR: into, VALETKEY_BACKUP_PASSPHRASE: PASSPHRASE }, "restore", other);
  expect(restored).toMatchObject({ code: 0, out: expect.stringContaining("The audit log is intact") });
  expect(readFileSync(join(into, "vault.key"), "utf8").trim()).toBe(TEST_VAULT_KEYS);
  expect(statSync(join(into, "vault.key")).mode & 0o777).toBe(0o600);
  const said = `${made.out}${made.err}${restored.out}${restored.err}`;
  expect(said).not.toContain(TEST_VAULT_KEYS.slice(3, 20));
  expect(said).not.toContain(PASSPHRASE);
  const database = await openDatabase({ dataDir: into });
  const { rows } = await database.system.query("SELECT slug FROM connectors");
  await database.close();
  expect(rows).toEqual([{ slug: connector }]);
  writeFileSync(join(directory, "wrong"), "another passphrase");
  const wrong = await within({}, "restore", other, "--check", "--passphrase-file", join(directory, "wrong"));
  expect(wrong).toMatchObject({ code: 4, out: "", err: expect.stringContaining("It does not open") });
  // No gateway runs there: the same command opens the database itself, and misses nothing.
  const stopped = await within(
    { DATA_DIR: into },
    "backup",
    "--recipient",
    recipient,
    "--out",
    join(directory, "s.age"),
  );
  expect(stopped).toMatchObject({ code: 0, err: expect.stringContaining("A restore also needs: k2") });
});

test.skipIf(postgresUrl)(
  "a file that is not whole restores nothing: another identity, a changed byte, a cut end, no backup",
  async () => {
    const bytes = readFileSync(file);
    const changed = Buffer.from(bytes);
    changed[changed.length - 40]! ^= 1;
    const strange = join(directory, "strange");
    writeFileSync(strange, await generateX25519Identity());
    const cases: [string, Buffer, string, number][] = [
      ["damaged or cut short", changed, identity, 1],
      ["damaged or cut short", bytes.subarray(0, bytes.length - 20), identity, 1],
      ["damaged or cut short", bytes.subarray(0, 500), identity, 1],
      ["does not open", bytes, strange, 4],
      ["is not a backup", Buffer.from("PK\u0003\u0004"), identity, 1],
    ];
    for (const [why, content, key, code] of cases) {
      const path = join(directory, "hostile.age");
      const into = join(directory, "hostile");
      writeFileSync(path, content);
      const done = await within({ DATA_DIR: into }, "restore", path, "--identity", key);
      expect(done, why).toMatchObject({ code, out: "", err: expect.stringContaining(why) });
      expect(existsSync(join(into, "pgdata")), why).toBe(false);
    }
    expect((await within({}, "restore", join(directory, "none"), "--identity", identity)).code).toBe(5);
    const untold = await within({}, "restore", file);
    expect(untold).toMatchObject({ code: 2, err: expect.stringContaining("--passphrase-file") });
    writeFileSync(strange, "short");
    const short = await within(
      configured(),
      "backup",
      "--out",
      join(directory, "x"),
      "--passphrase-file",
      strange,
    );
    expect(short).toMatchObject({ code: 2, err: expect.stringContaining("at least 12 characters") });
    const odd = await within(configured(), "backup", "--out", join(directory, "x"), "--recipient", "age1xyz");
    expect(odd).toMatchObject({ code: 2, err: expect.stringContaining("is not a recipient") });
  },
);

/** Lines as `restoreDatabase` takes them. */
async function* lines(...all: unknown[]): AsyncGenerator<string> {
  for (const line of all) yield typeof line === "string" ? line : JSON.stringify(line);
}

test.skipIf(postgresUrl)(
  "nothing in a file chooses where it goes: names that it made up, rows too many, another version's tables",
  async () => {
    const plain: string[] = [];
    const unseal = await opening({ out() {}, err() {}, env: {} }, { identity: [identity] });
    const opened = await unframe(await unseal(createReadStream(file)));
    for await (const line of opened.lines) plain.push(line);
    const [first = "", ...rest] = plain;
    const header = JSON.parse(first);
    const { rows: there } = await gateway.app.database.system.query(
      "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1",
    );
    const named: string[] = header.tables.map(({ name }: { name: string }) => name);
    expect([...named, ...LEFT_OUT].sort()).toEqual(there.map(({ name }) => name));
    const attempt = (...all: unknown[]) =>
      restoreDatabase(lines(...all), { snapshot }).then(
        () => "restored",
        (error: Error) => `${error.constructor.name}: ${error.message}`,
      );
    const tables = (name: string) => ({ ...header, tables: [{ name, columns: ["id"] }] });
    for (const name of ["../../etc/passwd", 'users"; DROP TABLE users; --', "sessions"])
      expect(
        await attempt(tables(name), { table: name }, '[{"id":"x"}]', { done: { tables: 1, rows: 1 } }),
      ).toMatch(/^RestoreRefused: It has a table/);
    expect(await attempt(first, ...rest.slice(0, -1))).toMatch(/^RestoreRefused: It is damaged/);
    expect(await attempt(first, ...rest, rest.at(-1))).toMatch(/^RestoreRefused: It is damaged/);
    expect(await attempt(first, { table: "users" }, '[{"id":1}]', ...rest)).toMatch(
      /^RestoreRefused: It is damaged/,
    );
    expect(
      await attempt(
        { ...header, migrations: [...header.migrations, { name: "2030_later", checksum: "0" }] },
        ...rest,
      ),
    ).toMatch(/another version/);
    expect(await attempt("not json")).toMatch(/does not begin as a backup/);
  },
);

test("the frame tells what does not fit its end", async () => {
  const made: Buffer[] = [];
  const head = {
    format: FORMAT,
    made_at: "2026-11-21T00:00:00Z",
    version: "0",
    public_url: "x",
    database: "embedded",
    key_ids: [],
  } as const;
  for await (const chunk of frame({ ...head, key_ids: [] }, lines("a", "b"), () => {})) made.push(chunk);
  const read = async (text: string) => {
    const found: string[] = [];
    for await (const line of (await unframe(Readable.from([Buffer.from(text)]))).lines) found.push(line);
    return found;
  };
  const whole = Buffer.concat(made).toString();
  expect(await read(whole)).toEqual(["a", "b"]);
  for (const broken of [
    whole.replace("\na\n", "\n"),
    whole.replace("\na\n", "\nA\n"),
    whole.slice(0, -1),
    whole.replace(/\{"lines.*\n/, ""),
  ])
    await expect(read(broken)).rejects.toThrow("damaged or cut short");
  await expect(read(whole.replace(FORMAT, "valetkey-backup/2"))).rejects.toThrow("and this version reads");
});
