import { exportAudit, getAuditEvent, queryAudit, verifyWorkspace } from "../audit/index.ts";
import * as contract from "./contract/index.ts";
import { operation, streamOperation } from "./operation.ts";

export const listAudit = operation(contract.listAudit, ({ deps, who, query }) =>
  queryAudit(deps.db, who, query),
);

export const getAudit = operation(contract.getAudit, async ({ deps, who, params }) => ({
  event: await getAuditEvent(deps.db, who, params.seq),
}));

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

export const exportAuditLog = streamOperation(contract.exportAuditLog, {
  fileName: ({ signedIn, deps }) =>
    `valetkey-audit-${signedIn.workspace.slug}-${new Date(deps.clock()).toISOString().slice(0, 10)}.jsonl`,
  async *stream({ deps, who, requestId }) {
    await deps.audit.flush();
    const trailer = yield* exportAudit(deps.db, who, { clock: deps.clock });
    await deps.audit.append(who, {
      type: "audit.exported",
      outcome: "ok",
      target: { kind: "workspace", id: who.workspaceId, label: null },
      requestId,
      data: { count: trailer.count, head_seq: trailer.head_seq, head_hash: trailer.head_hash },
    });
  },
});
