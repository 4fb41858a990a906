import { LRUCache } from "lru-cache";
import type { Effect } from "../../../mcp-servers/kit/index.ts";
import type { Principal } from "../../context.ts";
import type { Db } from "../../db/index.ts";
import type { Rule } from "./fits.ts";

const MAX_WORKSPACES = 2_000;

/** The limits of each workspace, kept in memory until one changes, and trusted only while the channel's lease holds. */
export function openRules(db: Db): { of(who: Principal): Promise<readonly Rule[]> } {
  const loaded = new LRUCache<string, readonly Rule[]>({ max: MAX_WORKSPACES });
  let generation = 0; // changes of limits are rare beside calls
  db.channel.on("limits", ({ workspace }) => {
    generation++;
    loaded.delete(workspace);
  });
  db.channel.onGap(() => {
    generation++;
    loaded.clear();
  });

  const read = async (who: Principal): Promise<readonly Rule[]> => {
    const rows = await db.inWorkspace(who, (tx) => tx.limit.findMany({ orderBy: { id: "asc" } }));
    return rows.map(({ id, subjectKind, subjectId, effect, perMinute, perDay }) => ({
      id,
      kind: subjectKind as Rule["kind"],
      subjectId,
      effect: effect === "all" ? null : (effect as Effect),
      perMinute,
      perDay,
    }));
  };

  return {
    async of(who) {
      const cached = db.channel.fresh() ? loaded.get(who.workspaceId) : undefined;
      if (cached) return cached;
      const startedIn = generation;
      const rules = await read(who);
      if (startedIn === generation) loaded.set(who.workspaceId, rules);
      return rules;
    },
  };
}
