import { gzipSync } from "node:zlib";
import { type Agent, connectAgent } from "../support/agent.ts";
import type { TestGateway } from "../support/gateway.ts";
import type { Answer, Person } from "../support/person.ts";

export const READ = ["gmail_search_threads", "gmail_get_thread", "gmail_list_labels"];
export const ALL = [...READ, "gmail_send_message"];

export type Query = TestGateway["app"]["database"]["system"]["query"];
export const sqlOf =
  ({ app }: TestGateway): Query =>
  (sql, values) =>
    app.database.system.query(sql, values);

/** Until what was written past the gateway has reached its caches. */
export const settled = ({ app }: TestGateway): Promise<void> => app.database.db.channel.settled();

/** What real work of the workspace's own moves at any time. */
const MOVES = "{verdict_at,verdict_source,verdict_evidence,last_seen_at,last_used_at}";

/** Every row of a workspace but its audit log, by table: what an attack from elsewhere may not change. */
export async function fingerprint(
  gateway: TestGateway,
  workspaceId: string,
): Promise<Record<string, string>> {
  const sql = sqlOf(gateway);
  const { rows: tables } = await sql(
    `SELECT table_name AS t FROM information_schema.columns
     WHERE table_schema = 'public' AND column_name = 'workspace_id'
       AND table_name NOT LIKE 'audit%' AND table_name <> 'tool_uses' ORDER BY 1`,
  );
  const found: Record<string, string> = {};
  for (const { t } of tables) {
    const { rows } = await sql(
      `SELECT count(*) || ' ' || md5(coalesce(string_agg(r.row, ' ' ORDER BY r.row), '')) AS h
       FROM (SELECT md5((to_jsonb(t) - $2::text[])::text) AS row FROM ${t} t WHERE workspace_id = $1) r`,
      [workspaceId, MOVES],
    );
    found[String(t)] = String(rows[0]?.h);
  }
  return found;
}

/** One piece of work with an agent of its own. */
export async function withAgent<T>(
  gateway: TestGateway,
  token: string,
  server: string,
  work: (agent: Agent) => Promise<T>,
): Promise<T> {
  const agent = await connectAgent(gateway.url, token, server);
  try {
    return await work(agent);
  } finally {
    await agent.close();
  }
}

/** Status and code together, for one assertion. */
export const told = ({ status, body }: Answer): string => `${status} ${body?.code ?? "ok"}`;

/** Starts a connection and goes through the provider's consent; the answer is not handed in yet. */
export async function consented(
  person: Person,
  choice: { email: string; service?: string; tools?: readonly string[]; connector?: string },
): Promise<Record<string, string>> {
  const { email, service = "google", tools, connector } = choice;
  const query = new URLSearchParams({
    app: "env",
    ...(tools && { tools: tools.join(",") }),
    ...(connector && { connector }),
  });
  const { authorization_url } = await person.api("GET", `/integrations/${service}/auth_link?${query}`);
  return person.visitProvider(authorization_url, { email });
}

/** Whether anything has got onto the prototype of every object. */
export const isPolluted = (): boolean =>
  "polluted" in {} || Object.keys(Object.prototype).length > 0 || "role" in {} || "isAdmin" in {};

const MB = 1024 * 1024;
/** Spaces, packed; one packing after the other, as that takes no time. */
export const gzipBomb = (megabytes: number): Buffer =>
  Buffer.concat(Array(megabytes / 16).fill(gzipSync(Buffer.alloc(16 * MB, 0x20), { level: 9 })));
