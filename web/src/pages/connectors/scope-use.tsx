import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { Connector, ScopeUse as Use } from "../../api/contract.ts";
import { useStart } from "../../api/grants.ts";
import { catalogQuery, scopeUseQuery } from "../../api/queries.ts";
import { counted, pickedTools } from "../../scopes/pick.ts";
import { useWorkspace } from "../../shell/session-context.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { Bones } from "../../ui/loading.tsx";
import { Time } from "../../ui/time.tsx";
import css from "./connectors.module.css";
import { useActions } from "./use-actions.ts";

/** Which scopes of the live grant its calls needed, and a narrower grant that would have done. */
export function ScopeUse({ connector }: { connector: Connector }) {
  const { data, error, refetch, isFetching } = useQuery(scopeUseQuery(useWorkspace().id, connector.id));
  return (
    <section>
      <h3>Scope use</h3>
      {data && <Report connector={connector} use={data} />}
      {!data && error && (
        <ErrorPanel title="Failed to load the use" error={error} onRetry={refetch} busy={isFetching} />
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
        {use.since === connector.grant?.authorized_at ? "Since it was authorized" : "In the last 30 days"}
        {called ? "" : ": no tool was called, so there is nothing to propose."}
      </p>
      {scopes.length === 0 && <p>This grant holds no scope beyond knowing whose account it is.</p>}
      <ul className={css.uses}>
        {scopes.map(({ scope, calls, last_used_at, tools }) => (
          <li key={scope.scope} title={scope.scope}>
            <strong>{scope.title}</strong>
            <span className={css.dim}>
              {last_used_at ? (
                <>
                  Used by {tools.join(", ")} ({counted(calls, "call")}), last <Time at={last_used_at} />
                </>
              ) : (
                "Not used"
              )}
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
        <strong>A narrower grant would have served every call.</strong> It gives up{" "}
        {dropped.map((scope) => `“${scope.title}”`).join(", ")} and keeps{" "}
        {scopes.length > 0 ? scopes.map((scope) => `“${scope.title}”`).join(", ") : "no scope"}, for{" "}
        {tools.join(", ")}.
      </p>
      <Button
        variant="default"
        disabled={!may.grant}
        loading={start.isPending || start.isSuccess}
        onClick={() => start.mutate({ kind, service: provider, connector: id, tools })}
      >
        Reauthorize with {counted(pickedTools(tools).length, "tool")}
      </Button>
      <p className={css.dim}>
        {why ?? "The present access keeps working until the new one has passed its check."}
      </p>
      {start.error && <ErrorPanel title="Failed to start the connection" error={start.error} />}
    </div>
  );
}
