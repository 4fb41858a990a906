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
import { tokensPage as words } from "../../words/tokens.ts";
import { TokenDialog } from "./token-dialog.tsx";
import { TokenTable } from "./token-table.tsx";

export function TokensPage() {
  if (useMay("tokens.manage")) return <Tokens />;
  return (
    <Forbidden title={words.tokens} doing={words.managingApiTokens} who={words.ownerOrAdminOfWorkspace} />
  );
}

function Tokens() {
  const { data, error, refetch, isFetching } = useQuery(tokensQuery(useWorkspace().id));
  const [query, setQuery] = useSearchParams();
  return (
    <Page
      title={words.tokens}
      lead={words.apiTokensLetAgentOrClient}
      actions={
        <Button leftSection={<Plus />} onClick={() => setQuery({ new: "token" })}>
          {words.createToken}
        </Button>
      }
    >
      {error && (
        <ErrorPanel title={words.failedToLoadTokens} error={error} onRetry={refetch} busy={isFetching} />
      )}
      {data && <TokenTable tokens={data.tokens} />}
      {!data && !error && <Bones count={1} height={240} />}
      <TokenDialog opened={query.get("new") === "token"} onClose={() => setQuery({}, { replace: true })} />
    </Page>
  );
}
