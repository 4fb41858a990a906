import { afterAll, beforeAll, expect, test } from "vitest";
import { startGateway, type TestGateway } from "../support/gateway.ts";
import { Person } from "../support/person.ts";
import { secondWorkspace } from "../support/second-workspace.ts";
import { ALL, sqlOf, told, withAgent } from "./helpers.ts";

/** Somebody wants a thing done and no record of it, or a record of what never was. */
let gateway: TestGateway;
let count = 0;

beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway?.close());

/** A workspace of its own for each tampering, with some events on its record. */
async function victim(): Promise<{ workspaceId: string; owner: Person }> {
  const name = `Victim ${++count}`;
  const made = await secondWorkspace(gateway, { name, ownerEmail: `owner${count}@victim.test` });
  for (const agent of ["One", "Two", "Three"]) await made.owner.newAgent(agent);
  expect((await made.owner.api("POST", "/audit/verify")).result).toBe("intact");
  return made;
}
/** As the database's own superuser: the trigger is switched off and on again. */
async function tamper(sql: string, values: unknown[]): Promise<void> {
  const query = sqlOf(gateway);
  await query("ALTER TABLE audit_events DISABLE TRIGGER append_only");
  await query(sql, values);
  await query("ALTER TABLE audit_events ENABLE TRIGGER append_only");
}
const verify = async (owner: Person) => (await owner.api("POST", "/audit/verify")).result;

test("H80 UPDATE, DELETE and TRUNCATE on the record, as the database's owner", async () => {
  const sql = sqlOf(gateway);
  const rows = async () =>
    (
      await sql(
        "SELECT count(*) || md5(string_agg(e::text, '' ORDER BY workspace_id, seq)) AS h FROM audit_events e",
      )
    ).rows[0]?.h;
  await gateway.app.audit.flush();
  const before = await rows();
  for (const statement of [
    "UPDATE audit_events SET actor_label = 'nobody'",
    "UPDATE audit_events SET data = '{}' WHERE seq = 1",
    "DELETE FROM audit_events",
    "DELETE FROM audit_events WHERE seq = 2",
    "TRUNCATE audit_events",
    "TRUNCATE audit_events CASCADE",
  ])
    await expect(sql(statement), statement).rejects.toThrow(/append-only/);
  expect(await rows()).toBe(before);
});

test("H81 a row taken out of the record, at its start, in the middle, at its end", async () => {
  for (const which of ["min(seq)", "min(seq) + 2", "max(seq)"]) {
    const { workspaceId, owner } = await victim();
    await tamper(
      `DELETE FROM audit_events WHERE workspace_id = $1 AND seq = (SELECT ${which} FROM audit_events WHERE workspace_id = $1)`,
      [workspaceId],
    );
    expect(`${which} ${await verify(owner)}`).toBe(`${which} broken`);
  }
});

test("H82 a row rewritten: who, what, when, whom, how it ended, or its details", async () => {
  for (const change of [
    "actor_label = 'Somebody else'",
    "actor_id = 'usr_x'",
    "type = 'token.issued'",
    "at = at - interval '1 day'",
    "target_id = 'con_x'",
    "outcome = 'refused'",
    `data = data || '{"slug": "other"}'`,
    "request_id = NULL",
  ]) {
    const { workspaceId, owner } = await victim();
    await tamper(
      `UPDATE audit_events SET ${change} WHERE workspace_id = $1 AND seq =
         (SELECT max(seq) FROM audit_events WHERE workspace_id = $1 AND type = 'agent.created')`,
      [workspaceId],
    );
    expect(`${change} ${await verify(owner)}`).toBe(`${change} broken`);
  }
}, 60_000);

test("H83 rows exchanged, or carried in from another workspace's record", async () => {
  const [one, two, three] = [await victim(), await victim(), await victim()];
  await tamper(
    `UPDATE audit_events e SET data = o.data, target_label = o.target_label, target_id = o.target_id, hash = o.hash
     FROM audit_events o WHERE e.workspace_id = $1 AND o.workspace_id = $1 AND e.seq = 3 AND o.seq = 4`,
    [one.workspaceId],
  );
  expect(await verify(one.owner)).toBe("broken");
  await tamper(
    `UPDATE audit_events e SET id = 'evt_carried', data = o.data, hash = o.hash, prev_hash = o.prev_hash
     FROM audit_events o WHERE e.workspace_id = $1 AND o.workspace_id = $2 AND e.seq = 3 AND o.seq = 3`,
    [two.workspaceId, three.workspaceId],
  );
  expect(await verify(two.owner)).toBe("broken");
});

test("H84 a row that was never written by the gateway, added as any of its own database roles", async () => {
  const { db } = gateway.app.database;
  const { workspaceId } = await victim();
  const who = gateway.app.identity.people.systemPrincipal(workspaceId, "hostile");
  const forged = {
    workspaceId,
    seq: 10_000n,
    id: "evt_forged",
    at: new Date(),
    type: "agent.created",
    actorKind: "user",
    outcome: "ok",
    data: {},
    prevHash: Buffer.alloc(32),
    hash: Buffer.alloc(32),
  };
  await expect(db.inWorkspace(who, (tx) => tx.auditEvent.create({ data: forged }))).rejects.toThrow();
  await expect(db.inWorkspace(who, (tx) => tx.auditEvent.deleteMany({}))).rejects.toThrow();
  await expect(db.inWorkspace(who, (tx) => tx.auditHead.updateMany({ data: { seq: 1n } }))).rejects.toThrow();
  const sql = sqlOf(gateway);
  for (const role of ["valetkey_tenant", "valetkey_vault", "valetkey_audit"]) {
    const own = role === "valetkey_audit" ? "wsp_another" : workspaceId;
    await expect(
      sql(
        `BEGIN; SET LOCAL ROLE ${role}; SELECT set_config('app.workspace', '${own}', true);
         INSERT INTO audit_events (workspace_id, seq, id, at, type, actor_kind, outcome, data, prev_hash, hash)
         VALUES ('${workspaceId}', 10000, 'evt_forged', now(), 'x', 'user', 'ok', '{}', '\\x00', '\\x00'); COMMIT`,
      ).finally(() => sql("ROLLBACK")),
      role,
    ).rejects.toThrow(/permission denied|row-level security/);
  }
});

test("H85 a write while the record cannot be written: a tool's and a person's", async () => {
  const { owner, google } = gateway;
  const { connector } = (await owner.authorize({ email: "ada@acme.test", tools: ALL })).body;
  const { value } = await owner.newToken({ agent: await owner.newAgent("Writer") });
  const sql = sqlOf(gateway);
  await sql(`CREATE FUNCTION no_record() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION USING ERRCODE = '53100', MESSAGE = 'disk full'; END $$`);
  await sql("CREATE TRIGGER no_record BEFORE INSERT ON audit_events EXECUTE FUNCTION no_record()");
  google.clearRequests();
  const letter = { to: ["ben@acme.test"], subject: "x", body: "x", connector: connector.slug };
  const sent = await withAgent(gateway, value, "gmail", (a) => a.call("gmail_send_message", letter));
  expect(sent.error?.error).toBe("audit_unavailable");
  expect(google.requests(), "the letter was sent").toEqual([]);
  // Once the log is known to be away, reads do not run either, and no person's change is answered as done.
  const read = await withAgent(gateway, value, "gmail", (a) =>
    a.call("gmail_list_labels", { connector: connector.slug }),
  );
  expect(read.error?.error).toBe("audit_unavailable");
  expect(google.requests()).toEqual([]);
  const link = await gateway.signInToken(owner.session.user.id);
  const entered = await new Person(gateway.url).call("POST", "/api/session", { token: link });
  expect(`${told(entered)} ${entered.headers.getSetCookie().length}`).toBe("503 audit_unavailable 0");
  await sql("DROP TRIGGER no_record ON audit_events");
  await gateway.app.audit.flush();
  expect(await verify(owner)).toBe("intact");
}, 60_000);
