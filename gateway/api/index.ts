import { exportAuditLog, getAudit, listAudit, verifyAudit } from "./audit.ts";
import { getCatalog, getNeededScopes } from "./catalog.ts";
import {
  authorizeConnector,
  getConnector,
  listConnectors,
  previewRevoke,
  reauthorizeConnector,
  revokeConnector,
  validateConnector,
} from "./connectors.ts";
import {
  disconnectIntegration,
  finishAuthorization,
  getAuthLink,
  listIntegrations,
  validateIntegration,
} from "./integrations.ts";
import type { AnyOperation, StreamOperation } from "./operation.ts";
import { addMember, createAgent, createSignInLink, listAgents, listMembers } from "./people.ts";
import { issueToken, listTokens, revokeToken } from "./tokens.ts";

export * as contract from "./contract.ts";
export type { AnyOperation, ApiDeps, StreamOperation } from "./operation.ts";

/** Everything below `/api/workspaces/:workspace`. */
export const operations: readonly AnyOperation[] = [
  getCatalog,
  getNeededScopes,
  listIntegrations,
  getAuthLink,
  finishAuthorization,
  validateIntegration,
  disconnectIntegration,
  listConnectors,
  authorizeConnector,
  getConnector,
  reauthorizeConnector,
  validateConnector,
  previewRevoke,
  revokeConnector,
  listMembers,
  addMember,
  createSignInLink,
  listAgents,
  createAgent,
  listTokens,
  issueToken,
  revokeToken,
  listAudit,
  getAudit,
  verifyAudit,
];
export const streams: readonly StreamOperation[] = [exportAuditLog];
