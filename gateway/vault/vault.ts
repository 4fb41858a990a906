import { GatewayError } from "../errors.ts";
import { beginAuthorization } from "./begin.ts";
import { openCredentials } from "./credentials.ts";
import { type Deps, openTell } from "./deps.ts";
import { behind, forget } from "./exchanged.ts";
import { finishAuthorization } from "./finish.ts";
import { probe } from "./probe.ts";
import { openRefresher } from "./refresh.ts";
import { revokeTokens } from "./revoke.ts";
import { belonging, openSendAs } from "./send-as.ts";
import { openTokens, sealTokens } from "./token-set.ts";
import type { Vault, VaultOptions } from "./types.ts";

const DISCARD_MS = 5_000;

/** The only reader of tokens. One per process. */
export function openVault(options: VaultOptions): Vault {
  const { db, egress, ring, clock } = options;
  const credentials = openCredentials({ db, clock });
  const deps: Deps = { egress, ring, clock, credentials, tell: openTell(options) };
  const sendAs = openSendAs({ ...deps, refresher: openRefresher(deps) });
  return {
    beginAuthorization: (begin) => beginAuthorization(deps, begin),
    finishAuthorization: (finish) => finishAuthorization(deps, finish),
    async keep(tx, who, exchanged, grantId) {
      const { tokens, workspaceId } = behind(exchanged);
      // Bound to the workspace that asked for it: another one's handle is a fault in the gateway.
      if (workspaceId !== who.workspaceId) throw new GatewayError("not_found");
      const ref = { workspaceId, grantId };
      const sealing = { sealed: sealTokens(ring, ref, tokens), expiresAt: tokens.expiresAt };
      await db.vaultWithin(tx, (vaultTx) => credentials.insert(vaultTx, ref, sealing));
    },
    async discard(exchanged, { revokeUpstream }) {
      const { tokens, provider } = behind(exchanged);
      forget(exchanged);
      if (revokeUpstream) await revokeTokens(deps, provider, tokens, DISCARD_MS);
    },
    sendAs: (who, use, request) => sendAs(who, use, request),
    probe: (who, use) => probe(sendAs, who, use),
    async revokeUpstream(who, use) {
      for (let tries = 1; ; tries++) {
        const held = belonging(who, use, await credentials.read(who, use));
        const receipt = await revokeTokens(deps, use.provider, openTokens(ring, use, held));
        // A refresh that was under way may have put newer tokens in their place.
        const now = await credentials.read(who, use);
        if (!now || now.version === held.version || tries === 3) return receipt;
      }
    },
    shred: (who, grantId) => credentials.remove(who, { workspaceId: who.workspaceId, grantId }),
    close: () => credentials.close(),
  };
}
