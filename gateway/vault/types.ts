import type { Provider } from "../../mcp-servers/kit/index.ts";
import type { Clock } from "../clock.ts";
import type { Principal } from "../context.ts";
import type { WorkspaceTx } from "../db/index.ts";
import type { Egress, EgressResponse } from "../egress/index.ts";
import type { ErrorCode } from "../errors.ts";
import type { SealedBytes } from "./envelope.ts";
import type { Exchanged } from "./exchanged.ts";
import type { KeyProvider } from "./keys.ts";
import type { VaultDb, VaultLog } from "./ports.ts";
import type { Secret } from "./secret.ts";
import type { SignedUse } from "./send-signed.ts";
import type { Part } from "./token-set.ts";
import type { Trial } from "./trial.ts";

/** The gateway's OAuth client at a provider. */
export interface OAuthClient {
  id: string;
  secret: Secret;
  /** A GitHub App's number, name in its address, and private key (PEM). */
  app?: { number: string; slug: string; key: Secret } | undefined;
}

/** What a provider says about a registration. */
export interface AppCheck {
  client: "accepted" | "refused" | "unknown";
  /** The provider's word, safe to show. */
  answer: string;
  /** Of a GitHub App with its key. `permissions`: `issues:write`. */
  key:
    | { state: "accepted" | "refused" | "unknown"; slug?: string | undefined; permissions: string[] }
    | undefined;
}

/** What of a provider app is sealed. */
export interface AppSecrets {
  secret: Secret;
  privateKey?: Secret | undefined;
}

/** Which grant a call goes out on, resolved by the caller at call time. */
export interface Use {
  workspaceId: string;
  connectorId: string;
  grantId: string;
  /** As it is for the kind of registration the grant was given to. */
  provider: Provider;
  client: OAuthClient;
  /** Which of two tokens a call goes out with, where the provider gives a second one; default: the main one. */
  as?: Part | undefined;
  /** Access as the app itself: which installation. */
  installationId?: string | undefined;
  /** Ends the caller's wait and the provider call; never a refresh that was already sent. */
  signal?: AbortSignal | undefined;
}

/** A request to a provider's API, without its credential. `authorization`, `cookie` and `host` are refused. */
export interface ApiRequest {
  method: string;
  /** Absolute, with the provider's real origin; emulated providers are mapped here. */
  url: string | URL;
  headers?: Readonly<Record<string, string>>;
  body?: string | Uint8Array | null;
  /** As in `EgressRequest`. */
  timeoutMs?: number;
  retry?: { withinMs: number; anyMethod?: boolean; onWait?: (ms: number) => void };
  maxBytes?: number | undefined;
  showRedirect?: boolean | undefined;
}

export interface Begin {
  provider: Provider;
  client: OAuthClient;
  redirectUri: string;
  /** The picked scopes; the provider's identity scopes are added. */
  scopes: readonly string[];
  workspaceId: string;
  pendingId: string;
  loginHint?: string | undefined;
}

export interface Begun {
  /** Where to send the browser. */
  authorizationUrl: string;
  /** Goes out in the URL and comes back on the callback; only its hash may be stored. */
  state: string;
  /** SHA-256 of `state`, 32 bytes. */
  stateHash: Buffer<ArrayBuffer>;
  /** Every scope that was asked for, identity scopes included. */
  scopesRequested: string[];
  /** PKCE verifier, nonce and scopes, bound to workspace and `pendingId`. */
  sealed: SealedBytes;
}

export interface Finish {
  provider: Provider;
  client: OAuthClient;
  /** The same as at the start. */
  redirectUri: string;
  workspaceId: string;
  pendingId: string;
  /** The callback's query as it came; only `code`, `state`, `iss`, `error`, `installation_id`, `setup_action` are read. */
  params: Readonly<Record<string, string | undefined>>;
  sealed: SealedBytes;
}

/** Where a verdict comes from is the schema's `verdictSource`. */
export interface VerdictFound {
  state: "valid" | "invalid" | "unknown";
  cause:
    | "invalid_grant"
    | "refresh_lost"
    | "account_changed"
    | "unauthorized"
    | "client_rejected"
    | "endpoint_changed";
  source: "call" | "refresh";
  /** What was called, in words: `refresh`, or method and host. */
  evidence: string;
}

export interface ProbeResult {
  state: "valid" | "invalid" | "unknown";
  /** null when valid; else a cause of `VerdictFound`, or why nothing is known. */
  cause: VerdictFound["cause"] | "provider_refused" | ErrorCode | null;
  /** `provider.probe.label`. */
  evidence: string;
}

export interface VaultAuditEvent {
  /** `recovered`: a refresh worked although the answer to an earlier one was lost. */
  type: "refresh.succeeded" | "refresh.recovered" | "refresh.failed";
  grantId: string;
  connectorId: string;
  /** null on success; else a cause of `VerdictFound`, `provider_unreachable`, or `answer_lost`: sent, and nobody knows. */
  cause: string | null;
  /** A failure that trying again will not mend. */
  permanent: boolean;
}

/** What the provider answered to a revocation. Safe to store and show. */
export interface RevocationReceipt {
  ok: boolean;
  /** Whether trying again later may help. */
  retry: boolean;
  /** HTTP status; null when there was no answer. */
  status: number | null;
  /** One line; never the answer's body. */
  detail: string;
  at: Date;
}

export interface VaultOptions {
  db: VaultDb;
  egress: Egress;
  keys: KeyProvider;
  clock: Clock;
  log?: VaultLog;
  /** What a call or a refresh proved about the connector; may repeat. Not awaited; a rejection is logged. */
  onVerdict: (who: Principal, use: Use, found: VerdictFound) => void | Promise<void>;
  /** Not awaited; a rejection is logged. */
  onAudit: (who: Principal, event: VaultAuditEvent) => void | Promise<void>;
}

export interface Vault {
  beginAuthorization(begin: Begin): Promise<Begun>;
  /**
   * Trades the code for tokens and reads whose account it is. Throws `consent_denied`, `issuer_mismatch`,
   * `state_unknown`, `code_rejected`, `client_rejected`, `provider_unreachable`, `account_unreadable`,
   * `bad_request` (no code), `credential_unreadable`, `key_unknown`.
   */
  finishAuthorization(finish: Finish): Promise<Exchanged>;
  /** Seals the tokens and inserts the credential of `grantId`, inside the caller's transaction. */
  keep(tx: WorkspaceTx, who: Principal, exchanged: Exchanged, grantId: string): Promise<void>;
  /** To try out what a registration gives, with tokens that nobody keeps; `exchanged` is spent by it. */
  tryOut(exchanged: Exchanged): Trial;
  /** Forgets an unwanted token set. `revokeUpstream`: also ends it at the provider, best effort, at most 5 s. */
  discard(exchanged: Exchanged, options: { revokeUpstream: boolean }): Promise<void>;
  /**
   * Sends one request as the granted account; any status but 401 is an answer. Throws `connector_invalid` (data
   * `{cause}`), `connector_not_connected`, `provider_unreachable`, `client_rejected`, the `egress_*` codes,
   * `key_unknown`, `credential_unreadable`, or the reason of `use.signal`.
   */
  sendAs(who: Principal, use: Use, request: ApiRequest): Promise<EgressResponse>;
  /** To an address that the provider answered with and that carries its own permission; no credential goes along. */
  sendSigned(use: SignedUse, request: ApiRequest): Promise<EgressResponse>;
  /** Calls the provider's probe with the grant's own credential. Throws only what is the gateway's own fault. */
  probe(who: Principal, use: Use): Promise<ProbeResult>;
  /** Renews what ends soon, as the job does; true when it did. Throws what `sendAs` does. */
  refreshAhead(who: Principal, use: Use): Promise<boolean>;
  /**
   * Ends the tokens at the provider, or only some parts of them; of a grant that has ended, when no refresh is under
   * way any more (12 s at most). Throws `connector_not_connected` when no credential is left, `credential_unreadable`
   * (also for another installation than the sealed one), `key_unknown`, `key_service_unavailable`.
   */
  revokeUpstream(who: Principal, use: Use, parts?: readonly Part[]): Promise<RevocationReceipt>;
  /** Seals a provider app's secrets, inside the caller's transaction; what was there is overwritten. */
  keepSecrets(tx: WorkspaceTx, who: Principal, appId: string, secrets: AppSecrets): Promise<void>;
  /** Throws `not_found`, `key_unknown`, `key_service_unavailable`, `credential_unreadable`. */
  openSecrets(who: Principal, appId: string): Promise<AppSecrets>;
  /** Asks the provider whether it knows this registration; sends the client secret, never a token. */
  checkApp(provider: Provider, client: OAuthClient, redirectUri: string): Promise<AppCheck>;
  /** When the job renews these grants' tokens next; those that it never does are left out. */
  renewals(who: Principal, grantIds: readonly string[]): Promise<ReadonlyMap<string, Date>>;
  /** Deletes the credential; false when there was none. */
  shred(who: Principal, grantId: string): Promise<boolean>;
  /** Waits for refreshes under way, whose tokens would be lost, some 10 s at most; drops every cache. */
  close(): Promise<void>;
}
