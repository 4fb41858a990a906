import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useSearchParams } from "react-router";
import { tokensQuery } from "../../api/queries.ts";
import { useMay, useWorkspace } from "../../shell/session-context.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { Forbidden } from "../../ui/forbidden.tsx";
import { Plus } from "../../ui/icons.tsx";
import { Bones } from "../../ui/loading.tsx";
import { Page } from "../../ui/page.tsx";
import { TokenDialog } from "./token-dialog.tsx";
import { TokenTable } from "./token-table.tsx";

export function TokensPage() {
  if (useMay("tokens.manage")) return <Tokens />;
  return <Forbidden title="Tokens" doing="managing API tokens" who="An owner or admin of the workspace" />;
}

function Tokens() {
  const { data, error, refetch, isFetching } = useQuery(tokensQuery(useWorkspace().id));
  const [query, setQuery] = useSearchParams();
  return (
    <Page
      title="Tokens"
      lead="API tokens let an agent or a client call the MCP servers of this workspace. They never hold a provider's access."
      actions={
        <Button leftSection={<Plus />} onClick={() => setQuery({ new: "token" })}>
          Create token
        </Button>
      }
    >
      {error && (
        <ErrorPanel title="Failed to load tokens" error={error} onRetry={refetch} busy={isFetching} />
      )}
      {data && <TokenTable tokens={data.tokens} />}
      {!data && !error && <Bones count={1} height={240} />}
      <TokenDialog opened={query.get("new") === "token"} onClose={() => setQuery({}, { replace: true })} />
    </Page>
  );
}
