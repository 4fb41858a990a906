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
};
const kinds: Record<string, string> = { app: "provider app", token: "API token" };

/** In words; a type that this page does not know is read from its code. */
export function typeLabel(type: string): string {
  const words = type.replaceAll(/[._]/g, " ");
  return types[type] ?? words.charAt(0).toUpperCase() + words.slice(1);
}

export const kindLabel = (kind: string): string => kinds[kind] ?? kind.replaceAll("_", " ");
