import type { Connector, RevocationRun } from "../../gateway/api/contract/index.ts";
import { newRevocation } from "../../gateway/api/contract/index.ts";
import type { Handler } from "./fake-call.ts";
import { ago, ana, connectors, makeId, session } from "./fake-data.ts";
import { Fault } from "./fake-problem.ts";

const runs: RevocationRun[] = [
  {
    id: makeId("run"),
    scope: "user",
    target: "usr_gone",
    started_by: ana.id,
    started_at: ago(7_000),
    fenced_at: ago(7_000),
    total: 4,
    upstream: { pending: 0, revoked: 2, kept: 1, failed: 1 },
  },
];

/** Answers trickle in, one a second. */
function settle(run: RevocationRun): void {
  if (run.upstream.pending === 0) return;
  run.upstream.pending--;
  run.upstream.revoked++;
  setTimeout(() => settle(run), 1_000);
}

export const runHandlers = (end: (connector: Connector) => unknown): Handler[] => [
  ["GET", "/revocations", () => ({ revocations: runs })],
  [
    "GET",
    "/revocations/*",
    ({ ids }) => {
      const run = runs.find(({ id }) => id === ids[0]);
      if (run) return run;
      throw new Fault(404, "not_found", "There is no such revocation.", "Check the address or the id.");
    },
  ],
  [
    "POST",
    "/revocations",
    ({ body }) => {
      const { scope, target } = newRevocation.parse(body);
      const those = connectors.filter(
        (each) =>
          each.connected &&
          (scope === "workspace" ||
            each.provider === target ||
            (each.kind === "personal" && each.owner?.id === target)),
      );
      for (const each of those) end(each);
      const run: RevocationRun = {
        id: makeId("run"),
        scope,
        target: target ?? session.workspace.id,
        started_by: ana.id,
        started_at: ago(0),
        fenced_at: ago(0),
        total: those.length,
        upstream: { pending: those.length, revoked: 0, kept: 0, failed: 0 },
      };
      runs.unshift(run);
      setTimeout(() => settle(run), 2_000);
      return run;
    },
  ],
];
