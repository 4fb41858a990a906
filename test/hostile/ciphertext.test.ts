import { afterAll, beforeAll, expect, test } from "vitest";
import { startGateway, type TestGateway } from "../support/gateway.ts";
import { secondWorkspace } from "../support/second-workspace.ts";
import { consented, READ, settled, sqlOf, told, withAgent } from "./helpers.ts";

/** Somebody writes to the database, and has no key. Whatever is moved or changed must not open, and nothing is sent. */
let gateway: TestGateway;
let token: string;
/** Grants of two connectors here and of one in another workspace; two provider apps here and one there. */
const grants = { ada: "", ben: "", rex: "" };
const connectors = { ada: "", ben: "" };
let umbrella: string;

interface Sealed {
  workspace_id: string;
  key_id: string;
  sealed: Uint8Array;
  bound: string;
}
const rowOf = async (grant: string): Promise<Sealed> => {
  const { rows } = await sqlOf(gateway)(
    "SELECT workspace_id, key_id, sealed, bound FROM credentials WHERE grant_id = $1",
    [grant],
  );
  return rows[0] as unknown as Sealed;
};
/** A new version, so that no cache hides the change. */
async function write(grant: string, { key_id, sealed, bound }: Sealed): Promise<void> {
  await sqlOf(gateway)(
    "UPDATE credentials SET key_id = $2, sealed = $3, bound = $4, version = version + 1 WHERE grant_id = $1",
    [grant, key_id, Buffer.from(sealed), bound],
  );
  await settled(gateway);
}

beforeAll(async () => {
  gateway = await startGateway({
    google: {
      users: ["ada@acme.test", "ben@acme.test", "rex@umbrella.test"].map((email) => ({ email, name: email })),
    },
  });
  const { owner } = gateway;
  for (const name of ["ada", "ben"] as const) {
    const { connector } = (await owner.authorize({ email: `${name}@acme.test`, tools: READ })).body;
    grants[name] = connector.grant.id;
    connectors[name] = connector.slug;
  }
  const second = await secondWorkspace(gateway);
  umbrella = second.workspaceId;
  const { connector } = (await second.owner.authorize({ email: "rex@umbrella.test", tools: READ })).body;
  grants.rex = connector.grant.id;
  token = (await owner.newToken({ agent: await owner.newAgent("Helper") })).value;
});
afterAll(() => gateway?.close());

const call = (connector: string) =>
  withAgent(gateway, token, "gmail", (agent) => agent.call("gmail_list_labels", { connector }));

/** Ada's row as somebody made it. The call fails, the provider hears nothing, and with the true row all is well. */
async function refused(change: (row: Sealed) => Sealed | Promise<Sealed>, code = "internal"): Promise<void> {
  const before = await rowOf(grants.ada);
  await write(grants.ada, await change({ ...before, sealed: Uint8Array.from(before.sealed) }));
  gateway.google.clearRequests();
  const answer = await call(connectors.ada);
  expect(answer.isError, "a changed row was opened").toBe(true);
  expect(answer.error?.error).toBe(code);
  expect(gateway.google.requests(), "something was sent").toEqual([]);
  await write(grants.ada, before);
  expect((await call(connectors.ada)).isError).toBe(false);
}

/** Version, length of the wrapped data key, wrapped data key, body. */
const partsOf = ({ sealed }: Sealed) => {
  const bytes = Buffer.from(sealed);
  const end = 3 + bytes.readUInt16BE(1);
  return { wrapped: bytes.subarray(0, end), body: bytes.subarray(end) };
};
const joined = (...parts: Uint8Array[]) => new Uint8Array(Buffer.concat(parts));

test("H19 a credential copied over that of another connector in the same workspace", () =>
  refused(async () => rowOf(grants.ben)));
test("H20 a credential copied over from another workspace", () => refused(async () => rowOf(grants.rex)));

test("H21 a wrapped data key put before another row's ciphertext, both ways", async () => {
  const other = partsOf(await rowOf(grants.ben));
  await refused((row) => ({ ...row, sealed: joined(other.wrapped, partsOf(row).body) }));
  await refused((row) => ({ ...row, sealed: joined(partsOf(row).wrapped, other.body) }));
});

test("H22 the hosts a credential is bound to, widened, emptied or exchanged", async () => {
  await refused((row) => {
    const { auth, api } = JSON.parse(row.bound) as { auth: string[]; api: string[] };
    return { ...row, bound: JSON.stringify({ auth, api: [...api, "https://evil.test"] }) };
  });
  await refused((row) => ({ ...row, bound: "" }));
  await refused((row) => ({ ...row, bound: `${row.bound} ` }));
});

test("H23 another version byte: back to the format without data keys, or to none", async () => {
  for (const version of [0, 1, 3, 255])
    await refused((row) => ({ ...row, sealed: joined(Uint8Array.of(version), row.sealed.subarray(1)) }));
});

test("H24 another key's name on the row: one the gateway has, and one it has not", async () => {
  await refused((row) => ({ ...row, key_id: row.key_id === "k2" ? "k1" : "k2" }));
  await refused((row) => ({ ...row, key_id: "k9" }), "key_unknown");
});

test("H25 one bit changed, at every part of the ciphertext, and bytes cut off or added", async () => {
  const { wrapped, body } = partsOf(await rowOf(grants.ada));
  const places = [1, 3, 10, wrapped.length - 1, 0, 11, 12, 27, 28, body.length - 1];
  for (const [at, place] of places.entries()) {
    await refused((row) => {
      const sealed = Uint8Array.from(row.sealed);
      const index = at < 4 ? place : wrapped.length + place;
      sealed[index] = (sealed[index] ?? 0) ^ 1;
      return { ...row, sealed };
    });
  }
  for (const end of [0, 2, wrapped.length, -1])
    await refused((row) => ({ ...row, sealed: row.sealed.slice(0, end) }));
  await refused((row) => ({ ...row, sealed: joined(row.sealed, Uint8Array.of(0)) }));
});

const addApp = (name: string, person = gateway.owner) =>
  person.api("POST", "/apps", {
    provider: "google",
    name,
    client_id: `${name}.apps`,
    client_secret: `canary-secret-of-${name}`,
    is_default: false,
  });
const secretOf = async (id: string) =>
  (await sqlOf(gateway)("SELECT key_id, sealed FROM sealed_secrets WHERE owner_id = $1", [id])).rows[0] ?? {};

test("H26 what was sealed for one purpose, put where another belongs", async () => {
  const { id } = await addApp("purpose");
  const app = await secretOf(id);
  await refused((row) => ({ ...row, ...app }) as Sealed);
  const { state = "" } = await consented(gateway.owner, { email: "ada@acme.test" });
  const { rows } = await sqlOf(gateway)(
    "SELECT key_id, sealed FROM pending_authorizations WHERE consumed_at IS NULL ORDER BY created_at DESC LIMIT 1",
  );
  expect(state.length).toBeGreaterThan(20);
  await refused((row) => ({ ...row, ...rows[0] }) as Sealed);
});

test("H27 another attempt's PKCE verifier, or a credential, put behind an attempt under way", async () => {
  const sql = sqlOf(gateway);
  const pending = async () =>
    (
      await sql("SELECT id, key_id, sealed FROM pending_authorizations WHERE consumed_at IS NULL ORDER BY id")
    ).rows.map((row) => row as { id: string; key_id: string; sealed: Uint8Array });
  const credential = await rowOf(grants.ada);
  for (const kind of ["pending", "credential"]) {
    await sql("DELETE FROM pending_authorizations WHERE consumed_at IS NULL");
    await consented(gateway.owner, { email: "ben@acme.test" });
    const [stranger] = await pending();
    const params = await consented(gateway.owner, { email: "ada@acme.test" });
    const mine = (await pending()).find(({ id }) => id !== stranger?.id);
    const put = kind === "pending" ? stranger : credential;
    await sql("UPDATE pending_authorizations SET key_id = $2, sealed = $3 WHERE id = $1", [
      mine?.id,
      put?.key_id,
      Buffer.from(put?.sealed ?? []),
    ]);
    gateway.google.clearRequests();
    expect(`${kind} ${told(await gateway.owner.finish(params))}`).toBe(`${kind} 500 credential_unreadable`);
    expect(gateway.google.requests()).toEqual([]);
  }
});

test("H28 a provider app's secret put behind another app, of this workspace or of another", async () => {
  const sql = sqlOf(gateway);
  const [one, two] = [await addApp("one"), await addApp("two")];
  const foreign = await secretOf(two.id);
  await sql("UPDATE sealed_secrets SET key_id = $2, sealed = $3 WHERE owner_id = $1", [
    one.id,
    foreign.key_id,
    foreign.sealed,
  ]);
  await sql("UPDATE provider_apps SET updated_at = now() WHERE id = $1", [one.id]); // as a change would
  await settled(gateway);
  gateway.google.clearRequests();
  const answer = await gateway.owner.tryApi("POST", `/apps/${one.id}/check`);
  expect(told(answer)).toBe("500 credential_unreadable");
  expect(JSON.stringify(answer.body)).not.toContain("canary");
  // The whole row carried over to the other workspace, its app with it.
  await sql("UPDATE sealed_secrets SET workspace_id = $2 WHERE owner_id = $1", [two.id, umbrella]);
  await sql("UPDATE provider_apps SET workspace_id = $2, updated_at = now() WHERE id = $1", [
    two.id,
    umbrella,
  ]);
  await settled(gateway);
  const who = gateway.app.identity.people.systemPrincipal(umbrella, "hostile");
  await expect(gateway.app.grants.apps.list(who)).rejects.toMatchObject({ code: "credential_unreadable" });
  expect(gateway.google.requests()).toEqual([]);
  await sql("DELETE FROM provider_apps WHERE id = ANY($1)", [[one.id, two.id]]);
});

test("H29 a whole credential row carried to another workspace under a grant of the same id", async () => {
  const sql = sqlOf(gateway);
  const copy = (table: string, workspace: string, condition: string) =>
    sql(
      `INSERT INTO ${table} SELECT (jsonb_populate_record(t, jsonb_build_object('workspace_id', $1::text))).* FROM ${table} t WHERE ${condition}`,
      [workspace],
    );
  await copy("connectors", umbrella, `slug = '${connectors.ben}' AND workspace_id <> '${umbrella}'`);
  await copy("grants", umbrella, `id = '${grants.ben}'`);
  await copy("credentials", umbrella, `grant_id = '${grants.ben}'`);
  const who = gateway.app.identity.people.systemPrincipal(umbrella, "probe");
  const { rows } = await sql("SELECT id FROM connectors WHERE workspace_id = $1 AND slug = $2", [
    umbrella,
    connectors.ben,
  ]);
  gateway.google.clearRequests();
  const attempt = gateway.app.grants.validate(who, String(rows[0]?.id));
  await expect(attempt).rejects.toMatchObject({ code: "credential_unreadable" });
  expect(gateway.google.requests()).toEqual([]);
});
