import { Button } from "@mantine/core";
import { lazy, Suspense } from "react";
import { useLocation, useParams } from "react-router";
import type { Connector } from "../../api/contract.ts";
import { ConfirmAccount } from "../../grants/confirm-account.tsx";
import { page } from "../../paths.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { Fact, Facts } from "../../ui/facts.tsx";
import { Bones } from "../../ui/loading.tsx";
import { MonoId } from "../../ui/mono-id.tsx";
import { Tabs } from "../../ui/tabs.tsx";
import { drawerWords as words } from "../../words/connectors.ts";
import css from "./connectors.module.css";
import { HealthTab } from "./health-tab.tsx";
import { useActions } from "./use-actions.ts";

// Each comes when it is looked at: with all of them the drawer would be more than a first load may be.
const AccessTab = lazy(async () => ({ default: (await import("./access.tsx")).AccessTab }));
const UsedByTab = lazy(async () => ({ default: (await import("./used-by-tab.tsx")).UsedByTab }));
const ActivityTab = lazy(async () => ({ default: (await import("./activity-tab.tsx")).ActivityTab }));

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
          <Suspense fallback={<Bones count={2} height={120} />}>
            <Body connector={connector} />
          </Suspense>
        </div>
      </div>
    </div>
  );
}

function Who({ connector }: { connector: Connector }) {
  const { provider_title, sandbox, account, kind, owner } = connector;
  return (
    <Facts>
      <Fact name={words.provider}>
        {provider_title}
        {sandbox && words.sandbox}
      </Fact>
      <Fact name={words.account}>{account}</Fact>
      <Fact name={words.whose}>
        {kind === "shared" ? words.sharedBy(owner?.name) : words.personalOf(owner?.name)}
      </Fact>
      <Fact name={words.slug}>
        <code>{connector.slug}</code>
      </Fact>
      <Fact name={words.id}>
        <MonoId value={connector.id} what={words.connectorId} />
      </Fact>
    </Facts>
  );
}

function Actions({ connector }: { connector: Connector }) {
  const { may, why, whyNoRotate, switchTo, validate, toggle, start, ...on } = useActions(connector);
  if (connector.state === "unconfirmed") return <ConfirmAccount connector={connector} />;
  const buttons: [string, boolean, () => void, boolean?][] = [
    [words.validate, may.validate, on.onValidate, validate.isPending],
    [words.changeScopes, may.grant, on.onChange],
    [words.reconnect, may.grant, on.onReconnect, start.isPending || start.isSuccess],
    [words.rename, true, on.onRename],
    [words.rotate, may.rotate, on.onRotate],
    [words.switch[switchTo], may.toggle, on.onSwitch, toggle.isPending],
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
        {words.revoke}
      </Button>
      <Button color="danger" variant="subtle" className="vk-danger" onClick={on.onDelete}>
        {words.delete}
      </Button>
      {reasons.map((reason) => (
        <p key={reason} className={css.dim}>
          {reason}
        </p>
      ))}
      {validate.error && <ErrorPanel title={words.failedToValidate} error={validate.error} />}
      {toggle.error && <ErrorPanel title={words.failedToSwitch[switchTo]} error={toggle.error} />}
      {start.error && <ErrorPanel title={words.failedToStartConnection} error={start.error} />}
    </div>
  );
}
