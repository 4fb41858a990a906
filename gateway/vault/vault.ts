import { GatewayError } from "../errors.ts";
import { keepSecrets, openSecrets } from "./app-secrets.ts";
import { beginAuthorization } from "./begin.ts";
import { checkApp } from "./check-client.ts";
import { openCredentials } from "./credentials.ts";
import { type Deps, openTell } from "./deps.ts";
import { behind, forget } from "./exchanged.ts";
import { finishAuthorization } from "./finish.ts";
import { hostsOf } from "./hosts.ts";
import { probe } from "./probe.ts";
import { openRefresher } from "./refresh.ts";
import { revokeTokens } from "./revoke.ts";
import { belonging, openSender } from "./send-as.ts";
import { sendSigned } from "./send-signed.ts";
import { expiresAtOf, openTokens, refreshAtOf, sealTokens } from "./token-set.ts";
import { openTrial } from "./trial.ts";
import type { Vault, VaultOptions } from "./types.ts";

const DISCARD_MS = 5_000;
/** The job renews what ends within so long; what it came for ends in five to ten minutes. */
const DUE_MS = 12 * 60_000;

/** The only reader of tokens. One per process. */
export function openVault(options: VaultOptions): Vault {
  const { db, egress, keys, clock } = options;
  const credentials = openCredentials({ db, clock });
  const deps: Deps = { egress, keys, clock, credentials, tell: openTell(options) };
  const refresher = openRefresher(deps);
  const { sendAs, renewDue } = openSender({ ...deps, refresher });
  return {
    beginAuthorization: (begin) => beginAuthorization(deps, begin),
    finishAuthorization: (finish) => finishAuthorization(deps, finish),
    async keep(tx, who, exchanged, grantId) {
      const { tokens, provider, workspaceId } = behind(exchanged);
      // Bound to the workspace that asked for it: another one's handle is a fault in the gateway.
      if (workspaceId !== who.workspaceId) throw new GatewayError("not_found");
      const ref = { workspaceId, grantId };
      const { bound } = hostsOf(provider);
      const sealed = await sealTokens(keys, ref, bound, tokens);
      const [expiresAt, refreshAt] = [expiresAtOf(tokens), refreshAtOf(tokens, Math.random())];
      await db.vaultWithin(tx, (vaultTx) =>
        credentials.insert(vaultTx, ref, { sealed, bound, expiresAt, refreshAt }),
      );
    },
    tryOut: (exchanged) => openTrial(deps, exchanged),
    async discard(exchanged, { revokeUpstream }) {
      const { tokens, provider, client } = behind(exchanged);
      const { installationId } = exchanged;
      forget(exchanged);
      if (!revokeUpstream) return;
      await revokeTokens(deps, { provider, client, installationId }, tokens, { timeoutMs: DISCARD_MS });
    },
    sendAs: (who, use, request) => sendAs(who, use, request),
    sendSigned: (use, request) => sendSigned(egress, use, request),
    probe: (who, use) => probe(sendAs, who, use),
    refreshAhead: (who, use) => renewDue(who, use, DUE_MS),
    async revokeUpstream(who, use, parts) {
      for (let tries = 1; ; tries++) {
        const held = belonging(who, use, await credentials.readAtRest(who, use));
        const tokens = await openTokens(keys, use, held);
        const receipt = await revokeTokens(
          deps,
          { ...use, bound: held.bound, clientId: held.clientId },
          tokens,
          parts ? { parts } : {},
        );
        // A refresh that was under way may have put newer tokens in their place.
        const now = await credentials.read(who, use);
        if (!now || now.version === held.version || tries === 3) return receipt;
      }
    },
    keepSecrets: (tx, who, appId, secrets) =>
      db.vaultWithin(tx, (vaultTx) => keepSecrets(keys, vaultTx, who, appId, secrets)),
    openSecrets: (who, appId) => openSecrets({ db, keys }, who, appId),
    checkApp: (provider, client, redirectUri) => checkApp(deps, provider, client, redirectUri),
    async renewals(who, grantIds) {
      if (grantIds.length === 0) return new Map();
      const rows = await db.inVault(who, (tx) =>
        tx.credential.findMany({
          where: { grantId: { in: [...grantIds] }, refreshAt: { not: null } },
          select: { grantId: true, refreshAt: true },
        }),
      );
      return new Map(rows.map(({ grantId, refreshAt }) => [grantId, refreshAt!]));
    },
    shred: (who, grantId) => credentials.remove(who, { workspaceId: who.workspaceId, grantId }),
    async close() {
      await refresher.close();
      credentials.close();
    },
  };
}
