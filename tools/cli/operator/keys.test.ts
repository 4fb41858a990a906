import { randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openAudit, queryAudit } from "../../../gateway/audit/index.ts";
import { type Database, openDatabase } from "../../../gateway/db/index.ts";
import { openIdentity } from "../../../gateway/identity/index.ts";
import { openLog } from "../../../gateway/log.ts";
import { openOperator } from "../../../gateway/operator.ts";
import { seal, unseal } from "../../../gateway/vault/envelope.ts";
import { type LoadedKeys, loadKeys } from "../../../gateway/vault/index.ts";
import { noGrants, runCommand } from "../../../test/support/command.ts";
import { run } from "../run.ts";

const directory = mkdtempSync(join(tmpdir(), "valetkey-keys-"));
const dataDir = join(directory, "data");
const keyFile = join(dataDir, "vault.key");
const source = { vaultKeys: undefined, dataDir, embedded: true };
const grant = (n: number) => ({ workspaceId, purpose: `grant:grt_${n}` as const });
let workspaceId = "";

const tool = (...argv: string[]) => runCommand(run, dataDir, ["keys", ...argv]);
const idsInFile = () =>
  readFileSync(keyFile, "utf8")
    .trim()
    .split(",")
    .map((entry) => entry.split(":")[0]);

async function withDatabase<T>(work: (database: Database, keys: LoadedKeys) => Promise<T>): Promise<T> {
  const database = await openDatabase({ dataDir });
  return work(database, await loadKeys(source)).finally(() => database.close());
}

/** A gateway's rooms with its operator's socket. */
async function withGateway(work: (database: Database, keys: LoadedKeys) => Promise<unknown>): Promise<void> {
  await withDatabase(async (database, keys) => {
    const identity = openIdentity({
      ...database,
      cookieKeys: keys.keys.derive("session-cookie"),
      clock: Date.now,
    });
    const audit = openAudit({ db: database.db, clock: Date.now, log: console });
    const log = openLog("silent");
    const parts = {
      database,
      identity,
      audit,
      log,
      keys,
      publicUrl: "http://localhost:1",
      directory: dataDir,
    };
    const operator = await openOperator({ ...parts, grants: noGrants });
    await work(database, keys).finally(async () => {
      await operator.close();
      await audit.close();
    });
  });
}

async function put({ system }: Database, { keys }: LoadedKeys, from: number, to: number): Promise<void> {
  const numbers = Array.from({ length: to - from }, (_, i) => from + i);
  const rows = await Promise.all(numbers.map((n) => seal(keys, grant(n), `tokens ${n}`)));
  await system.query(
    `INSERT INTO credentials (workspace_id, grant_id, key_id, sealed)
     SELECT $1, u.id, $2, u.sealed FROM unnest($3::text[], $4::bytea[]) AS u (id, sealed)`,
    [
      workspaceId,
      keys.currentId,
      numbers.map((n) => `grt_${n}`),
      rows.map(({ bytes }) => Buffer.from(bytes)),
    ],
  );
}

async function opens({ system }: Database, { keys }: LoadedKeys, n: number): Promise<string> {
  const { rows } = await system.query("SELECT key_id, sealed FROM credentials WHERE grant_id = $1", [
    `grt_${n}`,
  ]);
  return unseal(keys, grant(n), { keyId: String(rows[0]?.key_id), bytes: rows[0]?.sealed as Uint8Array });
}

beforeAll(() =>
  withDatabase(async (database) => {
    const { people } = openIdentity({ ...database, cookieKeys: [], clock: Date.now });
    ({ workspaceId } = await people.bootstrap({ workspaceName: "Acme", ownerEmail: "owner@acme.test" }));
  }),
);
const emptied = () => withDatabase(({ system }) => system.query("DELETE FROM credentials"));
afterAll(() => rmSync(directory, { recursive: true }));

describe("with the gateway stopped", () => {
  beforeEach(emptied);

  test("rotate makes a key, moves every row and keeps the old key until it is removed", async () => {
    const [first] = idsInFile();
    await withDatabase((database, keys) => put(database, keys, 0, 3));
    const rotated = await tool("rotate");
    const [made, ...kept] = idsInFile();
    expect(rotated).toMatchObject({ code: 0, err: "" });
    expect(rotated.out).toContain(
      `Made the key ${made}; back the key file up again.\n3 rows moved to ${made}`,
    );
    expect(kept).toContain(first);

    expect((await tool("status")).out).toMatch(new RegExp(`${made} .*current`));
    expect(await tool("check", first!)).toEqual({
      code: 0,
      out: `Nothing uses ${first}. It may be removed.\n`,
      err: "",
    });
    expect(idsInFile()).toContain(first);
    expect((await tool("remove", first!)).out).toContain(`${first} is out of the key file.`);
    expect(idsInFile()).toEqual([made]);
    await withDatabase(async (database, keys) => expect(await opens(database, keys, 2)).toBe("tokens 2"));
  });

  test("a rotation that was stopped goes on with the key it had made", async () => {
    await withDatabase((database, keys) => put(database, keys, 0, 300));
    const before = idsInFile();
    const stop = new AbortController();
    const io = { out: () => {}, err: () => {}, env: { DATA_DIR: dataDir }, signal: stop.signal };
    stop.abort();
    expect(await run(["keys", "rotate"], io)).toBe(1);
    const [made] = idsInFile();
    expect(idsInFile()).toEqual([made, ...before]);
    const again = await tool("rotate");
    expect(again).toMatchObject({
      code: 0,
      out: expect.stringContaining(`300 rows moved to ${made}`),
    });
    expect(again.out).not.toContain("Made the key");
    expect(idsInFile()[0]).toBe(made);
  });

  test("a key in use, the current key and a key nobody has are told apart", async () => {
    await withDatabase((database, keys) => put(database, keys, 0, 2));
    const [current] = idsInFile();
    const isCurrent = {
      code: 1,
      out: `${current} is the current key: everything new is sealed with it.\n`,
      err: "",
    };
    expect(await tool("remove", current!)).toEqual(isCurrent);
    await withDatabase(async ({ system }, keys) => {
      await keys.keyFile!.add();
      await system.query("UPDATE credentials SET key_id = 'k_gone' WHERE grant_id = 'grt_1'");
    });
    for (const command of ["check", "remove"]) {
      expect(await tool(command, current!)).toMatchObject({
        code: 1,
        out: `${current} still seals 1 row: credentials 1. Move them: valetkey keys rotate.\n`,
      });
    }
    expect(idsInFile()).toContain(current);
    const { code, out } = await tool("status");
    expect(code).toBe(1);
    expect(out).toMatch(/k_gone .*MISSING: 1 row cannot be opened/);
    const rotated = await tool("rotate");
    expect(rotated).toMatchObject({
      code: 1,
      out: expect.stringContaining("Left: 1 row. Their keys are missing"),
    });
  });
});

describe("with the gateway running", () => {
  beforeEach(emptied);

  test("it does the work: the new key seals at once, and the old one goes from it too", () =>
    withGateway(async (database, keys) => {
      await put(database, keys, 0, 600);
      const old = keys.keys.currentId;
      const rotated = await tool("rotate");
      expect(rotated.code).toBe(0);
      expect(keys.keys.currentId).toBe(idsInFile()[0]);
      expect(keys.keys.currentId).not.toBe(old);
      expect(await opens(database, keys, 599)).toBe("tokens 599");
      expect(keys.keys.knows(old)).toBe(true);
      expect((await tool("remove", old)).code).toBe(0);
      expect(keys.keys.knows(old)).toBe(false);
      expect(await opens(database, keys, 0)).toBe("tokens 0");

      const { people } = openIdentity({ ...database, cookieKeys: [], clock: Date.now });
      const who = people.systemPrincipal(workspaceId, "test");
      const { events } = await queryAudit(database.db, who, { page_size: 2, direction: "older" });
      const data = { to: keys.keys.currentId, from: [old], credentials: 600, authorizations: 0, secrets: 0 };
      expect(events[0]).toMatchObject({
        type: "keys.rotated",
        outcome: "ok",
        actor: { kind: "system", label: "operator" },
        data,
      });
      expect(events[1]).toMatchObject({ type: "keys.rotated", outcome: "started" });
    }));

  test("its keys are shown without a byte of them", () =>
    withGateway(async (database, keys) => {
      await put(database, keys, 0, 2);
      const material = readFileSync(keyFile, "utf8")
        .trim()
        .split(",")
        .map((entry) => entry.split(":")[1]!);
      const said = [
        await tool("status"),
        await tool("status", "--json"),
        await tool("rotate"),
        await tool("status"),
      ];
      for (const key of material) expect(JSON.stringify(said)).not.toContain(key.slice(0, 12));
      const { keys: states } = JSON.parse(said[1]!.out);
      expect(states[0]).toMatchObject({
        current: true,
        here: true,
        rows: { credentials: 2, vault_roots: 0 },
      });
    }));

  test("two at once: one does it, the other is told", () =>
    withGateway(async (database, keys) => {
      await put(database, keys, 0, 600);
      const before = idsInFile().length;
      const codes = await Promise.all([tool("rotate"), tool("rotate")]);
      expect(codes.map(({ code }) => code).sort()).toEqual([0, 1]);
      expect(codes.find(({ code }) => code === 1)?.err).toContain("A rotation is running");
      expect(idsInFile()).toHaveLength(before + 1);
    }));

  test("whoever interrupts the command stops the rotation, and the next one goes on", () =>
    withGateway(async (database, keys) => {
      await put(database, keys, 0, 8_000);
      const stop = new AbortController();
      const said: string[] = [];
      const io = { out: () => {}, err: (text: string) => void said.push(text), env: { DATA_DIR: dataDir } };
      const running = run(["keys", "rotate"], { ...io, signal: stop.signal });
      while ((await database.system.sealed.count()).length < 2) await new Promise((go) => setTimeout(go, 5));
      stop.abort();
      expect(await running).toBe(130);
      expect(said.join("")).toContain("run it again to go on");
      const made = keys.keys.currentId;
      let again = await tool("rotate");
      while (again.err.includes("is running")) again = await tool("rotate");
      expect(again.code).toBe(0);
      expect(keys.keys.currentId).toBe(made);
      expect((await database.system.sealed.count()).map(({ keyId }) => keyId)).toEqual([made]);
    }));
});

describe("calls that make nothing", () => {
  test("new prints a key that may go into VAULT_KEYS, and writes nothing", async () => {
    const before = readFileSync(keyFile, "utf8");
    const { code, out } = await tool("new");
    expect(code).toBe(0);
    const vaultKeys = `${out.trim()},${`k1:${randomBytes(32).toString("base64")}`}`;
    expect((await loadKeys({ ...source, vaultKeys })).keys.ids).toHaveLength(2);
    expect(readFileSync(keyFile, "utf8")).toBe(before);
  });

  test.each([
    [[], "Usage:"],
    [["status", "k1", "k2"], "too many arguments"],
    [["toString"], "unknown command"],
    [["rotate", "k1"], "too many arguments"],
    [["check"], "missing required argument"],
    [["remove"], "missing required argument"],
    [["status", "--wrong"], "unknown option"],
    [["status", "--data-dir", join(directory, "none")], "There is no database", 5],
    [["status", "--env-file", join(directory, "none")], "There is no file"],
  ])("%j", async (argv, why, exit = 2) => {
    const { code, out, err } = await tool(...argv);
    expect({ code, out }).toEqual({ code: exit, out: "" });
    expect(err).toContain(why);
  });

  test("a key that nobody has and a directory without keys are said to be that, and no key is made", async () => {
    expect((await tool("check", "k_typo")).out).toBe("Nothing uses k_typo. This gateway does not have it.\n");
    const bare = join(directory, "bare");
    await (await openDatabase({ dataDir: bare })).close();
    expect(await tool("rotate", "--data-dir", bare)).toMatchObject({
      code: 5,
      err: expect.stringContaining(`There is no key file in ${bare}, and VAULT_KEYS is not set.\n`),
    });
    expect(existsSync(join(bare, "vault.key"))).toBe(false);
  });

  test("--help says how", async () => {
    expect(await tool("--help")).toMatchObject({ code: 0, out: expect.stringMatching(/remove .*<key>/) });
  });
});
