import type { PolicyResources, PolicyRule } from "../../api/contract.ts";
import type { Names } from "./use-names.ts";

type Fits = Pick<PolicyRule, "agent" | "server" | "tool" | "effect" | "connector">;

const effects: Record<NonNullable<PolicyRule["effect"]>, string> = {
  read: "tools that read",
  write: "tools that write",
  destructive: "tools that cannot be undone",
};

/** Which calls a rule is about, in words. */
export function fitsWords({ agent, server, tool, effect, connector }: Fits, names: Names): string {
  const parts = [
    tool ? names.nameOf(names.tools, tool) : effect ? effects[effect] : "every tool",
    server && !tool && `of ${names.nameOf(names.servers, server)}`,
    agent && `by ${names.nameOf(names.agents, agent)}`,
    connector && `with ${names.nameOf(names.connectors, connector)}`,
  ].filter(Boolean);
  const words = parts.join(" ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export const kinds = [
  ["repositories", "Repositories", "owner/name, with * for any name: acme/*"],
  ["channels", "Channels", "Ids (C0123ABCD) or names (#general)"],
  ["folders", "Drive folders", "Ids; root is My Drive"],
  ["calendars", "Calendars", "Addresses; primary is the account’s own"],
  ["recipient_domains", "Domains of recipients", "acme.com, or *.acme.com for those below it"],
] as const satisfies readonly (readonly [keyof PolicyResources, string, string])[];

export function resourceWords(resources: PolicyResources | null): string[] {
  return kinds.flatMap(([kind, title]) => {
    const list = resources?.[kind];
    if (!list) return [];
    return [`${title}: ${list.length === 0 ? "none" : list.join(", ")}`];
  });
}
