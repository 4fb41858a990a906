import { useQuery } from "@tanstack/react-query";
import { useSearchParams } from "react-router";
import type { Connector } from "../../api/contract.ts";
import { catalogQuery } from "../../api/queries.ts";
import { ConnectDialog, type ConnectTarget } from "../../grants/connect-dialog.tsx";
import { useWorkspace } from "../../shell/session-context.ts";
import { RevokeDialog } from "./revoke-dialog.tsx";

/** `?authorize=google`, `?change=con_…`, `?revoke=con_…`: one dialog at a time, each an address of its own. */
export function ConnectorDialogs({ connectors }: { connectors: readonly Connector[] }) {
  const [query, setQuery] = useSearchParams();
  const { data } = useQuery(catalogQuery(useWorkspace().id));
  const close = () => setQuery({}, { replace: true });
  const named = (key: string) => connectors.find((each) => each.id === query.get(key));
  const provider = data?.providers.find((each) => each.id === query.get("authorize"));
  return (
    <>
      <ConnectDialog target={provider ? fresh(provider) : change(named("change"))} onClose={close} />
      <RevokeDialog connector={named("revoke")} onClose={close} />
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
