import type { Provider } from "../../mcp-servers/kit/index.ts";
import type { System } from "../db/index.ts";
import type { Part } from "../vault/index.ts";
import type { Parts } from "./parts.ts";

/**
 * Whose tokens a grant has, by part. Where a provider gives a token of the app and one of the person, an account's id
 * is both with a `+` between, either of which may be empty (`Exchanged.account`).
 */
export function accountParts(provider: Provider, accountId: string): Partial<Record<Part, string>> {
  if (!provider.userToken) return { main: accountId };
  const [main = "", user = ""] = accountId.split("+");
  return { ...(main && { main }), ...(user && { user }) };
}

/** The same account as before, perhaps with a part more or fewer. */
export function sameAccount(provider: Provider, before: string, now: string): boolean {
  const [old, fresh] = [accountParts(provider, before), accountParts(provider, now)];
  const shared = (["main", "user"] as const).filter((part) => old[part] && fresh[part]);
  return shared.length > 0 && shared.every((part) => old[part] === fresh[part]);
}

/** See `Parts.partsInUse`. */
export function openPartsInUse({ tables }: System): Parts["partsInUse"] {
  return async ({ provider, clientId, parts, except }) => {
    const wherever = (
      part: string,
    ): { accountId: string | { startsWith: string } | { endsWith: string } }[] =>
      provider.userToken
        ? [{ accountId: { startsWith: `${part}+` } }, { accountId: { endsWith: `+${part}` } }]
        : [{ accountId: part }];
    const rows = await tables.grant.findMany({
      where: {
        provider: provider.id,
        clientId,
        endedAt: null,
        id: { not: except },
        OR: parts.flatMap(wherever),
      },
      select: { accountId: true },
      distinct: ["accountId"],
    });
    const used = new Set(rows.flatMap((row) => Object.values(accountParts(provider, row.accountId))));
    return new Set(parts.filter((part) => used.has(part)));
  };
}
