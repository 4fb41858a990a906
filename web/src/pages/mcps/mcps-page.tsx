import { Button, NativeSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useSearchParams } from "react-router";
import type { Mcps } from "../../api/contract.ts";
import { mcpsQuery } from "../../api/mcps.ts";
import { integrationsQuery } from "../../api/queries.ts";
import { JustConnected } from "../../grants/just-connected.tsx";
import { SignInNotice } from "../../grants/sign-in-notice.tsx";
import { useSignInWindow } from "../../grants/sign-in-window.ts";
import { useWorkspace } from "../../shell/session-context.ts";
import { useAddress } from "../../ui/address.ts";
import { Empty } from "../../ui/empty.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { Plug, Refresh } from "../../ui/icons.tsx";
import { announce } from "../../ui/live.tsx";
import { Bones } from "../../ui/loading.tsx";
import { Page } from "../../ui/page.tsx";
import { mcpWords as words } from "../../words/mcps.ts";
import { McpDialogs } from "./mcp-dialogs.tsx";
import css from "./mcps.module.css";
import { ServerRow } from "./server-row.tsx";

/** `?agent=agt_…` shows what an agent could do for this person; `?open=gmail,slack` which rows show their tools. */
export function McpsPage() {
  const workspace = useWorkspace().id;
  const { values, set } = useAddress(["agent"]);
  const { data, error, refetch, isFetching } = useQuery(mcpsQuery(workspace, values.agent));
  const [, setQuery] = useSearchParams();
  const signIn = useSignInWindow((connected) =>
    setQuery((now) => {
      const next = new URLSearchParams(now);
      next.set("connected", connected);
      return next;
    }),
  );
  const refresh = async () => {
    const result = await refetch();
    announce(result.error ? words.refreshFailed : words.refreshed);
  };
  return (
    <Page
      title={words.title}
      lead={words.lead}
      actions={
        <Button variant="default" leftSection={<Refresh />} onClick={refresh} loading={isFetching && !!data}>
          {words.refresh}
        </Button>
      }
    >
      <SignInNotice signIn={signIn} />
      <Returned />
      {error && <ErrorPanel title={words.failed} error={error} onRetry={refetch} busy={isFetching} />}
      {data && <Preview data={data} agent={values.agent} onAgent={(agent) => set("agent", agent)} />}
      {data?.servers.map((server) => (
        <ServerRow key={server.id} server={server} preview={data.caller.kind === "agent"} onGo={signIn.go} />
      ))}
      {data?.servers.length === 0 && (
        <Empty icon={<Plug size={64} />}>
          {data.caller.kind === "agent" ? words.noneFor(data.caller.name) : words.none}
        </Empty>
      )}
      {!data && !error && <Bones count={4} height={128} />}
      {data && <McpDialogs servers={data.servers} onGo={signIn.go} />}
    </Page>
  );
}

/** After a sign-in: what was connected, in words. */
function Returned() {
  const [query] = useSearchParams();
  const { data } = useQuery({ ...integrationsQuery(useWorkspace().id), enabled: query.has("connected") });
  if (!data) return query.has("connected") ? <Bones count={1} height={56} /> : null;
  return (
    <JustConnected
      connectors={data.integrations.flatMap(({ personal, shared }) => [...personal, ...shared])}
    />
  );
}

type PreviewProps = { data: Mcps; agent: string | undefined; onAgent: (agent: string | null) => void };

/** Whose view it is: one's own, or that of an agent which may act for one. */
function Preview({ data, agent, onAgent }: PreviewProps) {
  const { agents, servers, caller } = data;
  const ready = servers.filter(({ state }) => state === "ready").length;
  return (
    <div className={css.bar}>
      {(agents.length > 0 || agent !== undefined) && (
        <NativeSelect
          label={words.worksFor}
          description={words.worksForHint}
          value={agent ?? ""}
          onChange={(event) => onAgent(event.currentTarget.value || null)}
        >
          <option value="">{words.me}</option>
          {agents.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </NativeSelect>
      )}
      <p className={css.dim}>
        {caller.kind === "agent" && <>{words.previewOf(caller.name)} </>}
        {servers.length > 0 && words.sum(ready, servers.length)}
      </p>
    </div>
  );
}
