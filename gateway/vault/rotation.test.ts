import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openTestDatabase } from "../../test/support/database.ts";
import type { Database, SealedTable } from "../db/index.ts";
import { type Bound, seal, unseal } from "./envelope.ts";
import { parseKeys } from "./key-ring.ts";
import type { KeyProvider } from "./keys.ts";
import { rootBound } from "./roots.ts";
import { type RotationEvent, type RotationOptions, rotate } from "./rotation.ts";

const [a, b, c] = [1, 2, 3].map(() => randomBytes(32).toString("base64"));
const old = parseKeys(`a:${a}`);
const turned = parseKeys(`b:${b},a:${a}`);
const only = parseKeys(`b:${b}`);
const HOUR = 3_600_000;

let database: Database;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());
beforeEach(() =>
  database.system.query(
    "TRUNCATE credentials, sealed_secrets, vault_roots, pending_authorizations, members, users, workspaces CASCADE",
  ),
);

const query = (sql: string, values: unknown[] = []) => database.system.query(sql, values);
const credentialBound = (workspaceId: string, n: number): Bound => ({
  workspaceId,
  purpose: `grant:grt_${String(n).padStart(6, "0")}`,
  context: "https://api.one.example",
});

async function putCredentials(
  keys: KeyProvider,
  workspaceId: string,
  from: number,
  to: number,
): Promise<void> {
  const all = Array.from({ length: to - from }, (_, i) => credentialBound(workspaceId, from + i));
  const seals = await Promise.all(all.map((bound, i) => seal(keys, bound, `tokens ${from + i}`)));
  await query(
    `INSERT INTO credentials (workspace_id, grant_id, key_id, sealed, bound)
     SELECT $1, u.id, $2, u.sealed, $3 FROM unnest($4::text[], $5::bytea[]) AS u (id, sealed)`,
    [
      workspaceId,
      keys.currentId,
      all[0]?.context,
      all.map(({ purpose }) => purpose.slice(6)),
      seals.map(({ bytes }) => Buffer.from(bytes)),
    ],
  );
}

async function putPending(keys: KeyProvider, id: string, expiresIn: number): Promise<void> {
  await query(
    "INSERT INTO workspaces (id, slug, name) VALUES ('wsp_a', 'wsp_a', 'A') ON CONFLICT DO NOTHING",
  );
  await query("INSERT INTO users (id, email, name) VALUES ('usr_1', 'u@a.test', 'U') ON CONFLICT DO NOTHING");
  await query(
    "INSERT INTO members (workspace_id, user_id, role) VALUES ('wsp_a', 'usr_1', 'owner') ON CONFLICT DO NOTHING",
  );
  const { keyId, bytes } = await seal(keys, { workspaceId: "wsp_a", purpose: `pending:${id}` }, "verifier");
  await query(
    `INSERT INTO pending_authorizations (workspace_id, id, state_hash, provider, client_id, kind, user_id, session_id,
       tools, scopes, redirect_uri, key_id, sealed, expires_at)
     VALUES ('wsp_a', $1, $2, 'google', 'c', 'shared', 'usr_1', 'ses_1', '{}', '{}', 'https://x', $3, $4, $5)`,
    [id, randomBytes(32), keyId, Buffer.from(bytes), new Date(Date.now() + expiresIn)],
  );
}

async function putSecret(keys: KeyProvider): Promise<void> {
  const { keyId, bytes } = await seal(keys, { workspaceId: "wsp_b", purpose: "app:app_1" }, "client secret");
  await query(
    "INSERT INTO sealed_secrets (workspace_id, owner_id, key_id, sealed) VALUES ('wsp_b', 'app_1', $1, $2)",
    [keyId, Buffer.from(bytes)],
  );
}

async function putRoot(keys: KeyProvider): Promise<void> {
  const { keyId, bytes } = await seal(keys, rootBound("r1"), "root");
  await query("INSERT INTO vault_roots (id, key_id, sealed) VALUES ('r1', $1, $2)", [
    keyId,
    Buffer.from(bytes),
  ]);
}

async function opened(keys: KeyProvider, table: SealedTable, id: string, bound: Bound): Promise<string> {
  const column = { credentials: "grant_id", sealed_secrets: "owner_id" }[table as string] ?? "id";
  const { rows } = await query(`SELECT key_id, sealed FROM ${table} WHERE ${column} = $1`, [id]);
  return unseal(keys, bound, { keyId: String(rows[0]?.key_id), bytes: rows[0]?.sealed as Uint8Array });
}
const openedCredential = (keys: KeyProvider, workspaceId: string, n: number) => {
  const bound = credentialBound(workspaceId, n);
  return opened(keys, "credentials", bound.purpose.slice(6), bound);
};

function start(more: Partial<RotationOptions> = {}) {
  const events: [string, RotationEvent][] = [];
  const run = rotate({
    rows: database.system.sealed,
    keys: turned,
    record: async (workspaceId, event) => void events.push([workspaceId, event]),
    ...more,
  });
  return { run, events };
}

test("rows of every table move to the current key, and open with it alone", async () => {
  await putCredentials(old, "wsp_a", 0, 3);
  await putCredentials(turned, "wsp_a", 3, 5);
  await putPending(old, "pen_1", HOUR);
  await putPending(old, "pen_gone", -HOUR);
  await putSecret(old);
  await putRoot(old);
  const { run, events } = start();
  const counts = { credentials: 3, pending_authorizations: 1, sealed_secrets: 1, vault_roots: 1 };
  expect(await run).toMatchObject({
    to: "b",
    done: 6,
    total: 6,
    left: 0,
    counts,
    stopped: false,
    unreadable: [],
  });
  for (let n = 0; n < 5; n++) expect(await openedCredential(only, "wsp_a", n)).toBe(`tokens ${n}`);
  const pending: Bound = { workspaceId: "wsp_a", purpose: "pending:pen_1" };
  expect(await opened(only, "pending_authorizations", "pen_1", pending)).toBe("verifier");
  const app: Bound = { workspaceId: "wsp_b", purpose: "app:app_1" };
  expect(await opened(only, "sealed_secrets", "app_1", app)).toBe("client secret");
  expect(await opened(only, "vault_roots", "r1", rootBound("r1"))).toBe("root");
  expect(events.map(([id, e]) => [id, e.outcome, e.to, e.from, e.counts])).toEqual([
    ["wsp_a", "started", "b", ["a"], undefined],
    ["wsp_b", "started", "b", ["a"], undefined],
    ["wsp_a", "ok", "b", ["a"], { ...counts, sealed_secrets: 0, vault_roots: 0 }],
    ["wsp_b", "ok", "b", ["a"], { ...counts, credentials: 0, pending_authorizations: 0, vault_roots: 0 }],
  ]);
});

test("a second run finds nothing to do and leaves nothing on record", async () => {
  await putCredentials(old, "wsp_a", 0, 3);
  await start().run;
  const { run, events } = start();
  expect(await run).toMatchObject({ done: 0, left: 0 });
  expect(events).toEqual([]);
});

test("version, bound hosts and times of a credential stay as they are, and no cache hears of it", async () => {
  await putCredentials(old, "wsp_a", 0, 2);
  const look = async () =>
    (await query("SELECT version, bound, updated_at, refresh_at FROM credentials ORDER BY grant_id")).rows;
  const before = await look();
  await database.db.channel.settled(); // the rows that were put there are told of too, a moment later
  const heard: unknown[] = [];
  const stop = database.db.channel.on("credentials", (change) => void heard.push(change));
  await start().run;
  await query("UPDATE credentials SET version = version + 1 WHERE grant_id = 'grt_000000'"); // this one is heard
  await database.db.channel.settled();
  stop();
  expect(heard).toHaveLength(1);
  expect((await look())[1]).toEqual(before[1]);
});

test("a refresh that comes in between is not overwritten", async () => {
  await putCredentials(old, "wsp_a", 0, 4);
  const bound = credentialBound("wsp_a", 2);
  const { sealed } = database.system;
  let won = 0;
  const { run } = start({
    rows: {
      ...sealed,
      async replace(table, rows) {
        // As a replica that still seals with the old key would, after this batch was read.
        if (won++ === 0) {
          const { keyId, bytes } = await seal(old, bound, "fresh tokens");
          await query(
            "UPDATE credentials SET key_id = $1, sealed = $2, version = version + 1 WHERE grant_id = 'grt_000002'",
            [keyId, Buffer.from(bytes)],
          );
        }
        return sealed.replace(table, rows);
      },
    },
  });
  expect(await run).toMatchObject({ done: 4, left: 0 });
  expect(await openedCredential(only, "wsp_a", 2)).toBe("fresh tokens");
  expect(won).toBe(2); // the next pass took it
});

test("several at once do each row once between them", async () => {
  await putCredentials(old, "wsp_a", 0, 600);
  const runs = await Promise.all([start().run, start().run, start().run]);
  expect(runs.reduce((sum, { done }) => sum + done, 0)).toBe(600);
  expect(runs.map(({ left }) => left)).toEqual([0, 0, 0]);
  for (const n of [0, 299, 599]) expect(await openedCredential(only, "wsp_a", n)).toBe(`tokens ${n}`);
});

test("told to stop, it ends after its batch with that on record; the next run goes on", async () => {
  await putCredentials(old, "wsp_a", 0, 300);
  const stop = new AbortController();
  const { run, events } = start({ signal: stop.signal, onProgress: () => stop.abort() });
  expect(await run).toMatchObject({ done: 250, total: 300, left: 50, stopped: true });
  expect(events.at(-1)?.[1]).toMatchObject({ outcome: "ok", counts: { credentials: 250 } });
  expect(await start().run).toMatchObject({ done: 50, left: 0, stopped: false });
});

test("nothing is touched that cannot be put on record", async () => {
  await putCredentials(old, "wsp_a", 0, 3);
  const { run } = start({ record: () => Promise.reject(new Error("no audit")) });
  await expect(run).rejects.toThrow("no audit");
  expect(await openedCredential(old, "wsp_a", 0)).toBe("tokens 0");
  expect((await query("SELECT DISTINCT key_id FROM credentials")).rows).toEqual([{ key_id: "a" }]);
});

describe("rows that cannot move are left, counted and do not hold up the rest", () => {
  test("of a key that is not here", async () => {
    await putCredentials(parseKeys(`c:${c}`), "wsp_a", 0, 2);
    await putCredentials(old, "wsp_a", 2, 4);
    expect(await start().run).toMatchObject({ done: 2, left: 2, unreadable: [] });
    expect(await openedCredential(parseKeys(`c:${c}`), "wsp_a", 1)).toBe("tokens 1");
  });

  test("damaged, or moved from another workspace or grant", async () => {
    await putCredentials(old, "wsp_a", 0, 4);
    await query("UPDATE credentials SET workspace_id = 'wsp_b' WHERE grant_id = 'grt_000000'");
    await query("UPDATE credentials SET grant_id = 'grt_000009' WHERE grant_id = 'grt_000001'");
    await query("UPDATE credentials SET sealed = substring(sealed for 40) WHERE grant_id = 'grt_000002'");
    const { unreadable, ...result } = await start().run;
    expect(result).toMatchObject({ done: 1, left: 3 });
    expect([...unreadable].sort()).toEqual(["grt_000000", "grt_000002", "grt_000009"]);
    expect(await openedCredential(only, "wsp_a", 3)).toBe("tokens 3");
  });
});
