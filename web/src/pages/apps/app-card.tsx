import { Button } from "@mantine/core";
import { Link, useNavigate } from "react-router";
import { useChangeApp, useCheckApp } from "../../api/apps.ts";
import type { App } from "../../api/contract.ts";
import { page } from "../../paths.ts";
import { CodeBlock } from "../../ui/code-block.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { Fact, Facts } from "../../ui/facts.tsx";
import { Flask, Star } from "../../ui/icons.tsx";
import { announce } from "../../ui/live.tsx";
import { Notice, Tag } from "../../ui/notice.tsx";
import { ProviderMark } from "../../ui/provider-mark.tsx";
import { Time } from "../../ui/time.tsx";
import { appWords, rehearsalWords } from "../../words/apps.ts";
import { appCard as words } from "../../words/provider-apps.ts";
import css from "./apps.module.css";
import { Findings } from "./findings.tsx";

type Props = { app: App; kind: string; alone: boolean };

/** One registration at one provider. */
export function AppCard({ app, kind, alone }: Props) {
  const id = `app-${app.id}`;
  const { provider_title: title, name, from_environment: fixed } = app;
  return (
    <section className={css.card} aria-labelledby={id}>
      <header className={css.head}>
        <ProviderMark title={title} size={32} />
        <div className={css.headText}>
          <h2 id={id}>
            {fixed ? title : name}{" "}
            {app.is_default && !alone && (
              <Tag tone="pending" icon={Star}>
                {words.default}
              </Tag>
            )}
          </h2>
          <p className={css.dim}>
            {kind}
            {fixed ? words.fromEnvironment : words.at(title)}
          </p>
        </div>
      </header>
      <Findings app={app} />
      <div>
        <p className={css.dim}>{words.redirectAddress(title)}</p>
        <CodeBlock text={app.redirect_uri} what={words.redirectAddressOf(name)} />
      </div>
      <Facts>
        <Fact name={words.clientId}>
          <code>{app.client_id}</code>
        </Fact>
        {app.app_number && (
          <Fact name={words.app}>
            {words.numberWithItsKey(<code>{app.app_slug}</code>, app.app_number, app.has_private_key)}
          </Fact>
        )}
        <Fact name={words.connections}>{app.connections}</Fact>
        {app.updated_at && <Fact name={words.secrets}>{words.replaced(<Time at={app.updated_at} />)}</Fact>}
        <Fact name={words.checked}>{app.checked_at ? <Time at={app.checked_at} /> : words.notYet}</Fact>
      </Facts>
      {isOld(app) && <Notice tone="attention">{appWords.oldSecret}</Notice>}
      <p>
        <Link to={page.guide(app.provider, app.kind)} aria-label={appWords.guideOf(name)}>
          {appWords.guide}
        </Link>
        {" · "}
        <Link to={page.rehearsals(app.id)} aria-label={`${rehearsalWords.title}: ${fixed ? title : name}`}>
          {rehearsalWords.title}
        </Link>
      </p>
      <Actions app={app} alone={alone} />
    </section>
  );
}

const YEAR_MS = 365 * 86_400_000;
const isOld = ({ updated_at: at }: App): boolean => at !== null && Date.now() - Date.parse(at) > YEAR_MS;

function Actions({ app, alone }: { app: App; alone: boolean }) {
  const navigate = useNavigate();
  const check = useCheckApp(app.id);
  const change = useChangeApp(app.id);
  const { id, name, is_default, from_environment: fixed } = app;
  const label = fixed ? words.fromEnvironmentOf(app.provider_title) : name;
  const look = () => check.mutate(undefined, { onSuccess: ({ app }) => announce(summary(label, app)) });
  const prefer = () =>
    change.mutate({ is_default: true }, { onSuccess: () => announce(words.isDefault(name)) });
  return (
    <>
      <div className={css.actions}>
        <Button
          variant="default"
          onClick={look}
          loading={check.isPending}
          aria-label={words.checkAgainOf(label)}
        >
          {words.checkAgain}
        </Button>
        <Button
          variant="default"
          leftSection={<Flask />}
          onClick={() => navigate(page.apps({ rehearse: id }))}
          aria-label={appWords.rehearseApp(label)}
        >
          {appWords.rehearse}
        </Button>
        {!fixed && (
          <>
            <Button
              variant="default"
              onClick={() => navigate(page.apps({ change: id }))}
              aria-label={words.changeOf(name)}
            >
              {words.change}
            </Button>
            {!is_default && !alone && (
              <Button
                variant="default"
                onClick={prefer}
                loading={change.isPending}
                aria-label={words.makeDefaultOf(name)}
              >
                {words.makeDefault}
              </Button>
            )}
            <Button
              variant="subtle"
              color="danger"
              className="vk-danger"
              onClick={() => navigate(page.apps({ remove: id }))}
              aria-label={words.removeOf(name)}
            >
              {words.remove}
            </Button>
          </>
        )}
      </div>
      {fixed && <p className={css.dim}>{words.changedWhereGateway}</p>}
      {check.error && <ErrorPanel title={words.failedToCheck(label)} error={check.error} />}
      {change.error && <ErrorPanel title={words.failedToChange(name)} error={change.error} />}
    </>
  );
}

function summary(label: string, { findings }: App): string {
  const bad = findings.filter((finding) => finding.level !== "ok").length;
  return bad === 0 ? words.nothingFound(label) : words.ofFindingsNeedLook(label, bad, findings.length);
}
