import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { useSearchParams } from "react-router";
import { connectorPageQuery, connectorQuery } from "../../api/connectors.ts";
import type { Connector } from "../../api/contract.ts";
import { catalogQuery } from "../../api/queries.ts";
import { type ConnectTarget, toolsIn } from "../../grants/connect-target.ts";
import { DeleteDialog } from "../../grants/delete-dialog.tsx";
import { JustConnected } from "../../grants/just-connected.tsx";
import { RenameDialog } from "../../grants/rename-dialog.tsx";
import { type Everything, RevokeAllDialog } from "../../grants/revoke-all-dialog.tsx";
import { useWorkspace } from "../../shell/session-context.ts";
import { connectorDialogs as words } from "../../words/connector-page.ts";
import { useDialog } from "./use-dialog.ts";
import { useOnce } from "./use-once.ts";

// With the picker of scopes, and with all that a revocation shows.
const ConnectDialog = lazy(async () => ({
  default: (await import("../../grants/connect-dialog.tsx")).ConnectDialog,
}));
const RevokeDialog = lazy(async () => ({ default: (await import("./revoke-dialog.tsx")).RevokeDialog }));

const OF_ONE = ["change", "revoke", "rename", "delete", "connected"] as const;

/** `?authorize=google`, `?change=con_…&tools=…`, `?revoke_all=google` …: one dialog at a time, each an address of its own. */
export function ConnectorDialogs() {
  const [query] = useSearchParams();
  const workspace = useWorkspace().id;
  const { close } = useDialog();
  const { data } = useQuery(catalogQuery(workspace));
  const which = OF_ONE.find((name) => query.has(name));
  const id = (which && query.get(which)) ?? "";
  // The list may be filtered, or on another page: the one that is meant is read by itself.
  const one = useQuery({ ...connectorQuery(workspace, id), enabled: id !== "" });
  const named = (name: (typeof OF_ONE)[number]) => (which === name ? one.data : undefined);
  const provider = data?.providers.find((each) => each.id === query.get("authorize"));
  const all = data?.providers.find((each) => each.id === query.get("revoke_all"));
  const target = provider ? fresh(provider) : change(named("change"));
  const connects = useOnce(target !== null);
  const revokes = useOnce(named("revoke") !== undefined);
  return (
    <>
      <JustConnected connectors={one.data && which === "connected" ? [one.data] : []} />
      <Suspense fallback={null}>
        {connects && (
          <ConnectDialog target={target && { ...target, tools: toolsIn(query) }} onClose={close} />
        )}
        {revokes && <RevokeDialog connector={named("revoke")} onClose={close} />}
      </Suspense>
      <RenameDialog connector={named("rename")} whose="any" onClose={close} />
      <DeleteDialog connector={named("delete")} whose="any" onClose={close} />
      {all ? <Everywhere {...all} onClose={close} /> : <RevokeAllDialog target={undefined} onClose={close} />}
    </>
  );
}

const fresh = ({ id, title }: { id: string; title: string }): ConnectTarget => ({
  kind: "shared",
  service: id,
  title,
});

const change = (connector: Connector | undefined): ConnectTarget | null =>
  connector
    ? { kind: connector.kind, service: connector.provider, title: connector.provider_title, connector }
    : null;

type EverywhereProps = { id: string; title: string; onClose: () => void };

function Everywhere({ id, title, onClose }: EverywhereProps) {
  const { data } = useQuery(connectorPageQuery(useWorkspace().id, { ...liveOf(id), page_size: 1 }));
  const target: Everything = {
    scope: "provider",
    target: id,
    confirm: id,
    title: words.everything(title),
    ...(data && { connections: data.total }),
  };
  return <RevokeAllDialog target={target} onClose={onClose} />;
}

/** Those that hold a grant, whatever their state. */
const liveOf = (provider: string) => ({
  provider,
  status: "valid,attention,invalid,unknown,unconfirmed,off",
});
