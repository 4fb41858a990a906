import { useSearchParams } from "react-router";
import type { McpServer } from "../../api/contract.ts";
import { ConnectDialog } from "../../grants/connect-dialog.tsx";
import { type ConnectTarget, toolsIn } from "../../grants/connect-target.ts";
import type { Attempt } from "../../grants/sign-in-window.ts";
import { useOwnConnector } from "../../grants/use-own-connector.ts";
import { AskDialog } from "./ask-dialog.tsx";

const NAMES = ["connect", "connector", "tools", "ask", "about"];

/** `?connect=google&tools=…` opens the picker, `?ask=gmail&about=scope_missing` the request to an admin. */
export function McpDialogs({
  servers,
  onGo,
}: {
  servers: readonly McpServer[];
  onGo: (attempt: Attempt) => unknown;
}) {
  const [query, setQuery] = useSearchParams();
  const close = () =>
    setQuery(
      (now) => {
        const next = new URLSearchParams(now);
        for (const name of NAMES) next.delete(name);
        return next;
      },
      { replace: true },
    );
  const server = servers.find(({ provider }) => provider === query.get("connect"));
  const connector = useOwnConnector(query.get("connector"));
  const target: ConnectTarget | null = server
    ? {
        kind: "personal",
        service: server.provider,
        title: server.provider_title,
        connector,
        tools: toolsIn(query),
      }
    : null;
  const asked = servers.find(({ id }) => id === query.get("ask"));
  return (
    <>
      {/* With a connector the picker begins with what it has, so it waits for that. */}
      <ConnectDialog
        target={query.has("connector") && !connector ? null : target}
        onClose={close}
        onGo={(attempt) => {
          close();
          onGo(attempt);
        }}
      />
      <AskDialog server={asked} code={query.get("about")} onClose={close} />
    </>
  );
}
