import type { Connector } from "../../api/contract.ts";
import { counted } from "../../scopes/pick.ts";
import { ScopeList } from "../../scopes/scope-list.tsx";
import { Notice } from "../../ui/notice.tsx";
import css from "./connectors.module.css";

type Grant = NonNullable<Connector["grant"]>;

/** What the grant allows, and where it differs from what was asked. */
export function Access({ grant, live }: { grant: Grant; live: boolean }) {
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
