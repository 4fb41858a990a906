import { Button } from "@mantine/core";
import type { Connector } from "../../api/contract.ts";
import { ConfirmAccount } from "../../grants/confirm-account.tsx";
import { Ended } from "../../grants/ended.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { Fact, Facts } from "../../ui/facts.tsx";
import { MonoId } from "../../ui/mono-id.tsx";
import { VerdictBadge, VerdictReason } from "../../ui/verdict.tsx";
import { Access } from "./access.tsx";
import css from "./connectors.module.css";
import { GrantFacts } from "./grant-facts.tsx";
import { ScopeUse } from "./scope-use.tsx";
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
      {connected && <ScopeUse connector={connector} />}
      {grant && <GrantFacts grant={grant} provider={connector.provider} />}
    </div>
  );
}

function Actions({ connector }: { connector: Connector }) {
  const { may, why, switchTo, validate, toggle, start, ...on } = useActions(connector);
  if (connector.state === "unconfirmed") return <ConfirmAccount connector={connector} />;
  const buttons: [string, boolean, () => void, boolean?][] = [
    ["Validate", may.validate, on.onValidate, validate.isPending],
    ["Change scopes", may.grant, on.onChange],
    ["Reconnect", may.grant, on.onReconnect, start.isPending || start.isSuccess],
    ["Rename", true, on.onRename],
    [`Switch ${switchTo}`, may.toggle, on.onSwitch, toggle.isPending],
  ];
  return (
    <div className={css.actions}>
      {buttons.map(([word, can, act, busy = false]) => (
        <Button key={word} variant="default" disabled={!can} loading={busy} onClick={act}>
          {word}
        </Button>
      ))}
      <Button color="danger" disabled={!may.revoke} onClick={on.onRevoke}>
        Revoke
      </Button>
      <Button color="danger" variant="subtle" className="vk-danger" onClick={on.onDelete}>
        Delete
      </Button>
      {why && <p className={css.dim}>{why}</p>}
      {validate.error && <ErrorPanel title="Failed to validate" error={validate.error} />}
      {toggle.error && <ErrorPanel title={`Failed to switch it ${switchTo}`} error={toggle.error} />}
      {start.error && <ErrorPanel title="Failed to start the connection" error={start.error} />}
    </div>
  );
}
