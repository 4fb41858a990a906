import type { Principal } from "../context.ts";
import { GatewayError } from "../errors.ts";
import { objectOf } from "./json.ts";
import type { SendAs } from "./send-as.ts";
import type { ProbeResult, Use, VerdictFound } from "./types.ts";

const TIMEOUT_MS = 10_000;

/** Whether the grant's own credential works now. Only a clear no is `invalid`; an outage is `unknown`. */
export async function probe(sendAs: SendAs, who: Principal, use: Use): Promise<ProbeResult> {
  const { method, url, label: evidence, body: asked } = use.provider.probe;
  const json = asked && { "content-type": "application/json" };
  const headers = { accept: "application/json", ...json, ...use.provider.apiHeaders };
  const request = {
    method,
    url,
    headers,
    ...(asked && { body: JSON.stringify(asked) }),
    timeoutMs: TIMEOUT_MS,
  };
  try {
    const { status, body } = await sendAs(who, use, request, "quiet");
    const refused = use.provider.bodyErrors && objectOf(body).ok === false;
    if (status >= 200 && status < 300 && !refused) return { state: "valid", cause: null, evidence };
    const down = status === 429 || status >= 500;
    return { state: "unknown", cause: down ? "provider_unreachable" : "provider_refused", evidence };
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    if (error.code === "connector_invalid") {
      return { state: "invalid", cause: error.data.cause as VerdictFound["cause"], evidence };
    }
    if (error.code === "client_rejected") return { state: "invalid", cause: "client_rejected", evidence };
    if (OUTAGE.has(error.code)) return { state: "unknown", cause: error.code, evidence };
    throw error;
  }
}

const OUTAGE = new Set(["provider_unreachable", "egress_timeout", "egress_too_large", "egress_refused"]);
