import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useSearchParams } from "react-router";
import { allowedClientsQuery } from "../../api/clients.ts";
import type { AllowedClient } from "../../api/contract.ts";
import { useMay, useSession, useWorkspace } from "../../shell/session-context.ts";
import { CodeBlock } from "../../ui/code-block.tsx";
import { Empty } from "../../ui/empty.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { Window } from "../../ui/icons.tsx";
import { Bones } from "../../ui/loading.tsx";
import { Section } from "../../ui/section.tsx";
import { allowed as words } from "../../words/clients.ts";
import { AllowedTable } from "./allowed-table.tsx";
import css from "./clients.module.css";
import { RevokeClientDialog } from "./revoke-client-dialog.tsx";

/** Apps that came by the consent page. `?all=true`: everybody's, for admins. */
export function Allowed() {
  const [query, setQuery] = useSearchParams();
  const { public_url } = useSession();
  const seesAll = useMay("tokens.manage");
  const all = seesAll && query.get("all") === "true";
  const { data, error, refetch, isFetching, hasNextPage, fetchNextPage, isFetchingNextPage } =
    useInfiniteQuery(allowedClientsQuery(useWorkspace().id, all));
  const [asking, setAsking] = useState<AllowedClient | null>(null);
  const clients = data?.pages.flatMap((page) => page.clients);
  return (
    <Section
      title={words.apps}
      lead={all ? words.whatEverybodyInThisWorkspace : words.whatYouHaveAllowed}
      actions={
        seesAll && (
          <Button
            variant={all ? "light" : "default"}
            aria-pressed={all}
            onClick={() => setQuery(all ? {} : { all: "true" })}
          >
            {words.everybodys}
          </Button>
        )
      }
    >
      {error && (
        <ErrorPanel title={words.failedToLoadAllowedApps} error={error} onRetry={refetch} busy={isFetching} />
      )}
      {!clients && !error && <Bones count={1} height={160} />}
      {clients?.length === 0 && (
        <Empty icon={<Window size={64} />}>{words.nobodyHasAllowedAppYet(all)}</Empty>
      )}
      {clients && clients.length > 0 && (
        <AllowedTable clients={clients} everybody={all} onRevoke={setAsking} />
      )}
      {hasNextPage && (
        <div className={css.more}>
          <Button variant="default" onClick={() => void fetchNextPage()} loading={isFetchingNextPage}>
            {words.loadMore}
          </Button>
        </div>
      )}
      <p className={css.dim}>{words.addressToPasteIntoApp}</p>
      <CodeBlock text={`${public_url}/mcp`} what={words.addressForApps} />
      <RevokeClientDialog client={asking} onClose={() => setAsking(null)} />
    </Section>
  );
}
