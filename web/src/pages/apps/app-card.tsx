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
                Default
              </Tag>
            )}
          </h2>
          <p className={css.dim}>
            {kind}
            {fixed ? ", from the environment" : ` at ${title}`}
          </p>
        </div>
      </header>
      <Findings app={app} />
      <div>
        <p className={css.dim}>Redirect address, registered at {title} exactly so:</p>
        <CodeBlock text={app.redirect_uri} what={`redirect address of ${name}`} />
      </div>
      <Facts>
        <Fact name="Client id">
          <code>{app.client_id}</code>
        </Fact>
        {app.app_number && (
          <Fact name="App">
            <code>{app.app_slug}</code>, number {app.app_number}
            {app.has_private_key ? ", with its key" : ", without a key"}
          </Fact>
        )}
        <Fact name="Connections">{app.connections}</Fact>
        {app.updated_at && (
          <Fact name="Secrets">
            Replaced <Time at={app.updated_at} />
          </Fact>
        )}
        <Fact name="Checked">{app.checked_at ? <Time at={app.checked_at} /> : "Not yet"}</Fact>
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
  const label = fixed ? `${app.provider_title} from the environment` : name;
  const look = () => check.mutate(undefined, { onSuccess: ({ app }) => announce(summary(label, app)) });
  const prefer = () =>
    change.mutate({ is_default: true }, { onSuccess: () => announce(`${name} is the default`) });
  return (
    <>
      <div className={css.actions}>
        <Button
          variant="default"
          onClick={look}
          loading={check.isPending}
          aria-label={`Check again: ${label}`}
        >
          Check again
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
              aria-label={`Change ${name}`}
            >
              Change
            </Button>
            {!is_default && !alone && (
              <Button
                variant="default"
                onClick={prefer}
                loading={change.isPending}
                aria-label={`Make default: ${name}`}
              >
                Make default
              </Button>
            )}
            <Button
              variant="subtle"
              color="danger"
              className="vk-danger"
              onClick={() => navigate(page.apps({ remove: id }))}
              aria-label={`Remove ${name}`}
            >
              Remove
            </Button>
          </>
        )}
      </div>
      {fixed && <p className={css.dim}>It is changed where the gateway is configured, not here.</p>}
      {check.error && <ErrorPanel title={`Failed to check ${label}`} error={check.error} />}
      {change.error && <ErrorPanel title={`Failed to change ${name}`} error={change.error} />}
    </>
  );
}

function summary(label: string, { findings }: App): string {
  const bad = findings.filter((finding) => finding.level !== "ok").length;
  return bad === 0
    ? `${label}: nothing found`
    : `${label}: ${bad} of ${findings.length} findings need a look`;
}
