import { scopeWords } from "../words/scopes.ts";
import type { CatalogProvider, PlainScope } from "./pick.ts";
import { ScopeList } from "./scope-list.tsx";
import css from "./scopes.module.css";

type Props = {
  provider: CatalogProvider;
  /** Not known yet: the place is kept. */
  scopes: readonly PlainScope[] | undefined;
  held: readonly PlainScope[] | undefined;
};

/** The scopes in plain words and, for a grant that is being changed, what each is to it. */
export function Asked({ provider, scopes, held }: Props) {
  if (!scopes) return <div className={css.unknown} />;
  const asked = new Set([...scopes, ...provider.identity_scopes].map((scope) => scope.scope));
  const dropped = held?.filter((each) => !asked.has(each.scope)) ?? [];
  const mark = (scope: string) => (held?.some((each) => each.scope === scope) ? "keeps" : "adds");
  return (
    <>
      <ScopeList scopes={scopes} cost {...(held && { mark })} />
      {dropped.length > 0 && (
        <>
          <ScopeList scopes={dropped} mark={() => "drops"} />
          <p className={css.identity}>{scopeWords.narrowed}</p>
        </>
      )}
      {scopes.length > 0 && (
        <details className={css.raw}>
          <summary>{scopeWords.advanced}</summary>
          <code>{scopes.map((scope) => scope.scope).join("\n")}</code>
        </details>
      )}
    </>
  );
}
