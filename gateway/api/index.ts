import { getOwnActivity } from "./activity.ts";
import {
  changeAgent,
  checkAgent,
  createAgent,
  getAgent,
  listAgents,
  pauseAgent,
  removeAgent,
  resumeAgent,
} from "./agents.ts";
import {
  cancelApproval,
  countApprovals,
  decideApproval,
  getApproval,
  getApprovalHistory,
  listApprovals,
  listStandingApprovals,
  withdrawApproval,
} from "./approvals.ts";
import { addApp, changeApp, checkApp, listApps, removeApp } from "./apps.ts";
import { dismissAttention, getAttention, restoreAttention } from "./attention/index.ts";
import {
  countAudit,
  exportAuditLog,
  getAudit,
  getAuditCheck,
  getAuditVerifier,
  listAudit,
  listAuditChecks,
  startAuditCheck,
  verifyAudit,
} from "./audit.ts";
import { getCatalog, getNeededScopes } from "./catalog.ts";
import { checkCompanySignIn, getCompanySignIn } from "./company.ts";
import { openConnectLink } from "./connect-links.ts";
import {
  authorizeConnector,
  changeConnector,
  deleteConnector,
  getConnector,
  getScopeUse,
  listConnectors,
  reauthorizeConnector,
  retryRevocation,
  revokeConnector,
  validateConnector,
} from "./connectors.ts";
import { delegate, endDelegation, listDelegations } from "./delegations.ts";
import { changeGuard, clearGuardRun, getGuard } from "./guard.ts";
import { exportImpact, previewRevoke } from "./impact.ts";
import {
  changeIntegration,
  confirmConnector,
  deleteIntegration,
  disconnectIntegration,
  finishAuthorization,
  getAuthLink,
  listIntegrations,
  validateIntegration,
} from "./integrations.ts";
import { invite, listInvitations, revokeInvitation } from "./invitations.ts";
import { addLimit, listLimits, removeLimit } from "./limits.ts";
import { checkAgentManifest, getManifestVersion } from "./manifests.ts";
import { listMcps } from "./mcps.ts";
import { issueEmbedToken } from "./missing.ts";
import {
  addTrustedIssuer,
  createAgentClient,
  listAgentClients,
  listAllowedClients,
  listTrustedIssuers,
  removeTrustedIssuer,
  revokeAgentClient,
  revokeAllowedClient,
  rotateAgentClient,
} from "./oauth-clients.ts";
import type { Operation, StreamOperation } from "./operation.ts";
import { getHealthBoard, getOverview } from "./overview.ts";
import { addMember, changeMember, createSignInLink, listMembers, removeMember } from "./people.ts";
import {
  addPolicyRule,
  changePolicies,
  changePolicyRule,
  getPolicies,
  removePolicyRule,
} from "./policies.ts";
import { listPolicyWarnings, previewPolicy, replayPolicy } from "./policy-changes.ts";
import { addPolicyTest, listPolicyTests, removePolicyTest } from "./policy-tests.ts";
import {
  authorizeRehearsal,
  beginRehearsal,
  checkRehearsal,
  getRehearsal,
  giveUpRehearsal,
  listRehearsals,
} from "./rehearsals.ts";
import { getRevocation, listRevocations, startRevocation } from "./revocations.ts";
import {
  endMemberSessions,
  endOtherSessions,
  endSession,
  listMemberSessions,
  listSessions,
} from "./sessions.ts";
import { getStatus } from "./status.ts";
import { testPolicy } from "./test-policy.ts";
import { issueToken, listTokens, revokeToken, rotateToken } from "./tokens.ts";
import { tryTool } from "./try-tool.ts";
import { removeWorkspace } from "./workspace.ts";

export { readinessView } from "./agent-views.ts";
export * as contract from "./contract/index.ts";
export { deleteWorkspace } from "./delete-workspace.ts";
export { lackingOf, missingOf } from "./missing.ts";
export { interactionView } from "./oauth-interactions.ts";
export { describeApi } from "./openapi/index.ts";
export type { ApiDeps, CallTool, Operation, StreamOperation } from "./operation.ts";
export { openRepeats, type Repeats } from "./repeats.ts";

/** Everything below `/api/workspaces/:workspace`. */
export const operations: readonly Operation[] = [
  getStatus,
  getCatalog,
  getNeededScopes,
  listIntegrations,
  getOwnActivity,
  listMcps,
  tryTool,
  getAuthLink,
  finishAuthorization,
  confirmConnector,
  validateIntegration,
  changeIntegration,
  disconnectIntegration,
  deleteIntegration,
  openConnectLink,
  listConnectors,
  authorizeConnector,
  getConnector,
  reauthorizeConnector,
  validateConnector,
  previewRevoke,
  revokeConnector,
  retryRevocation,
  changeConnector,
  deleteConnector,
  getScopeUse,
  startRevocation,
  listRevocations,
  getRevocation,
  listApps,
  addApp,
  changeApp,
  removeApp,
  checkApp,
  listRehearsals,
  beginRehearsal,
  getRehearsal,
  checkRehearsal,
  authorizeRehearsal,
  giveUpRehearsal,
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
  getAgent,
  changeAgent,
  pauseAgent,
  resumeAgent,
  removeAgent,
  checkAgent,
  checkAgentManifest,
  getManifestVersion,
  listDelegations,
  delegate,
  endDelegation,
  listTokens,
  issueToken,
  rotateToken,
  revokeToken,
  listAllowedClients,
  revokeAllowedClient,
  getCompanySignIn,
  checkCompanySignIn,
  listAgentClients,
  createAgentClient,
  revokeAgentClient,
  rotateAgentClient,
  listTrustedIssuers,
  addTrustedIssuer,
  removeTrustedIssuer,
  listApprovals,
  countApprovals,
  listStandingApprovals,
  withdrawApproval,
  getApproval,
  getApprovalHistory,
  decideApproval,
  cancelApproval,
  listLimits,
  addLimit,
  removeLimit,
  getPolicies,
  changePolicies,
  addPolicyRule,
  testPolicy,
  listPolicyTests,
  addPolicyTest,
  removePolicyTest,
  previewPolicy,
  replayPolicy,
  listPolicyWarnings,
  changePolicyRule,
  removePolicyRule,
  getGuard,
  changeGuard,
  clearGuardRun,
  issueEmbedToken,
  getOverview,
  getHealthBoard,
  getAttention,
  dismissAttention,
  restoreAttention,
  listAudit,
  countAudit,
  listAuditChecks,
  startAuditCheck,
  getAuditCheck,
  getAudit,
  verifyAudit,
];
export const streams: readonly StreamOperation[] = [exportAuditLog, getAuditVerifier, exportImpact];
