import type { BoardRow } from "../insights/index.ts";
import * as contract from "./contract/index.ts";
import { type ApiDeps, operation } from "./operation.ts";
import { verdictView } from "./views.ts";

export const getOverview = operation(contract.getOverview, ({ deps, who, query }) =>
  deps.insights.overview(who, query),
);

export const titleOf = ({ registry }: ApiDeps, provider: string): string =>
  registry.providers.get(provider)?.title ?? provider;

const rowView = (deps: ApiDeps, row: BoardRow): contract.HealthBoard["rows"][number] => {
  const title = titleOf(deps, row.provider);
  return {
    id: row.id,
    slug: row.slug,
    name: row.name,
    provider: row.provider,
    provider_title: title,
    kind: row.kind,
    owner: row.ownerId === null ? null : { id: row.ownerId, name: row.ownerName ?? row.ownerId },
    verdict: verdictView({ row }, title, deps.clock()),
    last_call_at: row.lastCallAt?.toISOString() ?? null,
  };
};

export const getHealthBoard = operation(contract.getHealthBoard, async ({ deps, who }) => {
  const { counts, outages, rows, more } = await deps.insights.board(who);
  return {
    as_of: new Date(deps.clock()).toISOString(),
    counts,
    outages: outages.map(({ provider, connectors, since }) => ({
      provider,
      title: titleOf(deps, provider),
      connectors,
      since: since.toISOString(),
    })),
    rows: rows.map((row) => rowView(deps, row)),
    more,
  };
});
