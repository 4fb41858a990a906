import type { Connector } from "../../api/contract.ts";
import { ScopeList } from "../../scopes/scope-list.tsx";
import { Notice } from "../../ui/notice.tsx";
import { access as words } from "../../words/connector-page.ts";
import css from "./connectors.module.css";
import { GrantFacts } from "./grant-facts.tsx";
import { ScopeUse } from "./scope-use.tsx";

type Grant = NonNullable<Connector["grant"]>;

/** What its grant allows, what of it is used, and who gave it. */
export function AccessTab({ connector }: { connector: Connector }) {
  const { grant, connected } = connector;
  if (!grant) return null;
  return (
    <>
      <Access grant={grant} live={connected} />
      {connected && <ScopeUse connector={connector} />}
      <GrantFacts grant={grant} provider={connector.provider} />
    </>
  );
}

/** What the grant allows, and where it differs from what was asked. */
function Access({ grant, live }: { grant: Grant; live: boolean }) {
  const { scopes, scopes_missing: missing, scopes_extra: extra, tools } = grant;
  return (
    <section>
      <h3>{live ? words.access : words.accessItHad}</h3>
      <ScopeList scopes={scopes} />
      {missing.length > 0 && (
        <>
          <Notice tone="attention">{words.askedFor}</Notice>
          <ScopeList scopes={missing} />
        </>
      )}
      {extra.length > 0 && (
        <>
          <Notice tone="unknown">{words.givenWithoutBeingAsked}</Notice>
          <ScopeList scopes={extra} />
        </>
      )}
      <details>
        <summary>{words.tools(tools.length)}</summary>
        <ul className={css.tools}>
          {tools.map((tool) => (
            <li key={tool}>
              <code>{tool}</code>
            </li>
          ))}
        </ul>
      </details>
    </section>
  );
}
