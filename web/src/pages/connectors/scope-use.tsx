import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { Connector, ScopeUse as Use } from "../../api/contract.ts";
import { useStart } from "../../api/grants.ts";
import { catalogQuery, scopeUseQuery } from "../../api/queries.ts";
import { pickedTools } from "../../scopes/pick.ts";
import { useWorkspace } from "../../shell/session-context.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { Bones } from "../../ui/loading.tsx";
import { Time } from "../../ui/time.tsx";
import { scopeUse as words } from "../../words/connector-page.ts";
import css from "./connectors.module.css";
import { useActions } from "./use-actions.ts";

/** Which scopes of the live grant its calls needed, and a narrower grant that would have done. */
export function ScopeUse({ connector }: { connector: Connector }) {
  const { data, error, refetch, isFetching } = useQuery(scopeUseQuery(useWorkspace().id, connector.id));
  return (
    <section>
      <h3>{words.scopeUse}</h3>
      {data && <Report connector={connector} use={data} />}
      {!data && error && (
        <ErrorPanel title={words.failedToLoadUse} error={error} onRetry={refetch} busy={isFetching} />
      )}
      {!data && !error && <Bones count={1} height={72} />}
    </section>
  );
}

function Report({ connector, use }: { connector: Connector; use: Use }) {
  const called = use.tools.some((tool) => tool.calls > 0);
  const { data } = useQuery(catalogQuery(useWorkspace().id));
  const provider = data?.providers.find((each) => each.id === connector.provider);
  // Those that say whose account it is are asked for whatever is picked, and used by no tool.
  const identity = new Set(provider?.identity_scopes.map((each) => each.scope));
  const scopes = use.scopes.filter(({ scope }) => !identity.has(scope.scope));
  return (
    <>
      <p className={css.dim}>
        {use.since === connector.grant?.authorized_at ? words.sinceItWasAuthorized : words.inLast30Days}
        {called ? "" : words.noToolWasCalled}
      </p>
      {scopes.length === 0 && <p>{words.thisGrantHoldsNoScopeBeyond}</p>}
      <ul className={css.uses}>
        {scopes.map(({ scope, calls, last_used_at, tools }) => (
          <li key={scope.scope} title={scope.scope}>
            <strong>{scope.title}</strong>
            <span className={css.dim}>
              {last_used_at
                ? words.usedBy(tools.join(", "), calls, <Time at={last_used_at} />)
                : words.notUsed}
            </span>
          </li>
        ))}
      </ul>
      {use.proposal && <Proposal connector={connector} proposal={use.proposal} />}
    </>
  );
}

type ProposalProps = { connector: Connector; proposal: NonNullable<Use["proposal"]> };

function Proposal({ connector, proposal }: ProposalProps) {
  const { tools, scopes, dropped } = proposal;
  const { may, why } = useActions(connector);
  const start = useStart();
  const { kind, provider, id } = connector;
  return (
    <div className={css.proposal}>
      <p>
        {words.itGivesUpAndKeeps(
          <strong>{words.narrowerGrantWouldHaveServed}</strong>,
          dropped.map(({ title }) => title),
          scopes.map(({ title }) => title),
          tools.join(", "),
        )}
      </p>
      <Button
        variant="default"
        disabled={!may.grant}
        loading={start.isPending || start.isSuccess}
        onClick={() => start.mutate({ kind, service: provider, connector: id, tools })}
      >
        {words.reauthorizeWithTools(pickedTools(tools).length)}
      </Button>
      <p className={css.dim}>{why ?? words.presentAccessKeepsWorkingUntil}</p>
      {start.error && <ErrorPanel title={words.failedToStartConnection} error={start.error} />}
    </div>
  );
}
