import { useSearchParams } from "react-router";
import { ConnectDialog, type ConnectTarget } from "../../grants/connect-dialog.tsx";
import type { Integration } from "./order.ts";

/** `?connect=google&connector=con_…` opens the picker. */
export function ConnectFromUrl({ integrations }: { integrations: readonly Integration[] }) {
  const [query, setQuery] = useSearchParams();
  const integration = integrations.find((each) => each.service === query.get("connect"));
  const connector = integration?.personal.find((each) => each.id === query.get("connector"));
  const target: ConnectTarget | null = integration
    ? { kind: "personal", service: integration.service, title: integration.title, connector }
    : null;
  return <ConnectDialog target={target} onClose={() => setQuery({}, { replace: true })} />;
}
