/** Where the code alone, read aloud, would not say it. */
const types: Record<string, string> = {
  "sign_in.succeeded": "Signed in",
  "sign_in.refused": "Sign-in refused",
  sign_out: "Signed out",
  "sign_in_link.created": "Sign-in link made",
  "identity.bound": "Company account bound",
  "member.role_changed": "Role changed",
  "workspace.purged": "Workspace's rows deleted",
  "token.issued": "API token made",
  "token.revoked": "API token revoked",
  "oauth_client.allowed": "App allowed",
  "oauth_client.denied": "App denied",
  "oauth_client.let_in": "App let in by an issuer",
  "oauth_client.revoked": "App revoked",
  "oauth_client.tokens_ended": "App's tokens ended",
  "policy.rule_added": "Rule added",
  "policy.rule_changed": "Rule changed",
  "policy.rule_removed": "Rule removed",
  "policy.settings_changed": "Policy settings changed",
  "guard.cleared": "Guard forgot a run",
  "approval.requested": "Call held for a person",
  "approval.approved": "Call approved",
  "approval.denied": "Call denied",
  "approval.cancelled": "Held call cancelled",
  "approval.expired": "Held call expired",
  "approval.used": "Approved call made",
  "authorization.started": "Connecting started",
  "authorization.refused": "Connecting failed",
  "grant.scope_difference": "Other scopes than asked",
  "grant.ended": "Grant ended",
  "refresh.failed": "Renewal failed",
  "refresh.recovered": "Renewal recovered",
  "connector.disabled": "Connector switched off",
  "connector.enabled": "Connector switched on",
  "connector.confirmed": "Second account kept",
  "connector.purged": "Connector's tokens deleted",
  "revocation.started": "Revoke everything",
  "app.added": "Provider app added",
  "app.changed": "Provider app changed",
  "app.removed": "Provider app removed",
  "app.checked": "Provider app checked",
  "upstream.revoked": "Revoked at provider",
  "upstream.revocation_failed": "Not revoked at provider",
  "upstream.kept": "Kept at provider",
  "tool.call": "Tool called",
  "tool.refused": "Tool refused",
  "keys.rotated": "Keys rotated",
  "audit.verified": "Audit log verified",
  "audit.exported": "Audit log exported",
  "backup.taken": "Backup taken",
  "backup.restored": "Backup restored",
};
const kinds: Record<string, string> = { app: "provider app", token: "API token" };

/** In words; a type that this page does not know is read from its code. */
export function typeLabel(type: string): string {
  const words = type.replaceAll(/[._]/g, " ");
  return types[type] ?? words.charAt(0).toUpperCase() + words.slice(1);
}

export const kindLabel = (kind: string): string => kinds[kind] ?? kind.replaceAll("_", " ");
