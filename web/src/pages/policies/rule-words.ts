import type { PolicyResources, PolicyRule } from "../../api/contract.ts";
import { ruleWords as said } from "../../words/rules.ts";
import type { Names } from "./use-names.ts";

type Fits = Pick<PolicyRule, "agent" | "server" | "tool" | "effect" | "connector">;

const effects: Record<NonNullable<PolicyRule["effect"]>, string> = {
  read: said.toolsThatRead,
  write: said.toolsThatWrite,
  destructive: said.toolsThatCannotBeUndone,
};

/** Which calls a rule is about, in words. */
export function fitsWords({ agent, server, tool, effect, connector }: Fits, names: Names): string {
  const words = said.fits(
    tool ? names.nameOf(names.tools, tool) : effect ? effects[effect] : said.everyTool,
    server && !tool ? names.nameOf(names.servers, server) : null,
    agent && names.nameOf(names.agents, agent),
    connector && names.nameOf(names.connectors, connector),
  );
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export const kinds = [
  ["repositories", said.repositories, said.ownerName],
  ["channels", said.channels, said.idsC0123ABCDOrNamesGeneral],
  ["folders", said.driveFolders, said.idsRootIsMyDrive],
  ["calendars", said.calendars, said.addressesPrimaryIsAccountsOwn],
  ["recipient_domains", said.domainsOfRecipients, said.acmeCom],
] as const satisfies readonly (readonly [keyof PolicyResources, string, string])[];

export function resourceWords(resources: PolicyResources | null): string[] {
  return kinds.flatMap(([kind, title]) => {
    const list = resources?.[kind];
    if (!list) return [];
    return [said.only(title, list)];
  });
}
