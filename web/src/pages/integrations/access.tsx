import type { Connector } from "../../api/contract.ts";
import { CheckCircle, XOctagon } from "../../ui/icons.tsx";
import { integrationWords as words } from "../../words/integrations.ts";
import css from "./integrations.module.css";

/** What was granted and what was not, in plain words; the provider's name of each is in the tooltip. */
export function Access({ grant }: { grant: NonNullable<Connector["grant"]> }) {
  const { scopes, scopes_missing: declined, tools } = grant;
  return (
    <details className={css.access}>
      <summary>{words.access}</summary>
      <p className={css.dim}>{words.toolsWork(tools.length)}</p>
      <ul>
        {scopes.map(({ scope, title }) => (
          <li key={scope} title={scope} data-given="true">
            <CheckCircle size={14} /> {title} <span className={css.dim}>{words.granted}</span>
          </li>
        ))}
        {declined.map(({ scope, title }) => (
          <li key={scope} title={scope}>
            <XOctagon size={14} /> {title} <span className={css.dim}>{words.declined}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}
