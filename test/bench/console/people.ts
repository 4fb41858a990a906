/** SQL in one go, past every permission. */
export type Query = (sql: string) => Promise<Record<string, unknown>[]>;

export interface Sizes {
  /** Of the audit log. */
  rows: number;
  connectors: number;
}
export const PEOPLE = 1_000;
export const AGENTS = 300;

const numbers = (last: number, name: string) => `generate_series(1, ${last}) AS ${name}`;
/** Ids that sort as their numbers do. */
const id = (kind: string, n: string) => `'${kind}_b' || lpad((${n})::text, 6, '0')`;
const hash = (text: string) => `sha256((${text})::bytea)`;

/** Members with sessions and links of their programs, invitations, and people's permissions for clients. */
async function growMembers(query: Query, w: string, ownerId: string): Promise<void> {
  await query(`INSERT INTO users (id, email, name)
    SELECT ${id("usr", "n")}, 'person' || n || '@seed.test', 'Person ' || n FROM ${numbers(PEOPLE, "n")}`);
  await query(`INSERT INTO members (workspace_id, user_id, role, created_at)
    SELECT ${w}, ${id("usr", "n")}, (CASE WHEN n % 50 = 0 THEN 'admin' WHEN n % 51 = 0 THEN 'auditor' ELSE 'member' END)::"Role",
      now() - n * interval '5 hours' FROM ${numbers(PEOPLE, "n")}`);
  await query(`INSERT INTO sessions (workspace_id, id, user_id, created_at, expires_at, ended_at, method, device, last_seen_at)
    SELECT ${w}, ${id("ses", "n")}, ${id("usr", `1 + n % ${PEOPLE}`)}, now() - n * interval '5 minutes',
      now() + interval '6 days', CASE WHEN n % 3 = 0 THEN now() END, 'link', 'Firefox on Linux',
      now() - n * interval '1 minute' FROM ${numbers(5_000, "n")}`);
  await query(`INSERT INTO invitations (workspace_id, id, email, role, token_hash, created_by, expires_at)
    SELECT ${w}, ${id("inv", "n")}, 'invited' || n || '@seed.test', 'member', ${hash("'inv' || n")}, '${ownerId}',
      now() + interval '5 days' FROM ${numbers(200, "n")}`);
  await query(`INSERT INTO client_consents (workspace_id, id, user_id, client_id, client_name, client_kind, redirect_host,
      registration, resource, servers, created_at)
    SELECT ${w}, ${id("cns", "n")}, ${id("usr", `1 + n % ${PEOPLE}`)}, 'client' || n % 7, 'Client ' || n % 7, 'registered',
      'localhost', 'digest', 'http://localhost/mcp/gmail', ARRAY['gmail'], now() - n * interval '1 minute'
    FROM ${numbers(2_000, "n")}`);
}

/** Shared ones but for a tenth, of three providers, with earlier grants, tools that were called, and sealed tokens. */
async function growConnectors(query: Query, w: string, ownerId: string, last: number): Promise<void> {
  const each = numbers(last, "c");
  const provider = "CASE WHEN c % 10 = 3 THEN 'slack' WHEN c % 10 = 6 THEN 'github' ELSE 'google' END";
  const owner = `CASE WHEN c % 10 = 9 THEN ${id("usr", `1 + (c / 10) % ${PEOPLE}`)} END`;
  await query(`INSERT INTO connectors (workspace_id, id, slug, name, provider, kind, owner_id, account_id, account_label,
      created_by, created_at, verdict, verdict_cause, verdict_at, verdict_source, verdict_evidence, disabled_at, disabled_by)
    SELECT ${w}, ${id("con", "c")}, 'mail_' || c, 'Mailbox ' || c, ${provider},
      (CASE WHEN c % 10 = 9 THEN 'personal' ELSE 'shared' END)::"ConnectorKind", ${owner}, 'account-' || c,
      'person' || c || '@seed.test', '${ownerId}', now() - c * interval '11 minutes',
      (CASE WHEN c % 97 = 0 THEN 'invalid' WHEN c % 31 = 0 THEN 'unknown' ELSE 'valid' END)::"Verdict",
      CASE WHEN c % 97 = 0 THEN 'invalid_grant' WHEN c % 31 = 0 THEN 'provider_unreachable' END,
      now() - (c % 90) * interval '1 minute', 'call', 'gmail_search_threads',
      CASE WHEN c % 151 = 0 THEN now() END, CASE WHEN c % 151 = 0 THEN 'unconfirmed' END FROM ${each}`);
  const scope = "https://www.googleapis.com/auth/gmail.readonly";
  const grant = (name: string, ended: boolean, where: string) =>
    query(`INSERT INTO grants (workspace_id, id, connector_id, provider, client_id, account_id, account_label,
      tools, scopes_requested, scopes_granted, authorized_by, authorized_at, ended_at, end_reason, upstream, upstream_at)
    SELECT ${w}, ${id(name, "c")}, ${id("con", "c")}, ${provider}, 'client', 'account-' || c, 'person' || c || '@seed.test',
      ARRAY['gmail_search_threads', 'gmail_get_thread'],
      CASE WHEN c % 211 = 0 THEN ARRAY['openid', 'email', '${scope}', 'wanted'] ELSE ARRAY['openid', 'email', '${scope}'] END,
      ARRAY['openid', 'email', '${scope}'], COALESCE(${owner}, '${ownerId}'), now() - interval '40 days' + c * interval '1 minute',
      ${ended ? "now() - interval '3 days', 'revoked', (CASE WHEN c % 900 = 0 THEN 'failed' ELSE 'revoked' END)::\"Upstream\", now()" : "NULL, NULL, 'none', NULL"}
    FROM ${each} ${where}`);
  await grant("grt", false, "WHERE c % 43 <> 0");
  await grant("old", true, "WHERE c % 5 = 0");
  await query(`INSERT INTO credentials (workspace_id, grant_id, key_id, sealed, expires_at, refresh_at)
    SELECT ${w}, ${id("grt", "c")}, 'none', 'none'::bytea, now() + interval '2 years', now() + interval '2 years'
    FROM ${each} WHERE c % 43 <> 0`);
  await query(`INSERT INTO tool_uses (workspace_id, grant_id, tool, calls, first_at, last_at)
    SELECT ${w}, ${id("grt", "c")}, t, 10 + c % 90, now() - interval '35 days', now() - (c % 50) * interval '1 day'
    FROM ${each} CROSS JOIN unnest(ARRAY['gmail_search_threads', 'gmail_get_thread']) AS t
    WHERE c % 43 <> 0 AND c % 3 <> 0 AND (t = 'gmail_search_threads' OR c % 2 = 0)`);
}

/** Two of three with a list of tools, some of those tied to connectors; tokens, clients and earlier lists. */
async function growAgents(query: Query, w: string, ownerId: string): Promise<void> {
  const each = numbers(AGENTS, "a");
  const names =
    "ARRAY['gmail_search_threads', 'gmail_get_thread', 'gmail_send_message', 'google_drive_search_files']";
  const manifest = `CASE WHEN a % 3 <> 0 THEN jsonb_build_object('tools', (SELECT jsonb_agg(CASE WHEN a % 2 = 0
      THEN jsonb_build_object('name', t, 'connector', 'mail_' || a) ELSE jsonb_build_object('name', t) END) FROM unnest(${names}) AS t)) END`;
  await query(`INSERT INTO agents (workspace_id, id, slug, name, created_by, created_at, manifest, version, delegation)
    SELECT ${w}, ${id("agt", "a")}, 'agent_' || a, 'Agent ' || a, '${ownerId}', now() - a * interval '3 hours', ${manifest},
      CASE WHEN a % 3 <> 0 THEN 1 ELSE 0 END, CASE WHEN a % 4 = 0 THEN 'members' ELSE 'none' END FROM ${each}`);
  await query(`INSERT INTO agent_manifests (workspace_id, agent_id, version, manifest, changed_by, changed_name)
    SELECT workspace_id, id, 1, manifest, '${ownerId}', 'owner' FROM agents WHERE workspace_id = ${w} AND version = 1`);
  await query(`INSERT INTO api_tokens (workspace_id, id, hash, name, user_id, agent_id, servers, created_by, created_at, expires_at,
      revoked_at, last_used_at, last_client)
    SELECT ${w}, ${id("tok", "n")}, ${hash("'tok' || n")}, 'Token ' || n, CASE WHEN n % 4 = 0 THEN ${id("usr", `1 + n % ${PEOPLE}`)} END,
      CASE WHEN n % 4 <> 0 THEN ${id("agt", `1 + n % ${AGENTS}`)} END, '{}', '${ownerId}', now() - n * interval '20 minutes',
      now() + (n % 90) * interval '1 day', CASE WHEN n % 3 = 0 THEN now() END, now() - n * interval '1 minute', 'a client 1.0'
    FROM ${numbers(3_000, "n")}`);
  await query(`INSERT INTO agent_clients (workspace_id, id, agent_id, name, metadata, created_by)
    SELECT ${w}, ${id("acl", "n")}, ${id("agt", `1 + n % ${AGENTS}`)}, 'Client ' || n,
      '{"token_endpoint_auth_method": "client_secret_basic", "grant_types": ["client_credentials"], "redirect_uris": []}', '${ownerId}'
    FROM ${numbers(400, "n")}`);
}

/** Rules, tests, limits, held calls and words that stand. */
async function growControl(query: Query, w: string, ownerId: string, last: number): Promise<void> {
  await query(`INSERT INTO policy_rules (workspace_id, id, name, decision, agent_id, server, tool, effect, connector_id, created_by)
    SELECT ${w}, ${id("rul", "n")}, 'Rule ' || n, (ARRAY['allow', 'ask', 'deny'])[1 + n % 3]::"PolicyDecision",
      CASE WHEN n % 2 = 0 THEN ${id("agt", `1 + n % ${AGENTS}`)} END, NULL, CASE WHEN n % 3 = 0 THEN 'gmail_send_message' END,
      CASE WHEN n % 3 <> 0 THEN 'destructive' END, CASE WHEN n % 5 = 0 THEN ${id("con", "n")} END, '${ownerId}'
    FROM ${numbers(120, "n")}`);
  await query(`INSERT INTO policy_tests (workspace_id, id, name, agent_id, tool, expected, created_by)
    SELECT ${w}, ${id("pts", "n")}, 'Test ' || n, ${id("agt", "n")}, 'gmail_get_thread', 'allow', '${ownerId}'
    FROM ${numbers(30, "n")}`);
  await query(`INSERT INTO limits (workspace_id, id, subject_kind, subject_id, per_minute, created_by)
    SELECT ${w}, ${id("lim", "n")}, 'agent', ${id("agt", "n")}, 60, '${ownerId}' FROM ${numbers(200, "n")}`);
  await query(`INSERT INTO approvals (workspace_id, id, binding, caller, caller_label, behind, server, tool, connector_id, epoch,
      digest, reason, four_eyes, state, slot, created_at, expires_at, decided_by, decided_at, used_at)
    SELECT ${w}, ${id("apr", "n")}, ${hash("'apr' || n")}, 'agent:' || ${id("agt", `1 + n % ${AGENTS}`)}, 'Agent ' || 1 + n % ${AGENTS},
      '{}', 'gmail', 'gmail_send_message', ${id("con", `1 + n % ${Math.min(last, 1_000)}`)}, 0, 'digest' || n % 500, 'A rule asks.', false,
      (CASE WHEN n <= 900 THEN 'pending' WHEN n % 4 = 0 THEN 'denied' WHEN n % 4 = 1 THEN 'expired' ELSE 'used' END)::"ApprovalState",
      (n / ${AGENTS}) % 20, now() - n * interval '2 minutes',
      CASE WHEN n <= 900 THEN now() + interval '1 year' ELSE now() - n * interval '1 minute' END,
      CASE WHEN n > 900 THEN '${ownerId}' END, CASE WHEN n > 900 THEN now() - n * interval '1 minute' END,
      CASE WHEN n > 900 AND n % 4 > 1 THEN now() - n * interval '1 minute' END
    FROM ${numbers(20_000, "n")}`);
  await query(`INSERT INTO standing_approvals (workspace_id, id, binding, caller, caller_label, server, tool, connector_id, epoch, digest,
      approval_id, reason, key_id, sealed, created_by, expires_at)
    SELECT ${w}, ${id("std", "n")}, ${hash("'std' || n")}, 'agent:' || ${id("agt", `1 + n % ${AGENTS}`)}, 'Agent ' || 1 + n % ${AGENTS},
      'gmail', 'gmail_send_message', ${id("con", `1 + n % ${Math.min(last, 1_000)}`)}, 0, 'digest' || n, ${id("apr", "n")}, 'A rule asks.', 'none',
      'none'::bytea, '${ownerId}', now() + interval '60 days' FROM ${numbers(300, "n")}`);
}

async function growRest(query: Query, w: string, ownerId: string): Promise<void> {
  await query(`INSERT INTO rehearsals (workspace_id, id, app_id, app_name, provider, variant, tools, scopes, started_by, started_at, state)
    SELECT ${w}, ${id("reh", "n")}, 'env', 'Environment', 'google', 'oauth_app', '{}', '{}', '${ownerId}',
      now() - n * interval '1 day', 'passed' FROM ${numbers(400, "n")}`);
  await query(`INSERT INTO revocation_runs (workspace_id, id, scope, target, started_by, started_at, fenced_at, total)
    SELECT ${w}, ${id("run", "n")}, 'user', ${id("usr", "n")}, '${ownerId}', now() - n * interval '1 day', now(), 0
    FROM ${numbers(300, "n")}`);
  await query(
    `UPDATE grants SET run_id = ${id("run", "1 + (right(id, 6)::int) % 300")} WHERE workspace_id = ${w} AND id LIKE 'old%'`,
  );
  await query(`INSERT INTO dismissals (workspace_id, id, fingerprint, reason, dismissed_by, dismissed_name, until)
    SELECT ${w}, 'connector_invalid:' || ${id("con", "n * 97")}, 'none', 'Known', '${ownerId}', 'owner', now() + interval '60 days'
    FROM ${numbers(60, "n")}`);
  await query(`INSERT INTO audit_checks (workspace_id, id, started_by, started_at, ended_at, result, checked, total)
    SELECT ${w}, ${id("chk", "n")}, '${ownerId}', now() - n * interval '1 day', now(), 'intact', n, n FROM ${numbers(200, "n")}`);
  await query(`INSERT INTO trusted_issuers (workspace_id, id, issuer, jwks_uri, client_ids, created_by)
    SELECT ${w}, ${id("iss", "n")}, 'https://issuer' || n || '.test', 'https://issuer' || n || '.test/jwks', '{}', '${ownerId}'
    FROM ${numbers(20, "n")}`);
}

/** Everything but the log, of a company that has used it for a while. */
export async function growPeople(
  query: Query,
  workspaceId: string,
  ownerId: string,
  sizes: Sizes,
): Promise<void> {
  const w = `'${workspaceId}'`;
  await growMembers(query, w, ownerId);
  await growConnectors(query, w, ownerId, sizes.connectors);
  await growAgents(query, w, ownerId);
  await growControl(query, w, ownerId, sizes.connectors);
  await growRest(query, w, ownerId);
}
