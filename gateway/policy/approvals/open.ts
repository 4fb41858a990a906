import { openClaim } from "./claim.ts";
import { cancel, decide } from "./decide.ts";
import type { ApprovalOptions } from "./options.ts";
import { counts, find, history, list, viewOf } from "./read.ts";
import { listStanding, withdraw } from "./standing.ts";
import { sweep } from "./sweep.ts";
import type { Approvals } from "./types.ts";
import { openWaiting } from "./wait.ts";

export function openApprovals(options: ApprovalOptions): Approvals {
  return {
    claim: openClaim(options),
    wait: openWaiting(options),
    list: (who, query) => list(options, who, query),
    get: (who, id) =>
      options.db.inWorkspace(who, async (tx) => viewOf(tx, options, who, await find(tx, who, id))),
    counts: (who) => counts(options, who),
    decide: (who, id, word, requestId) => decide(options, who, id, word, requestId),
    cancel: (who, id, requestId) => cancel(options, who, id, requestId),
    history: (who, id) => history(options, who, id),
    standing: (who) => listStanding(options, who),
    withdraw: (who, id, requestId) => withdraw(options, who, id, requestId),
    sweep: () => sweep(options),
  };
}
