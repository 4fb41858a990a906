import type { Connector } from "../api/contract.ts";
import type { CatalogProvider } from "../scopes/pick.ts";
import { access as words } from "../words/grants.ts";

export type CatalogApp = CatalogProvider["apps"][number];

/** One way to be let in: a registration, and a kind of access that it gives. */
export type Choice = { app: string; access: string };

export const choicesOf = (provider: CatalogProvider): Choice[] =>
  provider.apps.flatMap((app) => app.accesses.map((access) => ({ app: app.id, access: access.id })));

/** What the last grant was given through, if that still is there, or else the default. */
export function choiceOf(
  choices: readonly Choice[],
  last: Connector["grant"] | undefined,
): Choice | undefined {
  const same = choices.find(({ app, access }) => app === last?.app?.id && access === last.access);
  return same ?? choices[0];
}

/** Several from the environment have one name; their kind tells them apart. */
export function nameOf(provider: CatalogProvider, app: CatalogApp): string {
  const kind = provider.kinds.find(({ id }) => app.accesses.some((access) => access.id === id));
  return words.named(
    app.name,
    provider.kinds.length > 1 ? kind?.title : undefined,
    app.is_default && provider.apps.length > 1,
  );
}

export const accessTitle = (provider: CatalogProvider | undefined, id: string): string => {
  const all = provider?.apps.flatMap((app) => app.accesses) ?? [];
  return all.find((access) => access.id === id)?.title ?? id.replaceAll("_", " ");
};
