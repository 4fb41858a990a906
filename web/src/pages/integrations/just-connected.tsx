import { useEffect } from "react";
import { useSearchParams } from "react-router";
import { announce } from "../../ui/live.tsx";
import { Notice } from "../../ui/notice.tsx";
import type { Integration } from "./order.ts";

/** `?connected=con_…` after the return from a provider. */
export function JustConnected({ integrations }: { integrations: readonly Integration[] }) {
  const [query, setQuery] = useSearchParams();
  const connector = integrations
    .flatMap((each) => [...each.personal, ...each.shared])
    .find((each) => each.id === query.get("connected"));
  const text = connector?.connected && `${connector.provider_title} is connected as ${connector.account}.`;
  useEffect(() => {
    if (text) announce(text);
  }, [text]);
  if (!text) return null;
  return (
    <Notice tone="valid" onDismiss={() => setQuery({}, { replace: true })}>
      {text}
    </Notice>
  );
}
