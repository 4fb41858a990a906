import type { Provider } from "../../mcp-servers/kit/index.ts";
import type { Standing } from "../insights/index.ts";
import * as contract from "./contract/index.ts";
import { operation } from "./operation.ts";
import { verdictView } from "./views.ts";

type ProviderStatus = contract.WorkspaceStatus["providers"][number];
const COUNTED = ["connectors", "connected", "valid", "invalid", "unknown", "off"] as const;
type Numbers = Record<(typeof COUNTED)[number], number>;

const sum = (rows: readonly Numbers[]): Numbers =>
  Object.fromEntries(COUNTED.map((name) => [name, rows.reduce((n, row) => n + row[name], 0)])) as Numbers;

const NOTHING: Numbers = { connectors: 0, connected: 0, valid: 0, invalid: 0, unknown: 0, off: 0 };

const providerStatus = (
  provider: Provider,
  { worst, ...numbers }: Omit<Standing, "provider">,
  configured: boolean,
  now: number,
): ProviderStatus => ({
  id: provider.id,
  title: provider.title,
  category: provider.category ?? "other",
  sandbox: provider.sandbox === true,
  configured,
  ...numbers,
  verdict: worst ? verdictView({ row: worst }, provider.title, now) : null,
});

/** Asked for often: one question to the database, and what is in memory. */
export const getStatus = operation(contract.getStatus, async ({ deps, who }) => {
  const { registry, insights, grants, clock } = deps;
  const now = clock();
  const usableBy = who.permissions.has("workspace.read") ? undefined : (who.userId ?? "");
  const [standings, configured] = await Promise.all([
    insights.standing(who, usableBy),
    grants.apps.configured(who),
  ]);
  const of = new Map(standings.map(({ provider, ...rest }) => [provider, rest]));
  const providers = [...registry.providers.values()].map((provider) => {
    const standing = of.get(provider.id) ?? { ...NOTHING, worst: undefined };
    return providerStatus(provider, standing, configured.has(provider.id), now);
  });
  // Rank 5 was never checked: it speaks only where nothing else does.
  const [worst] = standings
    .flatMap(({ worst, provider }) => (worst ? [{ provider, rank: worst.rank }] : []))
    .toSorted((a, b) => a.rank - b.rank);
  const verdict = providers.find(({ id }) => id === worst?.provider)?.verdict;
  return {
    as_of: new Date(now).toISOString(),
    state: verdict?.state ?? null,
    health: verdict?.health ?? null,
    totals: {
      ...sum(providers),
      providers: providers.length,
      providers_connected: providers.filter(({ connected }) => connected > 0).length,
    },
    by_category: contract.category.options.flatMap((category) => {
      const own = providers.filter((one) => one.category === category);
      return own.length === 0 ? [] : [{ category, providers: own.length, ...sum(own) }];
    }),
    providers,
  };
});
