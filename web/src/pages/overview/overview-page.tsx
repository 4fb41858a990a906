import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import type { OverviewRange } from "../../api/contract.ts";
import { overviewQuery } from "../../api/overview.ts";
import { page } from "../../paths.ts";
import { useMay, useWorkspace } from "../../shell/session-context.ts";
import { useAddress } from "../../ui/address.ts";
import { AsOf } from "../../ui/as-of.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { Forbidden } from "../../ui/forbidden.tsx";
import { Bones } from "../../ui/loading.tsx";
import { Page } from "../../ui/page.tsx";
import { overviewWords as words } from "../../words/overview.ts";
import { Attention } from "./attention.tsx";
import { Charts } from "./charts.tsx";
import { Health } from "./health.tsx";
import { Kpis } from "./kpis.tsx";
import css from "./overview.module.css";

export function OverviewPage() {
  if (useMay("workspace.read")) return <Overview />;
  return <Forbidden title={words.title} doing={words.forbidden} who={words.who} />;
}

const ranges = Object.keys(words.ranges) as OverviewRange[];

/** `?range=7d`. What needs somebody comes first: the numbers explain, they do not act. */
function Overview() {
  const { values } = useAddress(["range"]);
  const range = ranges.find((each) => each === values.range) ?? "24h";
  const reading = useQuery(overviewQuery(useWorkspace().id, range));
  const { data, error, refetch, isFetching, isPlaceholderData } = reading;
  return (
    <Page title={words.title} lead={words.lead}>
      <Attention />
      <section className={css.numbers} aria-label={words.numbers} aria-busy={isPlaceholderData}>
        <div className={css.bar}>
          <nav aria-label={words.range} className={css.ranges}>
            {ranges.map((each) => (
              <Link
                key={each}
                to={page.overview({ range: each })}
                aria-current={each === range ? "page" : undefined}
                preventScrollReset
              >
                {words.ranges[each]}
              </Link>
            ))}
          </nav>
          <span className={css.asOf}>
            <AsOf at={data ? Date.parse(data.as_of) : 0} />
            {data && data.behind > 0 && <span>{words.behind(data.behind)}</span>}
          </span>
        </div>
        {error && (
          <ErrorPanel title={words.numbersFailed} error={error} onRetry={refetch} busy={isFetching} />
        )}
        {data ? (
          <>
            <Kpis overview={data} />
            <Charts overview={data} />
          </>
        ) : (
          !error && <Bones count={1} height={480} />
        )}
      </section>
      <Health />
    </Page>
  );
}
