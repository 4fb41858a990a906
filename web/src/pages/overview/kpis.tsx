import { Link } from "react-router";
import type { Overview } from "../../api/contract.ts";
import { Spark } from "../../charts/index.ts";
import { page } from "../../paths.ts";
import { Stat, Stats } from "../../ui/stat.tsx";
import { compact, count, duration } from "../../words/format.ts";
import { overviewWords as words } from "../../words/overview.ts";
import css from "./overview.module.css";

/** Four numbers, each with what it is compared with, and where the calls are that it counts. */
export function Kpis({ overview }: { overview: Overview }) {
  const { totals, previous, series, from } = overview;
  const calls = { type: "tool.call", from };
  return (
    <>
      <Stats label={words.numbers}>
        <Stat
          name={words.calls}
          value={count(totals.calls)}
          hint={words.change(totals.calls, previous.calls)}
          to={page.audit(calls)}
        >
          <Spark values={series.map((point) => point.calls)} />
        </Stat>
        <Stat
          name={words.errors}
          value={count(totals.errors)}
          hint={words.rate(totals.errors, totals.calls)}
          to={page.audit({ ...calls, outcome: "failed" })}
        >
          <Spark values={series.map((point) => point.errors)} />
        </Stat>
        <Stat
          name={words.latency}
          value={totals.p95_ms === null ? words.none : duration(totals.p95_ms)}
          hint={words.median(totals.p50_ms)}
        >
          <Spark values={series.map((point) => point.p95_ms)} />
        </Stat>
        <Stat name={words.saved} value={compact(totals.tokens_saved)} hint={words.savedHint}>
          <Spark values={series.map((point) => point.tokens_saved)} />
        </Stat>
      </Stats>
      <p className={css.dim}>
        {words.refreshes(totals.refreshes, totals.refreshes_failed)}{" "}
        {totals.refreshes_failed > 0 && (
          <Link to={page.audit({ type: "refresh.failed", from })}>{words.seeFailed}</Link>
        )}
      </p>
    </>
  );
}
