import type { Principal } from "../context.ts";
import type { Credentials } from "./credentials.ts";
import type { KeyProvider } from "./keys.ts";
import type { OAuthDeps } from "./oauth-client.ts";
import type { Use, VaultAuditEvent, VaultOptions, VerdictFound } from "./types.ts";

/** What the parts of the vault share. */
export interface Deps extends OAuthDeps {
  keys: KeyProvider;
  credentials: Credentials;
  tell: Tell;
}

/** The callbacks, which never hold up or break a call. */
export interface Tell {
  verdict(who: Principal, use: Use, found: VerdictFound): void;
  audit(who: Principal, event: VaultAuditEvent): void;
}

export function openTell({ onVerdict, onAudit, log }: VaultOptions): Tell {
  const quietly = (what: string, use: { grantId: string }, work: () => void | Promise<void>) => {
    const run = async () => work();
    run().catch((error: unknown) => {
      const name = error instanceof Error ? error.name : typeof error;
      log?.warn({ grant: use.grantId, error: name }, `the vault's ${what} was not taken`);
    });
  };
  return {
    verdict: (who, use, found) => quietly("verdict", use, () => onVerdict(who, use, found)),
    audit: (who, event) => quietly("audit event", event, () => onAudit(who, event)),
  };
}
