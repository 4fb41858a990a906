import { Button } from "@mantine/core";
import { Link } from "react-router";
import type { Overview } from "../../api/contract.ts";
import { type Bar, Bars, Columns, Lines, type Mark } from "../../charts/index.ts";
import { page } from "../../paths.ts";
import { useMay } from "../../shell/session-context.ts";
import { Empty } from "../../ui/empty.tsx";
import { Bot } from "../../ui/icons.tsx";
import { duration } from "../../words/format.ts";
import { overviewWords as words } from "../../words/overview.ts";
import { typeLabel } from "../audit/labels.ts";
import { Changes } from "./changes.tsx";
import { moment, pointOf, shortly, spanOf, wholly } from "./moments.ts";
import css from "./overview.module.css";

/** More would not be told apart on the chart; the list below has them all. */
const MOST_MARKS = 9;

export function Charts({ overview }: { overview: Overview }) {
  const { totals, agents, connectors, tools, from } = overview;
  const may = useMay("tokens.manage");
  if (totals.calls + totals.refused === 0)
    return (
      <>
        <Empty
          icon={<Bot size={64} />}
          action={
            may && (
              <Button component={Link} to={page.agents({ new: "agent" })}>
                {words.connectAgent}
              </Button>
            )
          }
        >
          {words.noCalls}
        </Empty>
        <Changes changes={overview.changes} />
      </>
    );
  return (
    <>
      <OverTime overview={overview} />
      <Latency overview={overview} />
      <div className={css.charts}>
        <By
          title={words.byConnector}
          file="calls-by-connector"
          shares={connectors}
          to={(id) => page.audit({ type: "tool.call", connector: id, from })}
        />
        <By
          title={words.byAgent}
          file="calls-by-caller"
          shares={agents}
          to={(id) =>
            page.audit({ type: "tool.call", [id.startsWith("agt_") ? "agent" : "actor"]: id, from })
          }
        />
        <By
          title={words.byTool}
          file="calls-by-tool"
          shares={tools}
          to={(id) => page.audit({ type: "tool.call", tool: id, from })}
        />
      </div>
      <Changes changes={overview.changes} />
    </>
  );
}

/** One for each column that had any, by its newest; a column with more leads to all of them. */
function marksOf(overview: Overview): Mark[] {
  const byColumn = Map.groupBy(overview.changes, ({ at }) => pointOf(at, overview));
  return [...byColumn]
    .flatMap(([at, [newest, ...more]]): Mark[] => {
      if (at === undefined || !newest) return [];
      const label = words.changed(
        typeLabel(newest.type),
        newest.target.label,
        moment(newest.at),
        more.length,
      );
      const span = spanOf(overview.series[at]?.at ?? newest.at, overview.grain);
      return [{ at, label, to: page.audit(more.length > 0 ? span : { event: String(newest.seq) }) }];
    })
    .slice(0, MOST_MARKS)
    .toReversed();
}

function OverTime({ overview }: { overview: Overview }) {
  const { totals, series, grain } = overview;
  return (
    <Columns
      title={words.overTime}
      summary={words.overTimeSaid(totals.calls, totals.errors, totals.refused)}
      file="calls"
      series={[
        { key: "ok", name: words.ok, paint: "valid" },
        { key: "failed", name: words.failed, paint: "invalid" },
        { key: "refused", name: words.refused, paint: "attention" },
      ]}
      columns={series.map(({ at, calls, errors, refused }) => ({
        key: at,
        label: shortly(at, grain),
        said: wholly(at, grain),
        values: { ok: calls - errors, failed: errors, refused },
        to: page.audit(spanOf(at, grain)),
      }))}
      marks={marksOf(overview)}
    />
  );
}

function Latency({ overview }: { overview: Overview }) {
  const { totals, series, grain } = overview;
  return (
    <Lines
      title={words.latencyOverTime}
      summary={words.latencySaid(totals.p50_ms, totals.p95_ms)}
      file="latency"
      lines={[
        { key: "p95", name: "p95", values: series.map((point) => point.p95_ms) },
        { key: "p50", name: "p50", values: series.map((point) => point.p50_ms) },
      ]}
      labels={series.map(({ at }) => shortly(at, grain))}
      said={series.map(({ at }) => wholly(at, grain))}
      say={duration}
    />
  );
}

type ByProps = {
  title: string;
  file: string;
  shares: Overview["agents"];
  to: (id: string) => string;
};

function By({ title, file, shares, to }: ByProps) {
  const bars: Bar[] = shares.map(({ id, label, calls, refused }) => ({
    key: id,
    name: label,
    value: calls + refused,
    to: to(id),
  }));
  const [first] = bars;
  return (
    <Bars
      title={title}
      summary={words.topSaid(first?.name, first?.value ?? 0, bars.length)}
      file={file}
      unit={words.calls}
      bars={bars}
    />
  );
}
