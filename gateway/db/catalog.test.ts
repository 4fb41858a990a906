import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestDatabase } from "../../test/support/database.ts";
import type { Database } from "./index.ts";

let database: Database;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

const names = async (sql: string) => (await database.system.query(sql)).rows.map((r) => String(r.name));

test("every table with a workspace column has row-level security on and a policy", async () => {
  const exposed = await names(`
    SELECT c.relname AS name FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'workspace_id' AND NOT a.attisdropped
    WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
      AND NOT (c.relrowsecurity AND EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid))`);
  expect(exposed).toEqual([]);
  const all = await names(`SELECT table_name AS name FROM information_schema.columns
    WHERE column_name = 'workspace_id' AND table_schema = 'public'`);
  expect(all.length).toBeGreaterThanOrEqual(11);
});

test("the tenant roles own nothing, bypass nothing and reach no table without a policy for them", async () => {
  const strong = await names(`SELECT rolname AS name FROM pg_roles
    WHERE rolname LIKE 'valetkey_%' AND (rolsuper OR rolbypassrls OR rolcanlogin OR rolcreaterole OR rolcreatedb)`);
  expect(strong).toEqual([]);
  const uncovered = await names(`
    SELECT DISTINCT g.grantee || ' ' || g.table_name AS name FROM information_schema.role_table_grants g
    WHERE g.grantee LIKE 'valetkey_%' AND NOT EXISTS (
      SELECT 1 FROM pg_policies p WHERE p.tablename = g.table_name AND g.grantee = ANY (p.roles))`);
  expect(uncovered).toEqual([]);
});

test("only the vault's role can read credentials and sealed secrets, no role the vault's roots", async () => {
  const readers = await names(`SELECT table_name || ' ' || grantee AS name
    FROM information_schema.role_table_grants WHERE grantee LIKE 'valetkey_%' AND privilege_type = 'SELECT'
      AND table_name IN ('credentials', 'sealed_secrets', 'vault_roots', 'user_identities') ORDER BY 1`);
  expect(readers).toEqual(["credentials valetkey_vault", "sealed_secrets valetkey_vault"]);
});

test("the audit log refuses to be changed, even by the owner of the table", async () => {
  for (const sql of [
    "UPDATE audit_events SET type = 'x'",
    "DELETE FROM audit_events",
    "TRUNCATE audit_events",
  ]) {
    await expect(database.system.query(sql)).rejects.toThrow("append-only");
  }
  const writers =
    await names(`SELECT grantee || ' ' || privilege_type AS name FROM information_schema.role_table_grants
    WHERE table_name = 'audit_events' AND grantee LIKE 'valetkey_%' ORDER BY 1`);
  expect(writers).toEqual(["valetkey_audit INSERT", "valetkey_tenant SELECT"]);
});

test("a change of anything that is cached is announced", async () => {
  const announced = await names(`SELECT DISTINCT event_object_table AS name FROM information_schema.triggers
    WHERE trigger_name = 'tell_replicas' ORDER BY 1`);
  expect(announced).toEqual([
    "agent_clients",
    "agents",
    "api_tokens",
    "approvals",
    "client_consents",
    "connectors",
    "credentials",
    "grants",
    "guard_runs",
    "limits",
    "members",
    "oauth_records",
    "oauth_signing_keys",
    "policy_rules",
    "policy_settings",
    "provider_apps",
  ]);
});
