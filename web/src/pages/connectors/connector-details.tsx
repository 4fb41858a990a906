import { Button } from "@mantine/core";
import { useLocation, useParams } from "react-router";
import type { Connector } from "../../api/contract.ts";
import { ConfirmAccount } from "../../grants/confirm-account.tsx";
import { page } from "../../paths.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { Fact, Facts } from "../../ui/facts.tsx";
import { MonoId } from "../../ui/mono-id.tsx";
import { Tabs } from "../../ui/tabs.tsx";
import { drawerWords as words } from "../../words/connectors.ts";
import { AccessTab } from "./access.tsx";
import { ActivityTab } from "./activity-tab.tsx";
import css from "./connectors.module.css";
import { HealthTab } from "./health-tab.tsx";
import { useActions } from "./use-actions.ts";
import { UsedByTab } from "./used-by-tab.tsx";

const tabs = [
  { tab: undefined, label: words.health, Body: HealthTab },
  { tab: "access", label: words.access, Body: AccessTab },
  { tab: "used-by", label: words.usedBy, Body: UsedByTab },
  { tab: "activity", label: words.activity, Body: ActivityTab },
] as const;

export function ConnectorDetails({ connector }: { connector: Connector }) {
  const { tab } = useParams();
  const { search } = useLocation();
  const { Body } = tabs.find((each) => each.tab === tab) ?? tabs[0];
  const links = tabs.map((each) => ({
    to: page.connector(connector.id, each.tab) + search,
    label: each.label,
  }));
  return (
    <div className={css.details}>
      <Who connector={connector} />
      <Actions connector={connector} />
      <div>
        <Tabs label={words.tabs} tabs={links} />
        <div className={css.details}>
          <Body connector={connector} />
        </div>
      </div>
    </div>
  );
}

function Who({ connector }: { connector: Connector }) {
  const { provider_title, sandbox, account, kind, owner } = connector;
  return (
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
  );
}

function Actions({ connector }: { connector: Connector }) {
  const { may, why, whyNoRotate, switchTo, validate, toggle, start, ...on } = useActions(connector);
  if (connector.state === "unconfirmed") return <ConfirmAccount connector={connector} />;
  const buttons: [string, boolean, () => void, boolean?][] = [
    ["Validate", may.validate, on.onValidate, validate.isPending],
    ["Change scopes", may.grant, on.onChange],
    ["Reconnect", may.grant, on.onReconnect, start.isPending || start.isSuccess],
    ["Rename", true, on.onRename],
    [words.rotate, may.rotate, on.onRotate],
    [`Switch ${switchTo}`, may.toggle, on.onSwitch, toggle.isPending],
  ];
  const reasons = [why, whyNoRotate].filter((reason) => reason !== undefined);
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
      {reasons.map((reason) => (
        <p key={reason} className={css.dim}>
          {reason}
        </p>
      ))}
      {validate.error && <ErrorPanel title="Failed to validate" error={validate.error} />}
      {toggle.error && <ErrorPanel title={`Failed to switch it ${switchTo}`} error={toggle.error} />}
      {start.error && <ErrorPanel title="Failed to start the connection" error={start.error} />}
    </div>
  );
}
