import type { Connector, Integrations } from "../../api/contract.ts";

export type Integration = Integrations["integrations"][number];

/** A provider says when access ends for good only where that is near. */
const needsYou = ({ connected, state, verdict, grant }: Connector) =>
  connected &&
  (state === "unconfirmed" ||
    (state === "enabled" && (verdict.state === "invalid" || endsSoon(grant?.access_ends_at))));

const SOON_MS = 2 * 86_400_000;
const endsSoon = (at: string | null | undefined): boolean => !!at && Date.parse(at) - Date.now() < SOON_MS;

/** 0: needs the person, 1: connected, 2 and 3: could be. */
function rank({ personal, configured }: Integration): number {
  if (personal.some(needsYou)) return 0;
  if (personal.some((connector) => connector.connected)) return 1;
  return configured ? 2 : 3;
}

/** What needs the person first, then what is connected, then what could be. Groups without any are left out. */
export function grouped(integrations: readonly Integration[]): [Group, Integration[]][] {
  const sorted = byNeed(integrations);
  return groups
    .map((group, at): [Group, Integration[]] => [
      group,
      sorted.filter((each) => Math.min(rank(each), 2) === at),
    ])
    .filter(([, each]) => each.length > 0);
}
const groups = ["needsYou", "connected", "available"] as const;
export type Group = (typeof groups)[number];

const byNeed = (integrations: readonly Integration[]): Integration[] =>
  integrations.toSorted((a, b) => rank(a) - rank(b) || a.title.localeCompare(b.title));

export const pending = (data: Integrations | undefined): boolean =>
  !!data?.integrations.some((each) => each.personal.some((c) => c.grant?.upstream.state === "pending"));

export type Primary = "connect" | "reconnect" | "validate" | "switchOn";

export function primaryOf(connector: Connector | undefined): Primary {
  if (!connector?.connected) return "connect";
  if (connector.state === "disabled") return "switchOn";
  return connector.verdict.state === "invalid" ? "reconnect" : "validate";
}
