import type { Models } from "../db/index.ts";
import type { Use } from "../vault/index.ts";
import type { GrantClient } from "./apps.ts";

type Row = Pick<Models.GrantModel, "workspaceId" | "id" | "connectorId" | "installationId">;

/** How the vault is asked to act on a grant. */
export const grantUse = (grant: Row, { provider, client }: GrantClient): Use => ({
  workspaceId: grant.workspaceId,
  connectorId: grant.connectorId,
  grantId: grant.id,
  installationId: grant.installationId ?? undefined,
  provider,
  client,
});
