import type { Clock } from "../../clock.ts";
import type { Db, System } from "../../db/index.ts";
import { openCounter } from "./counter.ts";
import { type Window, windowsOf } from "./fits.ts";
import { openManagement } from "./manage.ts";
import { openRules } from "./rules.ts";
import { batchOf, openStock } from "./stock.ts";
import type { Limits } from "./types.ts";

export function openLimits({ db, system, clock }: { db: Db; system: System; clock: Clock }): Limits {
  const rules = openRules(db);
  const { count, sweep, fullest } = openCounter(system);
  const stock = openStock(count);

  return {
    async take(who, call) {
      const windows = windowsOf(await rules.of(who), who, call);
      const taken: Window[] = [];
      for (const window of windows) {
        // What changes something is counted one by one: nothing of a small quota lies unused on another replica.
        const ms = await stock.take(window, call.effect === "read" ? batchOf(window.points) : 1);
        if (ms !== undefined) {
          for (const earlier of taken) stock.giveBack(earlier);
          return { ok: false, retryAfterSeconds: Math.max(1, Math.ceil(ms / 1_000)), which: window.which };
        }
        taken.push(window);
      }
      return { ok: true };
    },
    async giveBack(who, call) {
      for (const window of windowsOf(await rules.of(who), who, call)) stock.giveBack(window);
    },
    ...openManagement(db, clock),
    async uses({ workspaceId }, limits) {
      const found = await fullest(workspaceId);
      const none = { used: 0, resetsAt: null };
      const of = (id: string, letter: "m" | "d") => found.get(`${id}:${letter}`) ?? none;
      return new Map(limits.map(({ id }) => [id, { minute: of(id, "m"), day: of(id, "d") }]));
    },
    sweep,
  };
}
