import pg from "pg";
import { link } from "../../../gateway/audit/chain.ts";
import type { Draft } from "../../../gateway/audit/row.ts";
import { openAuditAppend } from "../../../gateway/db/audit-append.ts";
import { AGENTS, PEOPLE, type Sizes } from "./people.ts";

const DAYS = 40;
const BATCH = 5_000;
const RARE = [
  "connector.authorized",
  "policy.rule_changed",
  "grant.ended",
  "sign_in.succeeded",
  "connector.validated",
  "token.issued",
];

export const idOf = (kind: string, n: number): string => `${kind}_b${String(n).padStart(6, "0")}`;

/** What is told of row `n`: mostly calls, some that fail or are refused, now and then what people do. */
function kindOf(n: number): Pick<Draft, "type" | "outcome"> {
  if (n % 500 === 0) return { type: RARE[(n / 500) % RARE.length] ?? "token.issued", outcome: "ok" };
  if (n % 53 === 0) return { type: "tool.refused", outcome: "refused" };
  return { type: "tool.call", outcome: n % 37 === 0 ? "failed" : "ok" };
}

/** As it would have grown: some connectors are used much more than others, each by a few agents. */
function draftOf(workspaceId: string, n: number, { rows, connectors }: Sizes, from: number): Draft {
  const c = 1 + Math.floor(Math.random() ** 3 * (connectors - 1));
  const isPerson = n % 10 === 0;
  const actor = isPerson ? 1 + (n % PEOPLE) : 1 + ((c + (n % 3)) % AGENTS);
  return {
    workspaceId,
    id: idOf("evt", n),
    at: new Date(Math.round(from + (n * DAYS * 86_400_000) / rows)),
    ...kindOf(n),
    actorKind: isPerson ? "user" : "agent",
    actorId: idOf(isPerson ? "usr" : "agt", actor),
    actorLabel: isPerson ? `person${actor}@seed.test` : `Agent ${actor}`,
    targetKind: "connector",
    targetId: idOf("con", c),
    targetLabel: `Mailbox ${c}`,
    requestId: idOf("req", n),
    data: {
      call: idOf("call", n),
      tool: `tool_${(c % 10) * 8 + (n % 8)}`,
      server: "gmail",
      effect: "read",
      connector: `mail_${c}`,
      arguments: `hmac-sha256:${"ab".repeat(32)}`,
      code: n % 37 === 0 ? "provider_down" : null,
      duration_ms: Math.round(Math.random() * 900),
      provider_bytes: 20_000 + (n % 5_000),
      answer_bytes: 4_000,
    },
  };
}

/** A chain that verifies, of the last forty days, put down as the gateway does it. */
export async function growLog(url: string, workspaceId: string, sizes: Sizes): Promise<void> {
  const pool = new pg.Pool({ connectionString: url, max: 1 });
  const append = openAuditAppend(pool);
  const from = Date.now() - DAYS * 86_400_000;
  try {
    for (let n = 1; n <= sizes.rows; n += BATCH) {
      const length = Math.min(BATCH, sizes.rows - n + 1);
      const drafts = Array.from({ length }, (_, i) => draftOf(workspaceId, n + i, sizes, from));
      await append(workspaceId, (head) => link(head, drafts));
    }
  } finally {
    await pool.end();
  }
}
