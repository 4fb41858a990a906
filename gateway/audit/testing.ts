import type { Principal } from "../context.ts";
import type { AuditRow, ChainHead } from "../db/index.ts";
import { link } from "./chain.ts";
import type { AuditInput } from "./events.ts";
import type { AuditDb } from "./lane-parts.ts";
import { toDraft } from "./row.ts";

/** What the tests of this room share. */

export const at = Date.UTC(2026, 10, 21, 7, 30);

export function principal(workspaceId = "wsp_1"): Principal {
  const who = {
    workspaceId,
    kind: "agent",
    id: "agt_1",
    label: "Inbox agent",
    userId: undefined,
    agentId: "agt_1",
  };
  return who as unknown as Principal;
}

/** One read call; `n` makes it recognisable in `requestId`. */
export function call(n: number, outcome: "started" | "ok" = "ok"): AuditInput {
  return {
    type: "tool.call",
    outcome,
    target: { kind: "connector", id: "con_1", label: "google_workspace" },
    requestId: `req_${n}`,
    data: {
      call: `call_${n}`,
      tool: "gmail_search",
      server: "gmail",
      effect: "read",
      connector: "google_workspace",
      grant: "grt_1",
      arguments: `sha256:${"ab".repeat(32)}`,
      code: null,
      duration_ms: 12.5,
    },
  };
}

/** A chain of `count` rows with ids that do not change from run to run. */
export function chainOf(count: number, workspaceId = "wsp_1"): AuditRow[] {
  const who = principal(workspaceId);
  return link(
    undefined,
    Array.from({ length: count }, (_, n) => ({ ...toDraft(who, call(n + 1), at + n), id: `evt_${n + 1}` })),
  );
}

export const headOf = (rows: readonly AuditRow[]): ChainHead | undefined => rows.at(-1);

/** The two tables in memory, with one commit at a time. `before` and `after` may throw to play a failing database. */
export function fakeDb() {
  const tables = new Map<string, AuditRow[]>();
  const rowsOf = (workspaceId: string) => tables.get(workspaceId) ?? [];
  const fake = {
    commits: 0,
    before: async (_rows: readonly AuditRow[]) => {},
    /** Runs when the rows are committed and the answer is under way. */
    after: async (_rows: readonly AuditRow[]) => {},
    rowsOf,
    put: (workspaceId: string, rows: AuditRow[]) => void tables.set(workspaceId, rows),
    headOf: (workspaceId: string): ChainHead | undefined => rowsOf(workspaceId).at(-1),
  };
  const audit: AuditDb["audit"] = {
    async append(workspaceId, build) {
      await new Promise(setImmediate);
      const rows = build(fake.headOf(workspaceId));
      await fake.before(rows);
      tables.set(workspaceId, [...rowsOf(workspaceId), ...rows]);
      fake.commits += 1;
      await fake.after(rows);
    },
  };
  return Object.assign(fake, { db: { audit, inWorkspace: reader(fake) } as unknown as AuditDb });
}

interface Query {
  where: { workspaceId_seq?: { seq: bigint }; seq?: { gt?: bigint; gte?: bigint; lte?: bigint } };
  take?: number;
}

/** As much of the delegates as the walk and the writer use. */
function reader(fake: { rowsOf(id: string): AuditRow[]; headOf(id: string): ChainHead | undefined }) {
  return async (who: Principal, work: (tx: unknown) => Promise<unknown>) => {
    const rows = () => fake.rowsOf(who.workspaceId).toSorted((a, b) => Number(a.seq - b.seq));
    const matches = (row: AuditRow, { seq = {} }: Query["where"]) =>
      (seq.gt === undefined || row.seq > seq.gt) &&
      (seq.gte === undefined || row.seq >= seq.gte) &&
      (seq.lte === undefined || row.seq <= seq.lte);
    return work({
      auditHead: { findUnique: async () => fake.headOf(who.workspaceId) ?? null },
      auditEvent: {
        findUnique: async ({ where }: Query) =>
          rows().find((row) => row.seq === where.workspaceId_seq?.seq) ?? null,
        findMany: async ({ where, take }: Query) =>
          rows()
            .filter((row) => matches(row, where))
            .slice(0, take),
      },
    });
  };
}
