import type { Connector, Integrations } from "../../api/contract.ts";

export type Integration = Integrations["integrations"][number];

const needsYou = ({ connected, state, verdict }: Connector) =>
  connected && (state === "unconfirmed" || (state === "enabled" && verdict.state === "invalid"));

function rank({ personal, configured }: Integration): number {
  if (personal.some(needsYou)) return 0;
  if (personal.some((connector) => connector.connected)) return 1;
  return configured ? 2 : 3;
}

/** What needs the person first, then what is connected, then what could be. */
export const byNeed = (integrations: readonly Integration[]): Integration[] =>
  integrations.toSorted((a, b) => rank(a) - rank(b) || a.title.localeCompare(b.title));

export const pending = (data: Integrations | undefined): boolean =>
  !!data?.integrations.some((each) => each.personal.some((c) => c.grant?.upstream.state === "pending"));

export type Primary = "Connect" | "Reconnect" | "Validate" | "Switch on";

export function primaryOf(connector: Connector | undefined): Primary {
  if (!connector?.connected) return "Connect";
  if (connector.state === "disabled") return "Switch on";
  return connector.verdict.state === "invalid" ? "Reconnect" : "Validate";
}
