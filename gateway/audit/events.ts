import type { ErrorCode } from "../errors.ts";

export type Outcome = "ok" | "started" | "failed" | "refused";

/** What an event is about. `id` is a stable id (`con_…`, `usr_…`); `label` is how people name it. */
export interface Target {
  kind:
    | "connector"
    | "provider"
    | "member"
    | "invitation"
    | "agent"
    | "token"
    | "session"
    | "tool"
    | "rule"
    | "workspace"
    | "app"
    | "approval"
    | "limit"
    | "client"
    | "issuer";
  id: string | null;
  label: string | null;
}

type Kind = "shared" | "personal";
/** The call that an approval is for; `caller` as `agent:agt_…`, `arguments` an `ArgumentDigest`. */
type AskedCall = {
  tool: string;
  server: string;
  connector: string;
  epoch: number;
  caller: string;
  on_behalf_of: string | null;
  arguments: string;
};
type PolicyRuleData = {
  decision: "allow" | "ask" | "deny";
  agent: string | null;
  server: string | null;
  tool: string | null;
  effect: string | null;
  connector: string | null;
  resources: Readonly<Record<string, readonly string[]>>;
  four_eyes: boolean;
  approvers: number;
  observe: boolean;
};
/** `on_behalf_of`: the person (`usr_…`) for whom an agent acts with it. */
type Subject = { subject_kind: "agent" | "user"; subject: string; on_behalf_of: string | null };
/** Names of tools; those of which only the connectors changed are in the last two. */
type ManifestChange = {
  added: readonly string[];
  removed: readonly string[];
  narrowed: readonly string[];
  widened: readonly string[];
};

/**
 * Every event the gateway records, by type. Where an agent acts for a person, `data` also has `on_behalf_of`: their id.
 * `data` holds ids, digests, counts, codes and labels: never content, never
 * a token, never a parameter of a tool. Times are ISO 8601 in UTC, durations are milliseconds.
 */
export interface Events {
  "sign_in.succeeded": {
    outcome: "ok";
    data: { method: "link" | "operator" | "company" | "invitation" | "switch" | "cli"; session: string };
  };
  /**
   * Somebody let a program in as themselves, or refused to. The target's label is what it calls its machine. The session
   * that it then fetches is `sign_in.succeeded`.
   */
  "cli.allowed": { outcome: "ok"; data: { request: string; address: string | null } };
  "cli.denied": { outcome: "ok"; data: { request: string; address: string | null } };
  /** Only where the workspace is known; a link that belongs to none reaches the log alone. */
  "sign_in.refused": { outcome: "refused"; data: { method: string; code: ErrorCode } };
  sign_out: { outcome: "ok"; data: { session: string } };
  "sign_in_link.created": { outcome: "ok"; data: { link: string; expires_at: string } };
  /** An account of the company's sign-in is now this person. */
  "identity.bound": { outcome: "ok"; data: { issuer: string } };
  /** Somebody ended a member's sessions; `by` themselves or an admin. */
  "sessions.ended": { outcome: "ok"; data: { sessions: readonly string[]; by: "self" | "admin" } };
  "member.added": {
    outcome: "ok";
    data: { role: string; via: "admin" | "invitation" | "company" | "operator" };
  };
  "member.role_changed": { outcome: "ok"; data: { from: string; to: string; invitations_revoked: number } };
  /** What ended with the membership. `left`: they went by themselves. `run`: the revocation run of their grants. */
  "member.removed": {
    outcome: "ok";
    data: {
      role: string;
      left: boolean;
      sessions: number;
      tokens: number;
      links: number;
      authorizations: number;
      invitations: number;
      grants: number;
      run: string | null;
    };
  };
  /** The target's label is the address. `replaced`: earlier ones for it. */
  "invitation.created": { outcome: "ok"; data: { role: string; expires_at: string; replaced: number } };
  "invitation.revoked": { outcome: "ok"; data: { role: string } };
  "invitation.accepted": { outcome: "ok"; data: { role: string; method: "link" | "company" } };
  "workspace.created": { outcome: "ok"; data: { slug: string; owner: string } };
  "workspace.deleted": {
    outcome: "ok";
    data: {
      slug: string;
      members: number;
      sessions: number;
      tokens: number;
      invitations: number;
      grants: number;
      run: string | null;
    };
  };
  /** Nothing was pending at any provider any more: what was left of the workspace is deleted, but for this log. */
  "workspace.purged": {
    outcome: "ok";
    data: { members: number; agents: number; connectors: number; grants: number; apps: number };
  };
  /** `tools`: those of its manifest; null: none. `delegation`: `none`, `members`, or `usr_…` of each. */
  "agent.created": {
    outcome: "ok";
    data: { slug: string; tools: readonly string[] | null; delegation: string | readonly string[] };
  };
  /** `widens`: it may do something that it might not do before. */
  "agent.manifest_changed": {
    outcome: "ok";
    data: { tools: readonly string[] | null; version: number; widens: boolean } & ManifestChange;
  };
  "agent.renamed": { outcome: "ok"; data: { from: string; to: string } };
  /** `tokens_ended`: those of people for whom it may not act any longer. */
  "agent.delegation_changed": {
    outcome: "ok";
    data: { from: string | readonly string[]; to: string | readonly string[]; tokens_ended: number };
  };
  /** Nothing that it sends is served until it is resumed; calls under way were cut off. */
  "agent.paused": { outcome: "ok"; data: { slug: string } };
  "agent.resumed": { outcome: "ok"; data: { slug: string } };
  "agent.removed": { outcome: "ok"; data: { slug: string; tokens: number } };
  "token.issued": {
    outcome: "ok";
    data: Subject & {
      servers: readonly string[];
      tools: readonly string[];
      read_only: boolean;
      expires_at: string | null;
    };
  };
  /**
   * A person let an OAuth client in, or said no (`consent` null). The target is the client. `remembered`: as before,
   * without being asked again.
   */
  "oauth_client.allowed": {
    outcome: "ok";
    data: {
      consent: string;
      kind: string;
      redirect_host: string;
      resource: string;
      servers: readonly string[];
      read_only: boolean;
      remembered: boolean;
    };
  };
  "oauth_client.denied": {
    outcome: "refused";
    data: { kind: string; redirect_host: string; resource: string };
  };
  /** The word of a trusted issuer let it in for this person (ID-JAG), for the first time. */
  "oauth_client.let_in": { outcome: "ok"; data: { consent: string; user: string; issuer: string } };
  "oauth_client.revoked": { outcome: "ok"; data: { consent: string; user: string; fenced_in_ms: number } };
  /** `reused`: a code or a refresh token came twice; `given_up`: the client revoked its own. Its tokens ended. */
  "oauth_client.tokens_ended": { outcome: "ok"; data: { consent: string; reason: "reused" | "given_up" } };
  /** The target is the client, made for an agent. */
  "agent_client.created": {
    outcome: "ok";
    data: {
      agent: string;
      auth: string;
      jwks_uri: string | null;
      redirect_hosts: readonly string[];
      read_only: boolean;
    };
  };
  "agent_client.rotated": { outcome: "ok"; data: { agent: string; ends_at: string } };
  "agent_client.revoked": { outcome: "ok"; data: { agent: string } };
  "trusted_issuer.added": {
    outcome: "ok";
    data: { issuer: string; jwks_uri: string; clients: readonly string[] };
  };
  /** `ended`: consents that it had given. */
  "trusted_issuer.removed": { outcome: "ok"; data: { issuer: string; ended: number } };
  "token.revoked": { outcome: "ok"; data: Subject };
  /** The target is the old one; it ends at `ends_at`. */
  "token.rotated": { outcome: "ok"; data: Subject & { new_token: string; ends_at: string } };

  /** `authorization` is the id of the pending authorization; `connector` is set when an existing one is reconnected. */
  "authorization.started": {
    outcome: "started";
    data: {
      authorization: string;
      provider: string;
      kind: Kind;
      connector: string | null;
      /** Registration and kind of access; `env`: from the environment. */
      app: string;
      access: string;
      tools: readonly string[];
      scopes: readonly string[];
    };
  };
  "authorization.refused": {
    outcome: "refused";
    data: {
      authorization: string | null;
      provider: string;
      kind: Kind | null;
      connector: string | null;
      code: ErrorCode;
      /** `scopes_declined`: what was asked for and not given. */
      missing_scopes: readonly string[];
    };
  };
  /** `owner` is the teammate of a personal connector; `scopes` is what was granted. */
  "connector.authorized": {
    outcome: "ok";
    data: {
      grant: string;
      provider: string;
      kind: Kind;
      owner: string | null;
      account_id: string;
      account_label: string;
      app: string;
      access: string;
      tools: readonly string[];
      scopes: readonly string[];
      reconnected: boolean;
      /** Another account than asked for: a new connector that waits for the person's word. */
      unconfirmed: boolean;
    };
  };
  "grant.scope_difference": {
    outcome: "ok";
    data: { grant: string; missing: readonly string[]; extra: readonly string[] };
  };
  /** `permanent`: only a new grant helps; otherwise it is tried again. */
  "refresh.failed": { outcome: "failed"; data: { grant: string; cause: string; permanent: boolean } };
  /** A renewal worked although the answer to an earlier one was lost. */
  "refresh.recovered": { outcome: "ok"; data: { grant: string } };
  "connector.renamed": { outcome: "ok"; data: { from: string; to: string } };
  "connector.disabled": { outcome: "ok"; data: Record<string, never> };
  "connector.enabled": { outcome: "ok"; data: Record<string, never> };
  /** Somebody who had signed in with another account said that it shall stay, as a connector of its own. */
  "connector.confirmed": { outcome: "ok"; data: { account_label: string } };
  "connector.deleted": { outcome: "ok"; data: { reason: string; shredded_at_once: boolean } };
  /** Its rows are gone, the sealed tokens with them. */
  "connector.purged": { outcome: "ok"; data: { account_label: string } };
  /** Everything of a provider, a teammate or the workspace is being ended; each grant has its own `grant.ended`. */
  "revocation.started": {
    outcome: "started";
    data: { run: string; scope: "provider" | "user" | "workspace"; target: string; reason: string };
  };
  /** `secrets`: which were given; never what they are. */
  "app.added": {
    outcome: "ok";
    data: { provider: string; access: string; client: string; secrets: readonly string[] };
  };
  "app.changed": { outcome: "ok"; data: { provider: string; fields: readonly string[] } };
  "app.removed": { outcome: "ok"; data: { provider: string; client: string } };
  "app.checked": { outcome: "ok" | "failed"; data: { provider: string; findings: readonly string[] } };
  /** Somebody leaves for the provider to try an app out; `authorization` is the id of the pending authorization. */
  "app.rehearsal_started": {
    outcome: "started";
    data: {
      rehearsal: string;
      authorization: string;
      provider: string;
      access: string;
      tools: readonly string[];
      scopes: readonly string[];
    };
  };
  /** What came of it; `failed` names the first step that did. Its tokens are forgotten by then. */
  "app.rehearsed": {
    outcome: "ok" | "failed";
    data: { rehearsal: string; provider: string; failed: string | null };
  };
  "connector.validated": {
    outcome: "ok" | "failed";
    data: { verdict: "valid" | "invalid" | "unknown"; cause: string | null; source: string | null };
  };
  "grant.ended": {
    outcome: "ok";
    data: {
      grant: string;
      reason:
        | "revoked"
        | "disconnected"
        | "replaced"
        | "deleted"
        | "account_ended"
        | "declined"
        | "member_removed"
        | "workspace_deleted";
      /** The revocation run that ended it, if one did. */
      run: string | null;
      aborted_calls: number;
      fenced_in_ms: number;
    };
  };
  "upstream.revoked": { outcome: "ok"; data: { grant: string; provider: string; attempts: number } };
  /** `final`: it will not be tried again. */
  "upstream.revocation_failed": {
    outcome: "failed";
    data: { grant: string; provider: string; attempts: number; cause: string; final: boolean };
  };
  /** The provider's own grant stays, because another connector lives on the account or the provider cannot revoke. */
  "upstream.kept": { outcome: "ok"; data: { grant: string; provider: string; reason: string } };

  /** The target's label is the rule's name. `resources`: its lists, with what they allow. */
  "policy.rule_added": { outcome: "ok"; data: PolicyRuleData };
  "policy.rule_changed": { outcome: "ok"; data: PolicyRuleData };
  "policy.rule_removed": { outcome: "ok"; data: PolicyRuleData };
  /** The target is a rule that only watches: had it decided, this call would have ended `would` instead of `did`. */
  "policy.observed": {
    outcome: "ok";
    data: { tool: string; server: string; connector: string; would: string; did: string };
  };
  /** The target's label is the test's name. */
  "policy.test_added": { outcome: "ok"; data: { tool: string; expected: string } };
  "policy.test_removed": { outcome: "ok"; data: { tool: string; expected: string } };
  /** The decisions where no rule fits, and what is the workspace's own, as they are now. */
  "policy.settings_changed": {
    outcome: "ok";
    data: {
      read: string;
      write: string;
      destructive: string;
      inside: Readonly<Record<string, readonly string[]>>;
    };
  };
  "guard.switched": { outcome: "ok"; data: { enabled: boolean } };
  /** From now on whatever carries data out of this run asks. By which tools it came to that. */
  "guard.tripped": {
    outcome: "ok";
    data: { run: string; untrusted_by: string | null; private_by: string | null };
  };
  "guard.cleared": { outcome: "ok"; data: { run: string } };

  /**
   * One tool call. A read is one row. A write is two with the same `call`: `started`, committed before the call goes
   * out, and the result. `arguments` is an `ArgumentDigest`; `code` says why it failed.
   */
  "tool.call": {
    outcome: "started" | "ok" | "failed";
    data: {
      call: string;
      tool: string;
      server: string;
      effect: "read" | "write" | "destructive";
      connector: string;
      grant: string | null;
      arguments: string;
      code: string | null;
      duration_ms: number | null;
      /** Of a call that worked: bytes of the JSON that the provider answered, and of the text that the agent got. */
      provider_bytes?: number;
      answer_bytes?: number;
    };
  };
  /** Did not run: unknown tool, bad input, policy, no connector, scope missing, read-only token. */
  /** An agent sent a file to an address that a tool gave it. */
  "file.uploaded": { outcome: "ok"; data: { upload: string; principal: string; bytes: number } };
  "tool.refused": {
    outcome: "refused";
    data: {
      call: string;
      tool: string;
      server: string;
      connector: string | null;
      code: string;
      /** The rule of policy that decided. */
      rule?: string;
    };
  };

  /** A rule or the guard wants a person's word. The target is the approval. */
  "approval.requested": {
    outcome: "started";
    data: AskedCall & {
      credential: string | null;
      client: string | null;
      four_eyes: boolean;
      approvers: number;
    };
  };
  /** `approved`: how many have, of `approvers`: at that number the call may run, once. */
  "approval.approved": { outcome: "ok"; data: AskedCall & { approved: number; approvers: number } };
  "approval.denied": { outcome: "ok"; data: AskedCall & { noted: boolean } };
  /** Taken back before it was used: by whom it was asked for, or by somebody who may decide. */
  "approval.cancelled": { outcome: "ok"; data: AskedCall & { was: "pending" | "approved" } };
  /** Nobody decided, or nobody used what was approved, in time. */
  "approval.expired": { outcome: "ok"; data: AskedCall & { was: "pending" | "approved" } };
  /** The call runs now; nothing else will run by this approval. `standing`: by a word that stands. */
  "approval.used": { outcome: "ok"; data: AskedCall & { standing?: string } };
  /** The word counts for the very same call again, until then. */
  "approval.stands": { outcome: "ok"; data: AskedCall & { standing: string; until: string } };
  "approval.withdrawn": { outcome: "ok"; data: AskedCall & { standing: string } };
  /** `subject`: `any`, or the id it is for. */
  "limit.added": {
    outcome: "ok";
    data: { subject: string; effect: string; per_minute: number | null; per_day: number | null };
  };
  "limit.removed": {
    outcome: "ok";
    data: { subject: string; effect: string; per_minute: number | null; per_day: number | null };
  };

  /**
   * This workspace's sealed rows now have the key `to`. `started` is committed before the first is touched; `ok` counts
   * what was done in this run, which may have been stopped and may not be the only one.
   */
  "keys.rotated": {
    outcome: "started" | "ok";
    data: {
      to: string;
      from: readonly string[];
      credentials: number | null;
      authorizations: number | null;
      secrets: number | null;
    };
  };

  /** Somebody set aside what needs attention; the target is what it is about. `matter`: `connector_invalid:con_…`. */
  "attention.dismissed": { outcome: "ok"; data: { matter: string; until: string; reason: string } };
  "attention.restored": { outcome: "ok"; data: { matter: string } };

  /** A gateway of another version has begun to serve this workspace. */
  "gateway.version_changed": { outcome: "ok"; data: { from: string | null; to: string } };

  "audit.verified": {
    outcome: "ok" | "failed";
    data: {
      result: "intact" | "broken" | "empty";
      checked: number;
      head_hash: string | null;
      broken_at: number | null;
    };
  };
  "audit.exported": {
    outcome: "ok";
    data: { count: number; head_seq: number | null; head_hash: string | null };
  };
  /** Committed before the first row is read, so that the backup holds it too. `keys`: the vault's keys are inside. */
  "backup.taken": { outcome: "ok"; data: { keys: boolean } };
  /** The database was filled from a backup: what happened after `made_at` is not in it. */
  "backup.restored": { outcome: "ok"; data: { made_at: string; rows: number } };
}

export type AuditEventType = keyof Events;

type Entry<T extends AuditEventType> = {
  type: T;
  outcome: Events[T]["outcome"];
  /** Leave out where there is none. */
  target?: Target | undefined;
  requestId?: string | undefined;
  data: Events[T]["data"];
};

/** What callers hand to `append` and `enqueue`. The actor comes from the Principal, the time from the clock. */
export type AuditInput = { [T in AuditEventType]: Entry<T> }[AuditEventType];
