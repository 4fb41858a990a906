import { type CatalogProvider, counted, neededScopes } from "./pick.ts";
import { ScopeList } from "./scope-list.tsx";
import css from "./scopes.module.css";

type Props = {
  provider: CatalogProvider;
  picked: ReadonlySet<string>;
  held?: readonly string[] | undefined;
};

/** What the picked tools amount to at the provider. */
export function Summary({ provider, picked, held }: Props) {
  const scopes = neededScopes(provider, picked);
  const asked = new Set([...scopes, ...provider.identity_scopes].map((scope) => scope.scope));
  const dropped = provider.scopes.filter((s) => held?.includes(s.scope) && !asked.has(s.scope));
  return (
    <section className={css.summary} aria-label="What will be asked for">
      <p aria-live="polite">
        <strong>
          {picked.size === 0
            ? "Pick at least one tool."
            : `${counted(picked.size, "tool")} ${picked.size === 1 ? "needs" : "need"} ${counted(scopes.length, "scope")}`}
        </strong>
      </p>
      <ScopeList
        scopes={scopes}
        mark={(scope) => (held ? (held.includes(scope) ? "keeps" : "adds") : undefined)}
      />
      {dropped.length > 0 && <ScopeList scopes={dropped} mark={() => "drops"} />}
      <p className={css.identity}>
        Always asked, to know whose account it is:{" "}
        {provider.identity_scopes.map((scope) => scope.title.toLowerCase()).join("; ")}.
      </p>
      {scopes.length > 0 && (
        <details className={css.raw}>
          <summary>Advanced: scope names</summary>
          <code>{scopes.map((scope) => scope.scope).join("\n")}</code>
        </details>
      )}
    </section>
  );
}
