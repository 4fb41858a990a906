import { useQuery } from "@tanstack/react-query";
import { neededScopesQuery } from "../api/queries.ts";
import { useWorkspace } from "../shell/session-context.ts";
import { ErrorPanel } from "../ui/error-panel.tsx";
import { summary as words } from "../words/scopes.ts";
import { Asked } from "./asked.tsx";
import { type CatalogProvider, type PlainScope, pickedTools } from "./pick.ts";
import css from "./scopes.module.css";

type Props = {
  provider: CatalogProvider;
  picked: ReadonlySet<string>;
  held?: readonly PlainScope[] | undefined;
  access?: string | undefined;
};

/** What the picked tools amount to at the provider. The gateway says it, because it is who will ask. */
export function Summary({ provider, picked, held, access }: Props) {
  const { data, error, refetch, isFetching, isPlaceholderData } = useQuery(
    neededScopesQuery(useWorkspace().id, provider.id, picked, access),
  );
  const tools = pickedTools(picked).length;
  const needed = tools > 0 ? data : undefined;
  return (
    <section className={css.summary} aria-label={words.whatWillBeAsked} aria-busy={isPlaceholderData}>
      <p aria-live="polite">
        <strong>{headline(tools, needed)}</strong>
      </p>
      {error && !needed ? (
        <ErrorPanel title={words.failedToCountScopes} error={error} onRetry={refetch} busy={isFetching} />
      ) : (
        <Asked provider={provider} scopes={needed?.scopes} held={held} />
      )}
      {provider.identity_scopes.length > 0 && (
        <p className={css.identity}>
          {words.alwaysAsked(provider.identity_scopes.map((scope) => scope.title.toLowerCase()).join("; "))}
        </p>
      )}
    </section>
  );
}

function headline(picked: number, needed: { count: number; scopes: readonly unknown[] } | undefined): string {
  if (picked === 0) return words.pickAtLeastOneTool;
  if (!needed) return words.tools(picked);
  const { count, scopes } = needed;
  return words.toolsNeedsScopes(count, scopes.length);
}
