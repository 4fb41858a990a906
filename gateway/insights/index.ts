import type { Audit } from "../audit/index.ts";
import type { Registry } from "../catalog/index.ts";
import type { Clock } from "../clock.ts";
import type { Principal } from "../context.ts";
import type { Db, System } from "../db/index.ts";
import { dismiss, type Matters, readMatters, restore } from "./attention.ts";
import { type Board, readBoard } from "./health.ts";
import { type Impact, readImpact } from "./impact.ts";
import { type OverviewWish, readOverview } from "./overview.ts";
import { openRollup, type Rollup } from "./rollup.ts";
import { readStanding, type Standing } from "./status.ts";

export type { Dismissed, Matters } from "./attention.ts";
export { type Board, type BoardRow, FRESH_MS, OLD_MS } from "./health.ts";
export type { Impact } from "./impact.ts";
export type { Standing } from "./status.ts";

/** Rows that somebody who looks waits for; what is more is the job's. */
const AT_ONCE = 5_000;

export interface Insights extends Pick<Rollup, "sweep" | "noteRefresh" | "flush"> {
  /** Counts what is new, unless it is more than somebody should wait for: then what they see says so. */
  catchUp(who: Principal): Promise<void>;
  overview(who: Principal, wish: OverviewWish): ReturnType<typeof readOverview>;
  board(who: Principal): Promise<Board>;
  /** By provider. `usableBy`: only the shared connectors and those of this person. */
  standing(who: Principal, usableBy: string | undefined): Promise<Standing[]>;
  /** What may need attention, and what of it was set aside. */
  matters(who: Principal): Promise<Matters>;
  dismiss(who: Principal, matter: Parameters<typeof dismiss>[2]): Promise<void>;
  /** Throws `not_found`. */
  restore(who: Principal, matter: string): Promise<void>;
  impact(who: Principal, connectorId: string): Promise<Impact>;
}

export interface InsightOptions {
  db: Db;
  system: Pick<System, "query">;
  audit: Pick<Audit, "append" | "flush">;
  registry: Pick<Registry, "servers">;
  clock: Clock;
  version: string;
  systemPrincipal(workspaceId: string, job: string): Principal;
}

/** What happened in a workspace, in numbers; what stands how; and what to look at first. */
export function openInsights(options: InsightOptions): Insights {
  const { db, registry, clock } = options;
  const { reports } = db;
  const rollup = openRollup(options);
  const catchUp = async ({ workspaceId }: Principal) => void (await rollup.catchUp(workspaceId, AT_ONCE));
  return {
    catchUp,
    async overview(who, wish) {
      await catchUp(who);
      return readOverview({ reports, registry, clock }, who, wish);
    },
    board: (who) => readBoard({ reports, clock }, who),
    standing: (who, usableBy) => readStanding({ reports, clock }, who, usableBy),
    async matters(who) {
      await catchUp(who);
      return readMatters({ reports, clock }, who);
    },
    dismiss: (who, matter) => dismiss({ db, clock }, who, matter),
    restore: (who, matter) => restore(db, who, matter),
    async impact(who, connectorId) {
      await catchUp(who);
      return readImpact({ reports, clock }, who, connectorId);
    },
    sweep: rollup.sweep,
    noteRefresh: rollup.noteRefresh,
    flush: rollup.flush,
  };
}
