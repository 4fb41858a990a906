import type { Connector } from "../../api/contract.ts";
import { counted } from "../../scopes/pick.ts";
import { ScopeList } from "../../scopes/scope-list.tsx";
import { Notice } from "../../ui/notice.tsx";
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
      <h3>{live ? "Access" : "Access it had"}</h3>
      <ScopeList scopes={scopes} />
      {missing.length > 0 && (
        <>
          <Notice tone="attention">
            Asked for, but not given. Tools that need it are not listed to agents.
          </Notice>
          <ScopeList scopes={missing} />
        </>
      )}
      {extra.length > 0 && (
        <>
          <Notice tone="unknown">Given without being asked for. The gateway never uses it.</Notice>
          <ScopeList scopes={extra} />
        </>
      )}
      <details>
        <summary>{counted(tools.length, "tool")}</summary>
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
