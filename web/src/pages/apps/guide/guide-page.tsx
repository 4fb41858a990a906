import { useQuery } from "@tanstack/react-query";
import { Link, useParams, useSearchParams } from "react-router";
import { catalogQuery } from "../../../api/queries.ts";
import { page } from "../../../paths.ts";
import type { CatalogProvider } from "../../../scopes/pick.ts";
import { useMay, useWorkspace } from "../../../shell/session-context.ts";
import { ErrorPanel } from "../../../ui/error-panel.tsx";
import { Forbidden } from "../../../ui/forbidden.tsx";
import { Bones } from "../../../ui/loading.tsx";
import { Page } from "../../../ui/page.tsx";
import { Section } from "../../../ui/section.tsx";
import { appWords as words } from "../../../words/apps.ts";
import { type Guide, guideOf } from "../../../words/guides/index.ts";
import { Away, ShareButton } from "./console-link.tsx";
import css from "./guide.module.css";
import { Mapping } from "./mapping.tsx";
import { RedirectStep } from "./redirect-step.tsx";

/** `/settings/apps/guides/:provider?kind=`: everything about registering the gateway at one provider. */
export function GuidePage() {
  const may = useMay("connectors.manage");
  const { provider: id = "" } = useParams();
  const [query] = useSearchParams();
  const { data, error, refetch, isFetching } = useQuery(catalogQuery(useWorkspace().id));
  const provider = data?.providers.find((each) => each.id === id);
  if (!may)
    return (
      <Forbidden title={words.guide} doing={words.managingProviderApps} who={words.ownerOrAdminOfWorkspace} />
    );
  const guide = provider && guideOf(provider, query.get("kind") ?? provider.kinds[0]?.id);
  return (
    <Page
      title={guide ? words.guideTitle(guide.title) : words.guide}
      lead={<Link to={page.apps()}>{words.back}</Link>}
      actions={guide && <ShareButton provider={provider} guide={guide} />}
    >
      {error && <ErrorPanel title={words.failed} error={error} onRetry={refetch} busy={isFetching} />}
      {data && !guide && <p>{words.noProvider}</p>}
      {guide && <Whole provider={provider} guide={guide} />}
      {!data && !error && <Bones count={3} height={120} />}
    </Page>
  );
}

function Whole({ provider, guide }: { provider: CatalogProvider; guide: Guide }) {
  const { sections } = words;
  return (
    <div className={css.guide}>
      <p>{guide.summary}</p>
      <RedirectStep address={provider.redirect_uri} />
      <Section title={sections.auth} actions={<Away {...guide.console} />}>
        <List items={guide.auth} ordered />
      </Section>
      <Section title={sections.scopes}>
        <List items={guide.scopes} />
      </Section>
      <Section title={sections.mapping}>
        <Mapping provider={provider} kind={guide.kind} />
      </Section>
      <Section title={sections.webhooks}>
        <p>{guide.webhooks}</p>
      </Section>
      <Section title={sections.verification}>
        <List items={guide.verification} />
      </Section>
      <Section title={sections.troubleshooting}>
        <dl className={css.troubles}>
          {guide.troubleshooting.map(({ see, means, do: act }) => (
            <div key={see}>
              <dt>{see}</dt>
              <dd>{means}</dd>
              <dd>
                <strong>{words.act}:</strong> {act}
              </dd>
            </div>
          ))}
        </dl>
      </Section>
      <Section title={sections.rollback}>
        <List items={guide.rollback} ordered />
      </Section>
      {guide.docs.length > 0 && (
        <Section title={words.documents}>
          <ul className={css.list}>
            {guide.docs.map(({ label, url }) => (
              <li key={url}>
                <a href={url} target="_blank" rel="noreferrer noopener">
                  {label}
                </a>{" "}
                ({words.newTab})
              </li>
            ))}
          </ul>
        </Section>
      )}
      <p className={css.dim}>{words.compared(guide.checked)}</p>
    </div>
  );
}

function List({ items, ordered = false }: { items: readonly string[]; ordered?: boolean }) {
  const Kind = ordered ? "ol" : "ul";
  return (
    <Kind className={css.list}>
      {items.map((item) => (
        <li key={item}>{item}</li>
      ))}
    </Kind>
  );
}
