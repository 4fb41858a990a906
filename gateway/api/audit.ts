import {
  auditVerifier,
  countAudit as countRows,
  exportAudit,
  extractAudit,
  getAuditEvent,
  queryAudit,
  verifyWorkspace,
} from "../audit/index.ts";
import type { Principal } from "../context.ts";
import * as contract from "./contract/index.ts";
import { type ApiDeps, operation, type RequestOf, streamOperation } from "./operation.ts";

/** What is found by words or by time is found among what is counted. */
async function counted(deps: ApiDeps, who: Principal, { q, from, to }: contract.AuditFilters): Promise<void> {
  if (q ?? from ?? to) await deps.insights.catchUp(who);
}

export const listAudit = operation(contract.listAudit, async ({ deps, who, query }) => {
  await counted(deps, who, query);
  return queryAudit(deps.db, who, query);
});

export const countAudit = operation(contract.countAudit, async ({ deps, who, query }) => {
  await counted(deps, who, query);
  return countRows(deps.db, who, query);
});

export const getAudit = operation(contract.getAudit, async ({ deps, who, params, query }) => {
  await counted(deps, who, query);
  return getAuditEvent(deps.db, who, params.seq, query);
});

export const startAuditCheck = operation(contract.startAuditCheck, ({ deps, who, requestId }) =>
  deps.checks.start(who, requestId),
);

export const listAuditChecks = operation(contract.listAuditChecks, async ({ deps, who }) => ({
  checks: await deps.checks.list(who),
}));

export const getAuditCheck = operation(contract.getAuditCheck, ({ deps, who, params }) =>
  deps.checks.get(who, params.id),
);

export const verifyAudit = operation(contract.verifyAudit, async ({ deps, who, requestId }) => {
  await deps.audit.flush();
  const found = await verifyWorkspace(deps.db, who, { clock: deps.clock });
  await deps.audit.append(who, {
    type: "audit.verified",
    outcome: found.result === "broken" ? "failed" : "ok",
    target: { kind: "workspace", id: who.workspaceId, label: null },
    requestId,
    data: {
      result: found.result,
      checked: found.checked,
      head_hash: found.head_hash,
      broken_at: found.broken_at,
    },
  });
  return found;
});

type ExportRequest = RequestOf<typeof contract.exportAuditLog>;

/** The whole chain as it verifies offline; anything less as an extract of it. */
async function exported({ deps, who, query }: ExportRequest) {
  const { format, ...filters } = query;
  const { clock } = deps;
  if (format === "csv" || Object.values(filters).some((value) => value !== undefined)) {
    await counted(deps, who, filters);
    return extractAudit(deps.db, who, { format, filters, clock });
  }
  const { rows } = await countRows(deps.db, who, {});
  return { rows, lines: exportAudit(deps.db, who, { clock }) };
}

export const exportAuditLog = streamOperation(contract.exportAuditLog, {
  fileName: ({ signedIn, deps, query }) =>
    `valetkey-audit-${signedIn.workspace.slug}-${new Date(deps.clock()).toISOString().slice(0, 10)}.${query.format}`,
  async open(request) {
    const { deps, who, requestId, query } = request;
    await deps.audit.flush();
    const { rows, lines } = await exported(request);
    async function* recorded() {
      const end = yield* lines;
      await deps.audit.append(who, {
        type: "audit.exported",
        outcome: "ok",
        target: { kind: "workspace", id: who.workspaceId, label: null },
        requestId,
        data: { count: end.count, head_seq: end.head_seq, head_hash: end.head_hash },
      });
    }
    return {
      lines: recorded(),
      headers: {
        "x-valetkey-rows": String(rows),
        ...(query.format === "csv" && { "content-type": "text/csv; charset=utf-8; header=present" }),
      },
    };
  },
});

export const getAuditVerifier = streamOperation(contract.getAuditVerifier, {
  fileName: () => "verify-audit.mjs",
  async open() {
    const program = await auditVerifier();
    async function* lines() {
      yield program;
    }
    return { lines: lines() };
  },
});
