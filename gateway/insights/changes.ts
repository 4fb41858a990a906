import type { z } from "zod";
import type { overviewChange } from "../api/contract/overview.ts";
import type { Ask } from "../db/index.ts";

type Change = z.output<typeof overviewChange>;

/** What somebody does that calls may fail of afterwards. */
const GROUPS: Readonly<Record<Change["group"], readonly string[]>> = {
  authorization: [
    "connector.authorized",
    "connector.disabled",
    "connector.enabled",
    "connector.deleted",
    "grant.ended",
    "revocation.started",
  ],
  scopes: ["grant.scope_difference"],
  app: ["app.added", "app.changed", "app.removed"],
  policy: [
    "policy.rule_added",
    "policy.rule_changed",
    "policy.rule_removed",
    "policy.settings_changed",
    "guard.switched",
    "limit.added",
    "limit.removed",
  ],
  agent: [
    "agent.manifest_changed",
    "agent.delegation_changed",
    "agent.removed",
    "token.revoked",
    "agent_client.revoked",
    "agent_client.rotated",
    "oauth_client.revoked",
  ],
  deploy: ["gateway.version_changed", "keys.rotated"],
};
const TYPES = Object.values(GROUPS).flat();
const groupOf = new Map(
  Object.entries(GROUPS).flatMap(([group, types]) => types.map((type) => [type, group as Change["group"]])),
);
const MOST = 50;

/** The newest changes since a time; with a subject those of it and those that are everybody's. One probe a type. */
export async function changesSince(ask: Ask, workspaceId: string, from: Date, subject: string | undefined) {
  const rows = await ask(
    `SELECT e.* FROM unnest($2::text[]) AS t(type) CROSS JOIN LATERAL (
       SELECT seq, at, type, actor_label, actor_id, target_kind, target_id, target_label FROM audit_events
       WHERE workspace_id = $1 AND type = t.type AND seq >= COALESCE((SELECT min(first_seq) FROM audit_hours
         WHERE workspace_id = $1 AND hour >= date_trunc('hour', $3::timestamptz, 'UTC')), 0)
       ORDER BY seq DESC LIMIT ${MOST * 2}) AS e
     WHERE e.at >= $3 AND ($4::text IS NULL OR e.target_id = $4 OR split_part(e.type, '.', 1) IN ('policy', 'gateway', 'app'))
     ORDER BY e.seq DESC LIMIT ${MOST}`,
    [workspaceId, TYPES, from, subject ?? null],
  );
  return rows.map((row) => ({
    seq: Number(row.seq),
    at: (row.at as Date).toISOString(),
    type: String(row.type),
    group: groupOf.get(String(row.type)) ?? "authorization",
    actor: (row.actor_label ?? row.actor_id) as string | null,
    target: {
      kind: row.target_kind as string | null,
      id: row.target_id as string | null,
      label: row.target_label as string | null,
    },
  })) satisfies Change[];
}
