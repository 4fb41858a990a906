import { labels as said } from "../../words/audit-actions.ts";

/** Where the code alone, read aloud, would not say it. */
const types: Record<string, string> = {
  "sign_in.succeeded": said.signed,
  "sign_in.refused": said.signInRefused,
  sign_out: said.signedOut,
  "sign_in_link.created": said.signInLinkMade,
  "identity.bound": said.companyAccountBound,
  "member.role_changed": said.roleChanged,
  "workspace.purged": said.workspacesRowsDeleted,
  "token.issued": said.apiTokenMade,
  "token.revoked": said.apiTokenRevoked,
  "token.rotated": said.apiTokenRotated,
  "agent.paused": said.agentPaused,
  "agent.resumed": said.agentResumed,
  "approval.stands": said.approvalStandsForSameCall,
  "approval.withdrawn": said.standingApprovalTakenBack,
  "policy.observed": said.watchingRuleFitted,
  "policy.test_added": said.policyTestAdded,
  "policy.test_removed": said.policyTestRemoved,
  "oauth_client.allowed": said.appAllowed,
  "oauth_client.denied": said.appDenied,
  "oauth_client.let_in": said.appLetInByIssuer,
  "oauth_client.revoked": said.appRevoked,
  "oauth_client.tokens_ended": said.appsTokensEnded,
  "policy.rule_added": said.ruleAdded,
  "policy.rule_changed": said.ruleChanged,
  "policy.rule_removed": said.ruleRemoved,
  "policy.settings_changed": said.policySettingsChanged,
  "guard.cleared": said.guardForgotRun,
  "approval.requested": said.callHeldForPerson,
  "approval.approved": said.callApproved,
  "approval.denied": said.callDenied,
  "approval.cancelled": said.heldCallCancelled,
  "approval.expired": said.heldCallExpired,
  "approval.used": said.approvedCallMade,
  "authorization.started": said.connectingStarted,
  "authorization.refused": said.connectingFailed,
  "grant.scope_difference": said.otherScopesThanAsked,
  "grant.ended": said.grantEnded,
  "refresh.failed": said.renewalFailed,
  "refresh.recovered": said.renewalRecovered,
  "connector.disabled": said.connectorSwitchedOff,
  "connector.enabled": said.connectorSwitched,
  "connector.confirmed": said.secondAccountKept,
  "connector.purged": said.connectorsTokensDeleted,
  "revocation.started": said.revokeEverything,
  "app.added": said.providerAppAdded,
  "app.changed": said.providerAppChanged,
  "app.removed": said.providerAppRemoved,
  "app.checked": said.providerAppChecked,
  "app.rehearsal_started": said.rehearsalStarted,
  "app.rehearsed": said.providerAppRehearsed,
  "upstream.revoked": said.revokedAtProvider,
  "upstream.revocation_failed": said.notRevokedAtProvider,
  "upstream.kept": said.keptAtProvider,
  "tool.call": said.toolCalled,
  "tool.refused": said.toolRefused,
  "keys.rotated": said.keysRotated,
  "audit.verified": said.auditLogVerified,
  "audit.exported": said.auditLogExported,
  "backup.taken": said.backupTaken,
  "backup.restored": said.backupRestored,
};
const kinds: Record<string, string> = { app: said.providerApp, token: said.apiToken };

/** In words; a type that this page does not know is read from its code. */
export function typeLabel(type: string): string {
  const words = type.replaceAll(/[._]/g, " ");
  return types[type] ?? words.charAt(0).toUpperCase() + words.slice(1);
}

export const kindLabel = (kind: string): string => kinds[kind] ?? kind.replaceAll("_", " ");
