import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { checksQuery, useRetryRevocation } from "../../api/connectors.ts";
import type { AuditEvent, Connector } from "../../api/contract.ts";
import { Ended } from "../../grants/ended.tsx";
import { page } from "../../paths.ts";
import { useMay, useWorkspace } from "../../shell/session-context.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { Fact, Facts } from "../../ui/facts.tsx";
import { Bones } from "../../ui/loading.tsx";
import { Time } from "../../ui/time.tsx";
import { VerdictBadge, VerdictReason } from "../../ui/verdict.tsx";
import { drawerWords as words } from "../../words/connectors.ts";
import { typeLabel } from "../audit/labels.ts";
import { Outcome } from "../audit/outcome.tsx";
import css from "./connectors.module.css";

/** What is so now and why, how it came to that, and what the provider's word for it was. */
export function HealthTab({ connector }: { connector: Connector }) {
  const { connected, grant } = connector;
  const sees = useMay("audit.read");
  return (
    <>
      <section>
        <h3>{words.health}</h3>
        <VerdictBadge connector={connector} />
        <VerdictReason connector={connector} />
        {!connected && grant?.ended_at && <Ended connector={connector} />}
        {!connected && grant?.upstream.state === "pending" && <Retry id={connector.id} />}
        {connector.verdict.cause && <Raw connector={connector} />}
      </section>
      {sees && <Timeline id={connector.id} />}
    </>
  );
}

function Retry({ id }: { id: string }) {
  const retry = useRetryRevocation();
  return (
    <>
      <Button variant="default" size="sm" loading={retry.isPending} onClick={() => retry.mutate(id)}>
        {words.retry}
      </Button>
      {retry.error && <ErrorPanel title={words.retryFailed} error={retry.error} />}
    </>
  );
}

/** The provider's error as the gateway keeps it: a code, and what was called. */
function Raw({ connector: { verdict } }: { connector: Connector }) {
  return (
    <details className={css.raw}>
      <summary>{words.rawTitle}</summary>
      <p className={css.dim}>{words.rawNote}</p>
      <Facts>
        <Fact name={words.cause}>
          <code>{verdict.cause}</code>
        </Fact>
        {verdict.source && (
          <Fact name={words.source}>
            <code>{verdict.source}</code>
          </Fact>
        )}
        {verdict.evidence && (
          <Fact name={words.evidence}>
            <code>{verdict.evidence}</code>
          </Fact>
        )}
      </Facts>
    </details>
  );
}

function Timeline({ id }: { id: string }) {
  const { data, error, refetch, isFetching } = useQuery(checksQuery(useWorkspace().id, id));
  return (
    <section>
      <h3>{words.timeline}</h3>
      {error && <ErrorPanel title={words.timelineFailed} error={error} onRetry={refetch} busy={isFetching} />}
      {!data && !error && <Bones count={1} height={96} />}
      {data?.length === 0 && <p className={css.dim}>{words.noChecks}</p>}
      {data && data.length > 0 && (
        <ol className={css.timeline}>
          {data.map((event) => (
            <li key={event.seq}>
              <Moment event={event} />
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

const text = (value: unknown): string | undefined => (typeof value === "string" && value ? value : undefined);

function Moment({ event }: { event: AuditEvent }) {
  const cause = text(event.data.cause) ?? text(event.data.reason);
  const verdict = text(event.data.verdict);
  const said = verdict ? (words.verdictWas[verdict as "valid"] ?? verdict) : typeLabel(event.type);
  return (
    <>
      <span>
        <Link to={page.audit({ event: String(event.seq) })} title={words.logLine}>
          {said}
        </Link>{" "}
        {cause && <code>{cause}</code>}
      </span>
      <Time at={event.at} />
      {event.outcome !== "ok" && (
        <span>
          <Outcome outcome={event.outcome} />
        </span>
      )}
    </>
  );
}
