import type { Audit } from "./audit/index.ts";
import type { Principal } from "./context.ts";
import type { OAuth, OAuthEvent } from "./identity/index.ts";
import type { Log } from "./log.ts";

/** What the authorization server did without anybody at a page. */
export async function recordOAuth(audit: Audit, who: Principal, event: OAuthEvent): Promise<void> {
  const { consentId: consent, clientId } = event;
  const target = { kind: "client" as const, id: clientId.slice(0, 200), label: null };
  if (event.type === "let_in") {
    const data = { consent, user: event.userId, issuer: event.issuer };
    return audit.append(who, { type: "oauth_client.let_in", outcome: "ok", target, data });
  }
  const data = { consent, reason: event.reason };
  return audit.append(who, { type: "oauth_client.tokens_ended", outcome: "ok", target, data });
}

/** Makes and drops keys of the authorization server when their time has come. */
export async function rotateSigningKeys(oauth: Pick<OAuth, "rotateKeys">, log: Log): Promise<void> {
  const { added, dropped } = await oauth.rotateKeys();
  if (added.length > 0 || dropped.length > 0) log.info({ added, dropped }, "signing keys were rotated");
}
