import { createHash } from "node:crypto";
import type { Principal } from "../../context.ts";
import type { Dismissed } from "../../insights/index.ts";
import type { ApiDeps } from "../operation.ts";
import { mattersOfConnectors } from "./connectors.ts";
import type { Draft, Item } from "./draft.ts";
import { mattersOfAgents, otherMatters } from "./others.ts";

const SEVERITY = { critical: 0, warning: 1, notice: 2 } as const;

/** Of what a matter says: when that changes, a dismissal is over. Counts may go up and down. */
const fingerprintOf = ({ id, cause, severity }: Draft): string =>
  createHash("sha256")
    .update(JSON.stringify([id, cause, severity]))
    .digest("base64url")
    .slice(0, 22);

export interface Told {
  item: Item;
  fingerprint: string;
}

function told(draft: Draft, dismissed: ReadonlyMap<string, Dismissed>): Told {
  const fingerprint = fingerprintOf(draft);
  const found = dismissed.get(draft.id);
  const stands = found?.fingerprint === fingerprint ? found : undefined;
  const { by, at, until, reason } = stands ?? {};
  return {
    fingerprint,
    item: {
      ...draft,
      you_can_fix: draft.owner.who === "you",
      dismissed:
        by !== undefined && at && until && reason !== undefined
          ? { by, at: at.toISOString(), until: until.toISOString(), reason }
          : null,
    },
  };
}

/** Everything that needs attention, worst first and among the same the oldest first. */
export async function attentionItems(deps: ApiDeps, who: Principal): Promise<Told[]> {
  const matters = await deps.insights.matters(who);
  const dismissed = new Map(matters.dismissed.map((one) => [one.id, one]));
  const drafts = [
    ...mattersOfConnectors(deps, who, matters),
    ...otherMatters(who, matters),
    ...(await mattersOfAgents(deps, who)),
  ];
  const rank = (draft: Draft) => `${SEVERITY[draft.severity]} ${draft.since ?? "9"} ${draft.id}`;
  return drafts.toSorted((a, b) => (rank(a) < rank(b) ? -1 : 1)).map((draft) => told(draft, dismissed));
}
