import type { Provider } from "../../mcp-servers/kit/index.ts";
import { expiresAtOf, PARTS, type Tokens } from "./token-set.ts";
import type { OAuthClient } from "./types.ts";

/** Tokens nobody has kept yet. Opaque: the tokens are not on the object. */
export interface Exchanged {
  /**
   * `label` falls back to the id where the provider gives none. Where a grant has a token of the app and one of the
   * person, `id` is both ids with a `+` between, the app's first; either may be empty.
   */
  readonly account: { readonly id: string; readonly label: string };
  /** What the provider gave, in our own spelling. */
  readonly scopes: readonly string[];
  readonly hasRefreshToken: boolean;
  readonly expiresAt: Date | undefined;
  /** Access as the app itself: which installation. */
  readonly installationId: string | undefined;
  /** Seconds that the refresh token lives, where the provider says so (Google: a week for apps in test mode). */
  readonly refreshSeconds: number | undefined;
}

interface Behind {
  tokens: Tokens;
  provider: Provider;
  client: OAuthClient;
  workspaceId: string;
}
const hidden = new WeakMap<Exchanged, Behind>();

export function makeExchanged(
  seen: Pick<Exchanged, "account" | "scopes" | "installationId" | "refreshSeconds">,
  behind: Behind,
): Exchanged {
  const expiresAt = expiresAtOf(behind.tokens);
  const exchanged = Object.freeze({
    account: Object.freeze({ ...seen.account }),
    scopes: Object.freeze([...seen.scopes]),
    hasRefreshToken: PARTS.some((part) => behind.tokens[part]?.refresh !== undefined),
    expiresAt: expiresAt === undefined ? undefined : new Date(expiresAt),
    installationId: seen.installationId,
    refreshSeconds: seen.refreshSeconds,
  });
  hidden.set(exchanged, behind);
  return exchanged;
}

/** Throws for a handle of nobody's making, or one that was discarded. */
export function behind(exchanged: Exchanged): Behind {
  const found = hidden.get(exchanged);
  if (!found) throw new TypeError("These tokens were discarded, or never were.");
  return found;
}

export const forget = (exchanged: Exchanged): boolean => hidden.delete(exchanged);
