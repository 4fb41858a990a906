import { useQuery } from "@tanstack/react-query";
import { useSearchParams } from "react-router";
import type { Connector } from "../../api/contract.ts";
import { catalogQuery } from "../../api/queries.ts";
import { ConnectDialog, type ConnectTarget, toolsIn } from "../../grants/connect-dialog.tsx";
import { DeleteDialog } from "../../grants/delete-dialog.tsx";
import { RenameDialog } from "../../grants/rename-dialog.tsx";
import { type Everything, RevokeAllDialog } from "../../grants/revoke-all-dialog.tsx";
import { useWorkspace } from "../../shell/session-context.ts";
import { RevokeDialog } from "./revoke-dialog.tsx";

/** `?authorize=google`, `?change=con_…&tools=…`, `?revoke_all=google` …: one dialog at a time, each an address of its own. */
export function ConnectorDialogs({ connectors }: { connectors: readonly Connector[] }) {
  const [query, setQuery] = useSearchParams();
  const { data } = useQuery(catalogQuery(useWorkspace().id));
  const close = () => setQuery({}, { replace: true });
  const named = (key: string) => connectors.find((each) => each.id === query.get(key));
  const provider = data?.providers.find((each) => each.id === query.get("authorize"));
  const all = data?.providers.find((each) => each.id === query.get("revoke_all"));
  const target = provider ? fresh(provider) : change(named("change"));
  return (
    <>
      <ConnectDialog target={target && { ...target, tools: toolsIn(query) }} onClose={close} />
      <RevokeDialog connector={named("revoke")} onClose={close} />
      <RenameDialog connector={named("rename")} whose="any" onClose={close} />
      <DeleteDialog connector={named("delete")} whose="any" onClose={close} />
      <RevokeAllDialog target={all && everythingOf(all, connectors)} onClose={close} />
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

const everythingOf = (
  { id, title }: { id: string; title: string },
  connectors: readonly Connector[],
): Everything => ({
  scope: "provider",
  target: id,
  confirm: id,
  title: `everything of ${title}`,
  connections: connectors.filter((each) => each.provider === id && each.connected).length,
});
