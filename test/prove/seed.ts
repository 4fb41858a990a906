import { newApiTokenText, sha256 } from "../../gateway/identity/secret-text.ts";
import { hostsOf } from "../../gateway/vault/hosts.ts";
import { parseKeys } from "../../gateway/vault/key-ring.ts";
import { Secret } from "../../gateway/vault/secret.ts";
import { sealTokens } from "../../gateway/vault/token-set.ts";
import type { Provider } from "../../mcp-servers/kit/index.ts";

type Query = (sql: string) => Promise<Record<string, unknown>[]>;

export interface SeedPlan {
  workspaces: number;
  /** In each workspace, with live grants. */
  connectors: number;
  /** How many of them have a sealed credential and can be called. */
  callable: number;
  /** In each workspace: rows with made-up hashes, which a verification would refuse. */
  auditRows: number;
  provider: Provider;
  clientId: string;
  vaultKeys: string;
  scopes: readonly string[];
  tools: readonly string[];
  /** Opens the account at the provider for every credential. */
  tokens: { access: string; refresh: string };
}

/** One workspace that a call can be made in. */
export interface Seeded {
  workspaceId: string;
  owner: string;
  token: string;
  connector: string;
}

const place = (n: number) => String(n).padStart(6, "0");
const text = (value: string) => `'${value.replaceAll("'", "''")}'`;
const list = (values: readonly string[]) => `ARRAY[${values.map(text).join(",")}]::text[]`;
const bytes = (value: Uint8Array) => `'\\x${Buffer.from(value).toString("hex")}'::bytea`;
const HOUR_MS = 3_600_000;

/** Fills a database that a gateway has migrated, at the operator's door: what stands there is as if it had grown. */
export async function seed(query: Query, plan: SeedPlan): Promise<Seeded[]> {
  const { workspaces, connectors, auditRows } = plan;
  const each = `generate_series(1, ${workspaces}) AS w`;
  const padded = "lpad(w::text, 6, '0')";
  const workspace = `'wsp_seed' || ${padded}`;
  const owner = `'usr_seed' || ${padded}`;
  const connector = `lpad(w::text, 6, '0') || lpad(c::text, 6, '0')`;
  const both = `${each}, generate_series(1, ${connectors}) AS c`;
  const [scopes, tools] = [list(plan.scopes), list(plan.tools)];
  await query(
    `INSERT INTO workspaces (id, slug, name) SELECT ${workspace}, 'seed_' || w, 'Seeded ' || w FROM ${each}`,
  );
  await query(
    `INSERT INTO users (id, email, name) SELECT ${owner}, 'owner' || w || '@seed.test', 'Owner ' || w FROM ${each}`,
  );
  await query(
    `INSERT INTO members (workspace_id, user_id, role) SELECT ${workspace}, ${owner}, 'owner' FROM ${each}`,
  );
  await query(`INSERT INTO connectors (workspace_id, id, slug, name, provider, kind, account_id, account_label,
      created_by, verdict, verdict_at)
    SELECT ${workspace}, 'con_' || ${connector}, 'mail_' || c, 'Mail ' || c, ${text(plan.provider.id)}, 'shared',
      'account-' || ${connector}, 'person' || c || '@seed.test', ${owner}, 'valid', now() FROM ${both}`);
  await query(`INSERT INTO grants (workspace_id, id, connector_id, provider, client_id, account_id, account_label,
      tools, scopes_requested, scopes_granted, authorized_by)
    SELECT ${workspace}, 'grt_' || ${connector}, 'con_' || ${connector}, ${text(plan.provider.id)},
      ${text(plan.clientId)}, 'account-' || ${connector}, 'person' || c || '@seed.test', ${tools}, ${scopes}, ${scopes},
      ${owner} FROM ${both}`);
  if (auditRows > 0) await seedAudit(query, workspace, each, auditRows);
  return seedCallable(query, plan);
}

async function seedAudit(query: Query, workspace: string, each: string, rows: number): Promise<void> {
  const hash = `sha256(('seed' || w || '-' || a)::bytea)`;
  await query(`INSERT INTO audit_events (workspace_id, seq, id, at, type, actor_kind, actor_id, actor_label,
      target_kind, target_id, target_label, outcome, request_id, data, prev_hash, hash)
    SELECT ${workspace}, a, 'evt_' || w || '_' || a, now() - interval '1 day', 'tool.call', 'agent', 'agt_seed', 'Seed',
      'connector', 'con_seed', 'mail_1', 'ok', 'req_' || w || '_' || a, '{}'::jsonb, ${hash}, ${hash}
    FROM ${each}, generate_series(1, ${rows}) AS a`);
  await query(`INSERT INTO audit_heads (workspace_id, seq, hash)
    SELECT ${workspace}, ${rows}, sha256(('seed' || w || '-' || ${rows})::bytea) FROM ${each}`);
}

/** For each workspace the sealed credentials, and a token of its own. */
async function seedCallable(query: Query, plan: SeedPlan): Promise<Seeded[]> {
  const seeded: Seeded[] = [];
  const credentials: string[] = [];
  const tokens: string[] = [];
  const sealed = sealer(plan);
  for (let w = 1; w <= plan.workspaces; w++) {
    const workspaceId = `wsp_seed${place(w)}`;
    for (let c = 1; c <= plan.callable; c++) credentials.push(await sealed(workspaceId, w, c));
    const id = `tok_${place(w).padStart(20, "0")}`;
    const token = newApiTokenText(id);
    const who = [workspaceId, id, `usr_seed${place(w)}`].map(text).join(",");
    tokens.push(`(${who}, ${bytes(sha256(token))}, 'seed', '{}'::text[], ${text(`usr_seed${place(w)}`)})`);
    seeded.push({ workspaceId, owner: `owner${w}@seed.test`, token, connector: "mail_1" });
    if (credentials.length >= BATCH || w === plan.workspaces) {
      const rows = credentials.splice(0).join(",");
      await query(
        `INSERT INTO credentials (workspace_id, grant_id, key_id, sealed, bound, expires_at) VALUES ${rows}`,
      );
    }
  }
  await query(
    `INSERT INTO api_tokens (workspace_id, id, user_id, hash, name, servers, created_by) VALUES ${tokens.join(",")}`,
  );
  return seeded;
}

const BATCH = 5_000;

/** Rows for `credentials`, as the vault seals them. */
function sealer(plan: SeedPlan) {
  const keys = parseKeys(plan.vaultKeys);
  const { bound } = hostsOf(plan.provider);
  const set = {
    access: new Secret(plan.tokens.access),
    refresh: new Secret(plan.tokens.refresh),
    expiresAt: Date.now() + HOUR_MS,
    lifetime: HOUR_MS,
    tokenType: "bearer",
  };
  return async (workspaceId: string, w: number, c: number): Promise<string> => {
    const grantId = `grt_${place(w)}${place(c)}`;
    const sealed = await sealTokens(keys, { workspaceId, grantId }, bound, { main: set });
    const row = [workspaceId, grantId, sealed.keyId].map(text);
    return `(${row.join(",")}, ${bytes(sealed.bytes)}, ${text(bound)}, now() + interval '1 hour')`;
  };
}
