import { Button } from "@mantine/core";
import type { Connector } from "../../api/contract.ts";
import { Ended } from "../../grants/ended.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { Fact, Facts } from "../../ui/facts.tsx";
import { MonoId } from "../../ui/mono-id.tsx";
import { VerdictBadge, VerdictReason } from "../../ui/verdict.tsx";
import { Access } from "./access.tsx";
import css from "./connectors.module.css";
import { GrantFacts } from "./grant-facts.tsx";
import { useActions } from "./use-actions.ts";

export function ConnectorDetails({ connector }: { connector: Connector }) {
  const { provider_title, sandbox, account, kind, owner, grant, connected } = connector;
  return (
    <div className={css.details}>
      <Facts>
        <Fact name="Provider">
          {provider_title}
          {sandbox && " (sandbox)"}
        </Fact>
        <Fact name="Account">{account}</Fact>
        <Fact name="Whose">
          {kind === "shared" ? "Shared, authorized by" : "Personal, of"} {owner?.name ?? "nobody"}
        </Fact>
        <Fact name="Slug">
          <code>{connector.slug}</code>
        </Fact>
        <Fact name="Id">
          <MonoId value={connector.id} what="connector id" />
        </Fact>
      </Facts>
      <Actions connector={connector} />
      <section>
        <h3>Health</h3>
        <VerdictBadge connector={connector} />
        <VerdictReason connector={connector} />
        {!connected && grant?.ended_at && <Ended connector={connector} />}
      </section>
      {grant && <Access grant={grant} live={connected} />}
      {grant && <GrantFacts grant={grant} />}
    </div>
  );
}

function Actions({ connector }: { connector: Connector }) {
  const { may, why, validate, start, ...on } = useActions(connector);
  return (
    <div className={css.actions}>
      <Button variant="default" disabled={!may.validate} loading={validate.isPending} onClick={on.onValidate}>
        Validate
      </Button>
      <Button variant="default" disabled={!may.grant} onClick={on.onChange}>
        Change scopes
      </Button>
      <Button
        variant="default"
        disabled={!may.grant}
        loading={start.isPending || start.isSuccess}
        onClick={on.onReconnect}
      >
        Reconnect
      </Button>
      <Button color="danger" disabled={!may.revoke} onClick={on.onRevoke}>
        Revoke
      </Button>
      {why && <p className={css.dim}>{why}</p>}
      {validate.error && <ErrorPanel title="Failed to validate" error={validate.error} />}
      {start.error && <ErrorPanel title="Failed to start the connection" error={start.error} />}
    </div>
  );
}
