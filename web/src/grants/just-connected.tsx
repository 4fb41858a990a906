import { useEffect } from "react";
import { useSearchParams } from "react-router";
import type { Connector } from "../api/contract.ts";
import { announce } from "../ui/live.tsx";
import { Notice } from "../ui/notice.tsx";
import { justConnected as words } from "../words/grants.ts";

/** `?connected=con_…` after the return from a provider. */
export function JustConnected({ connectors }: { connectors: readonly Connector[] }) {
  const [query, setQuery] = useSearchParams();
  const connector = connectors.find((each) => each.id === query.get("connected"));
  const text = connector?.connected && words.isConnected(connector.provider_title, connector.account);
  useEffect(() => {
    if (text) announce(text);
  }, [text]);
  const dismiss = () =>
    setQuery(
      (now) => {
        const next = new URLSearchParams(now);
        next.delete("connected");
        return next;
      },
      { replace: true },
    );
  if (!text) return null;
  return (
    <Notice tone="valid" onDismiss={dismiss}>
      {text}
    </Notice>
  );
}
