import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { useNavigate, useParams } from "react-router";
import type { CallbackResult } from "../../api/contract.ts";
import { page } from "../../paths.ts";
import { Failed } from "./failed.tsx";
import { finishQuery } from "./finish.ts";
import { Phase } from "./phase.tsx";

/** Where a provider sends the browser back to. Works without an opener; leaves by itself only on success. */
export function CallbackPage() {
  const { service = "" } = useParams();
  const { data, error } = useQuery(finishQuery(service));
  if (error) return <Failed service={service} error={error} />;
  if (data) return <Connected result={data} />;
  return (
    <Phase key="connecting" title="Connecting integration…" tone="pending">
      <p>The gateway is trading the provider's answer for access. This takes a few seconds.</p>
    </Phase>
  );
}

function Connected({ result }: { result: CallbackResult }) {
  const navigate = useNavigate();
  const { id, kind, account, provider_title } = result.connector;
  useEffect(() => {
    const query = { connected: id };
    const to = kind === "shared" ? page.connectors(query) : page.integrations(query);
    const timer = window.setTimeout(() => void navigate(to, { replace: true }), 800);
    return () => window.clearTimeout(timer);
  }, [id, kind, navigate]);
  return (
    <Phase key="connected" title="Integration connected" tone="valid">
      <p>
        {provider_title} is {result.reconnected ? "connected again" : "connected"} as{" "}
        <strong>{account}</strong>.
      </p>
    </Phase>
  );
}
