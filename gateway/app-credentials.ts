import type { Ground } from "./app-ground.ts";
import { openFence } from "./fence/index.ts";
import {
  type EnvironmentApp,
  openApps,
  openGrants,
  openPartsInUse,
  openUses,
  openVerdicts,
} from "./grants/index.ts";
import { recordRefresh } from "./refresh-events.ts";
import { openVault } from "./vault/index.ts";

export interface CredentialsOptions {
  /** Provider apps of the environment. */
  environment: readonly EnvironmentApp[];
  onRefreshed(workspaceId: string, connectorId: string): void;
  /** A revocation waits to be told to its provider. */
  onPending(): void;
}

/** What credentials live in and die by: vault, fence, provider apps, grants and what is known of their health. */
export function openCredentials(ground: Ground, options: CredentialsOptions) {
  const { config, clock, log, egress, keys, db, system, registry, audit } = ground;
  const verdicts = openVerdicts(db, audit, clock, log);
  const fence = openFence({
    channel: db.channel,
    currentEpoch: async (workspaceId, id) =>
      (await system.tables.connector.findUnique({ where: { workspaceId_id: { workspaceId, id } } }))?.epoch,
  });
  const vault = openVault({
    db,
    egress,
    keys,
    clock,
    log,
    onVerdict: (who, use, found) =>
      verdicts.note(
        who,
        { ...found, workspaceId: use.workspaceId, connectorId: use.connectorId },
        use.grantId,
      ),
    onAudit: (who, event) => {
      if (event.type === "refresh.succeeded") options.onRefreshed(who.workspaceId, event.connectorId);
      return recordRefresh(audit, who, event);
    },
  });
  const uses = openUses(system, clock, log);
  const apps = openApps({
    db,
    vault,
    providers: registry.providers,
    environment: options.environment,
    publicUrl: config.publicUrl,
  });
  const grants = openGrants({
    db,
    vault,
    audit,
    registry,
    apps,
    fence,
    verdicts,
    uses,
    clock,
    log,
    partsInUse: openPartsInUse(system),
    onPending: options.onPending,
  });
  return { verdicts, fence, vault, uses, apps, grants };
}
export type Credentials = ReturnType<typeof openCredentials>;
