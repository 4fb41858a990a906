import type { Principal } from "../context.ts";
import { GatewayError } from "../errors.ts";
import type { Parts } from "./parts.ts";
import { connectorsSharing } from "./read.ts";

export interface Preview {
  tokens: number;
  agents: { id: string; name: string }[];
  people: number;
  tools: string[];
  sharesAccountWith: { id: string; slug: string }[];
  /** The provider can only end everything of an account: then the admin chooses what becomes of the others. */
  endsTogether: boolean;
}

/**
 * Tokens that reach a connector, by agent: their list and their agent's manifest leave one of its tools. Asked of the
 * database: a workspace has thousands of tokens. $1 workspace, $2 now, $3 servers, $4 tools and $5 slug of the
 * connector, $6 whose alone it is.
 */
const HOLDERS = `
WITH allowed AS MATERIALIZED (
  SELECT a.id, a.name, CASE WHEN jsonb_typeof(a.manifest) = 'object' THEN ARRAY(
      SELECT m.name FROM jsonb_to_recordset(a.manifest->'tools') AS m(name text, connector text)
      WHERE m.name = ANY($4::text[]) AND COALESCE(m.connector, $5) = $5) ELSE $4::text[] END AS tools
  FROM agents a WHERE a.workspace_id = $1
), held AS (
  SELECT a.id, a.name, t.tools AS listed, COALESCE(a.tools, $4::text[]) AS tools
  FROM api_tokens t LEFT JOIN allowed a ON a.id = t.agent_id
  WHERE t.workspace_id = $1 AND t.revoked_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > $2)
    AND (t.servers = '{}' OR t.servers && $3::text[]) AND ($6::text IS NULL OR t.user_id = $6)
)
SELECT id, name, count(*) AS tokens FROM held
WHERE tools && listed OR (listed = '{}' AND tools <> '{}') GROUP BY id, name ORDER BY name, id`;

/** What stops working when this connector's grant ends. */
export async function previewEnd(
  { db, registry, clock }: Parts,
  who: Principal,
  id: string,
): Promise<Preview> {
  const { connector, others, members } = await db.inWorkspace(who, async (tx) => {
    const found = await tx.connector.findFirst({
      where: { id, deletedAt: null },
      include: { grants: { where: { endedAt: null }, take: 1 } },
    });
    if (!found) throw new GatewayError("connector_not_found");
    return {
      connector: found,
      others: await connectorsSharing(tx, registry, found),
      members: await tx.member.count(),
    };
  });
  const { provider, slug, ownerId, grants } = connector;
  const personal = connector.kind === "personal";
  const servers = registry.serversOf(provider).map((s) => s.spec.id);
  const tools = registry.toolsOf(provider, grants[0]?.tools ?? []).map((t) => t.name);
  const holders = await db.reports.read(who, (ask) =>
    ask(HOLDERS, [who.workspaceId, new Date(clock()), servers, tools, slug, personal ? ownerId : null]),
  );
  return {
    tokens: holders.reduce((sum, row) => sum + Number(row.tokens), 0),
    agents: holders.flatMap((row) => (row.id ? [{ id: String(row.id), name: String(row.name) }] : [])),
    people: personal ? 1 : members,
    tools,
    sharesAccountWith: others.map(({ id: otherId, slug: other }) => ({ id: otherId, slug: other })),
    endsTogether: registry.providers.get(provider)?.revocation.endsWholeGrant === true,
  };
}
