import type { Provider } from "../../mcp-servers/kit/index.ts";
import type { TokenSet } from "./token-set.ts";

/** A token set nobody has kept yet. Opaque: the tokens are not on the object. */
export interface Exchanged {
  /** `label` falls back to the id where the provider gives none. */
  readonly account: { readonly id: string; readonly label: string };
  /** What the provider gave, in our own spelling. */
  readonly scopes: readonly string[];
  readonly hasRefreshToken: boolean;
  readonly expiresAt: Date | undefined;
}

interface Behind {
  tokens: TokenSet;
  provider: Provider;
  workspaceId: string;
}
const hidden = new WeakMap<Exchanged, Behind>();

export function makeExchanged(seen: Pick<Exchanged, "account" | "scopes">, behind: Behind): Exchanged {
  const { refresh, expiresAt } = behind.tokens;
  const exchanged = Object.freeze({
    account: Object.freeze({ ...seen.account }),
    scopes: Object.freeze([...seen.scopes]),
    hasRefreshToken: refresh !== undefined,
    expiresAt: expiresAt === undefined ? undefined : new Date(expiresAt),
  });
  hidden.set(exchanged, behind);
  return exchanged;
}

/** Throws for a handle of nobody's making, or one that was discarded. */
export function behind(exchanged: Exchanged): Behind {
  const found = hidden.get(exchanged);
  if (!found) throw new TypeError("This token set was discarded, or never was one.");
  return found;
}

export const forget = (exchanged: Exchanged): boolean => hidden.delete(exchanged);
