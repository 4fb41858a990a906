import { useEffect } from "react";
import { useSearchParams } from "react-router";
import type { Connector } from "../api/contract.ts";
import { announce } from "../ui/live.tsx";
import { Notice } from "../ui/notice.tsx";

/** `?connected=con_…` after the return from a provider. */
export function JustConnected({ connectors }: { connectors: readonly Connector[] }) {
  const [query, setQuery] = useSearchParams();
  const connector = connectors.find((each) => each.id === query.get("connected"));
  const text = connector?.connected && `${connector.provider_title} is connected as ${connector.account}.`;
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
