import type { Registry } from "../catalog/index.ts";
import type { Ask } from "../db/index.ts";
import type { Dimension } from "./shares.ts";

interface Name {
  label: string;
  /** `agent` or `user`; the provider of a connector; the server of a tool. */
  of: string | null;
}
export type NameOf = (by: Dimension, id: string) => Name;

/** Names as they are now, or as the log has them of what is gone. */
export async function namesOf(
  ask: Ask,
  registry: Pick<Registry, "servers">,
  workspaceId: string,
  { agents, connectors }: { agents: readonly string[]; connectors: readonly string[] },
): Promise<NameOf> {
  const rows = await ask(
    `SELECT id, name AS label, 'agent' AS of FROM agents WHERE workspace_id = $1 AND id = ANY($2::text[])
     UNION ALL SELECT id, name, 'user' FROM users WHERE id = ANY($2::text[])
     UNION ALL SELECT id, name, provider FROM connectors WHERE workspace_id = $1 AND id = ANY($3::text[])`,
    [workspaceId, agents, connectors],
  );
  const known = new Map(
    rows.map((row) => [String(row.id), { label: String(row.label), of: String(row.of) }]),
  );
  const gone = await ask(
    `SELECT id, label FROM audit_terms WHERE workspace_id = $1 AND kind IN ('actor', 'target') AND id = ANY($2::text[])`,
    [workspaceId, [...agents, ...connectors].filter((id) => !known.has(id))],
  );
  const labels = new Map(gone.map((row) => [String(row.id), String(row.label)]));
  const serverOf = (tool: string) =>
    [...registry.servers.values()].find(({ tools }) => tools.has(tool))?.spec.id ?? null;
  return (by, id) => {
    if (by === "tool") return { label: id, of: serverOf(id) };
    const kind = by === "agent" ? (id.startsWith("usr_") ? "user" : "agent") : null;
    return known.get(id) ?? { label: labels.get(id) ?? id, of: kind };
  };
}
