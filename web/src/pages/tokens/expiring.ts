import type { ApiToken } from "../../api/contract.ts";

const DAY_MS = 86_400_000;
/** Early enough for whoever has to bring the new one everywhere. */
const SOON_DAYS = 14;

/** Whether somebody can still use it. */
export const isLive = ({ revoked_at, expires_at }: ApiToken, now: number): boolean =>
  revoked_at === null && (expires_at === null || Date.parse(expires_at) > now);

/** Whole days until it ends, where that is soon and nothing has taken its place. */
export function endsSoon(token: ApiToken, now: number): number | undefined {
  if (!isLive(token, now) || token.expires_at === null || token.replaced_by !== null) return undefined;
  const days = Math.floor((Date.parse(token.expires_at) - now) / DAY_MS);
  // What lives but a week is soon over from its first day on: that is no news.
  const life = Date.parse(token.expires_at) - Date.parse(token.created_at);
  return days < Math.min(SOON_DAYS, life / DAY_MS / 2) ? days : undefined;
}
