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
      title="Apps"
      lead={all ? "What everybody in this workspace has allowed." : "What you have allowed."}
      actions={
        seesAll && (
          <Button
            variant={all ? "light" : "default"}
            aria-pressed={all}
            onClick={() => setQuery(all ? {} : { all: "true" })}
          >
            Everybody’s
          </Button>
        )
      }
    >
      {error && (
        <ErrorPanel title="Failed to load allowed apps" error={error} onRetry={refetch} busy={isFetching} />
      )}
      {!clients && !error && <Bones count={1} height={160} />}
      {clients?.length === 0 && (
        <Empty icon={<Window size={64} />}>
          {all ? "Nobody has allowed an app yet." : "You have not allowed an app yet."} Paste the address
          below into one; it sends you here to ask.
        </Empty>
      )}
      {clients && clients.length > 0 && (
        <AllowedTable clients={clients} everybody={all} onRevoke={setAsking} />
      )}
      {hasNextPage && (
        <div className={css.more}>
          <Button variant="default" onClick={() => void fetchNextPage()} loading={isFetchingNextPage}>
            Load more
          </Button>
        </div>
      )}
      <p className={css.dim}>Address to paste into an app that speaks MCP:</p>
      <CodeBlock text={`${public_url}/mcp`} what="address for apps" />
      <RevokeClientDialog client={asking} onClose={() => setAsking(null)} />
    </Section>
  );
}
