import type { OidcCounts } from "../sandbox/oidc.ts";
import type { Got } from "./calls.ts";
import { type RefreshStage, tally } from "./refresh-stage.ts";
import { must } from "./report.ts";

export const flags = {
  replicas: { help: "gateways on one PostgreSQL", full: 3, quick: 3, min: 2 },
  calls: { help: "calls in flight at once when the access token has ended", full: 10_000, quick: 2_000 },
  waves: { help: "times that many calls", full: 3, quick: 1 },
  expiries: {
    help: "further expiries, one after another, while calls go on without a pause",
    full: 25,
    quick: 4,
  },
  life: { help: "life of an access token in those, seconds", full: 4, quick: 3, min: 3 },
  width: { help: "calls under way at any time in those", full: 300, quick: 60, min: 3 },
  kills: { help: "replicas killed in the middle of a refresh, of each kind", full: 3, quick: 1 },
} as const;
export type RefreshOptions = { [K in keyof typeof flags]: number };

/** What happened at the provider since `before`. */
export function since(stage: RefreshStage, before: OidcCounts): OidcCounts {
  const now = stage.oidc.counts();
  const names = Object.keys(now) as (keyof OidcCounts)[];
  return Object.fromEntries(names.map((name) => [name, now[name] - before[name]])) as unknown as OidcCounts;
}

export function allResults(what: string, got: readonly Got[]): void {
  must(`${what} (${tally(got)})`, got.length > 0 && got.every(({ kind }) => kind === "result"));
}

export function unharmed(counts: OidcCounts): void {
  const { invalidGrant, familiesRevoked } = counts;
  must(`the provider answered invalid_grant ${invalidGrant} times`, invalidGrant === 0);
  must(`the provider ended ${familiesRevoked} sign-ins`, familiesRevoked === 0);
}
