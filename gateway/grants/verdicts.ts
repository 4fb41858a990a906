import { LRUCache } from "lru-cache";
import type { Audit } from "../audit/index.ts";
import type { Clock } from "../clock.ts";
import type { Principal } from "../context.ts";
import type { Db } from "../db/index.ts";
import type { Log } from "../log.ts";

export interface Finding {
  workspaceId: string;
  connectorId: string;
  state: "valid" | "invalid" | "unknown";
  cause: string | null;
  source: "call" | "probe" | "grant" | "refresh" | "revoke";
  /** The call it rests on, in words. */
  evidence: string | null;
}

export interface Verdicts {
  /** Writes at once. Only while the grant that was looked at is still the live one. */
  record(who: Principal, finding: Finding, grantId: string): Promise<void>;
  /** What a real call showed. Not awaited; fresh evidence for an unchanged verdict is written once a minute. */
  note(who: Principal, finding: Finding, grantId: string): void;
  /** Resolves when every note has been written. */
  idle(): Promise<void>;
}

const EVIDENCE_MS = 60_000;

export function openVerdicts(db: Db, audit: Audit, clock: Clock, log: Log): Verdicts {
  const written = new LRUCache<string, { state: string; at: number }>({ max: 100_000 });
  const writing = new Set<Promise<void>>();
  db.channel.on("connectors", ({ id }) => void written.delete(id));

  const record = async (who: Principal, finding: Finding, grantId: string): Promise<void> => {
    const { workspaceId, connectorId, state, cause, source, evidence } = finding;
    const changed = await db.inWorkspace(who, async (tx) => {
      const live = await tx.grant.findFirst({
        where: { workspaceId, id: grantId, connectorId, endedAt: null },
      });
      const connector =
        live &&
        (await tx.connector.findUnique({ where: { workspaceId_id: { workspaceId, id: connectorId } } }));
      if (!connector) return undefined;
      const differs = connector.verdict !== state || connector.verdictCause !== cause;
      await tx.connector.update({
        where: { workspaceId_id: { workspaceId, id: connectorId } },
        data: {
          ...(differs && { verdict: state, verdictCause: cause }),
          verdictAt: new Date(clock()),
          verdictSource: source,
          verdictEvidence: evidence,
        },
      });
      return differs ? connector.slug : undefined;
    });
    if (changed === undefined) return;
    await audit.append(who, {
      type: "connector.validated",
      outcome: state === "invalid" ? "failed" : "ok",
      target: { kind: "connector", id: connectorId, label: changed },
      data: { verdict: state, cause, source },
    });
  };

  return {
    record,
    note(who, finding, grantId) {
      const known = written.get(finding.connectorId);
      const now = clock();
      if (known?.state === finding.state && now - known.at < EVIDENCE_MS) return;
      written.set(finding.connectorId, { state: finding.state, at: now });
      const promise = record(who, finding, grantId)
        .catch((err: unknown) =>
          log.warn({ err, connector: finding.connectorId }, "a verdict could not be written"),
        )
        .finally(() => writing.delete(promise));
      writing.add(promise);
    },
    async idle() {
      await Promise.all(writing);
    },
  };
}
