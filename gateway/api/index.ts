import { createAgent, listAgents } from "./agents.ts";
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
import { invite, listInvitations, revokeInvitation } from "./invitations.ts";
import type { AnyOperation, StreamOperation } from "./operation.ts";
import { addMember, changeMember, createSignInLink, listMembers, removeMember } from "./people.ts";
import {
  endMemberSessions,
  endOtherSessions,
  endSession,
  listMemberSessions,
  listSessions,
} from "./sessions.ts";
import { issueToken, listTokens, revokeToken } from "./tokens.ts";
import { removeWorkspace } from "./workspace.ts";

export * as contract from "./contract.ts";
export { deleteWorkspace } from "./delete-workspace.ts";
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
  changeMember,
  removeMember,
  createSignInLink,
  listMemberSessions,
  endMemberSessions,
  listSessions,
  endSession,
  endOtherSessions,
  listInvitations,
  invite,
  revokeInvitation,
  removeWorkspace,
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
