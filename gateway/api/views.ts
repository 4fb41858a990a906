import { type Provider, variantOf } from "../../mcp-servers/kit/index.ts";
import { isExtra } from "../catalog/index.ts";
import type { Principal } from "../context.ts";
import { type ConnectorRecord, type Started, UNCONFIRMED } from "../grants/index.ts";
import { FRESH_MS, OLD_MS } from "../insights/index.ts";
import type { AuthLink, Connector, Verdict } from "./contract/index.ts";
import type { ApiDeps } from "./operation.ts";

type ScopeView = { scope: string; title: string; sensitivity: "basic" | "sensitive" | "restricted" };

/** A scope in plain words; one we have no words for is shown as it is. */
export const scopeView = (provider: Provider | undefined, scope: string): ScopeView => {
  const info = provider?.scopes[scope];
  return { scope, title: info?.title ?? scope, sensitivity: info?.sensitivity ?? "sensitive" };
};

type Who = Verdict["who"];
interface Reason {
  message(title: string): string;
  who: Who;
}

const reasons: Record<string, Reason> = {
  invalid_grant: { message: (t) => `${t} no longer accepts this sign-in.`, who: "owner_of_connector" },
  unauthorized: {
    message: (t) => `${t} refused the access token, also after a renewal.`,
    who: "owner_of_connector",
  },
  refresh_token_missing: {
    message: () => "Access ended and could not be renewed.",
    who: "owner_of_connector",
  },
  client_rejected: { message: (t) => `${t} does not accept the gateway's OAuth client.`, who: "operator" },
  provider_refused: { message: (t) => `${t} refused the check.`, who: "owner_of_connector" },
  refresh_lost: {
    message: (t) => `${t}'s answer to a renewal was lost, and it no longer accepts this sign-in.`,
    who: "owner_of_connector",
  },
  account_changed: {
    message: (t) => `${t} renewed this with another account's tokens. They were dropped.`,
    who: "owner_of_connector",
  },
  endpoint_changed: {
    message: (t) =>
      `An address of ${t} has changed since this was authorized, so its tokens are not sent there.`,
    who: "admin",
  },
  deleted: { message: () => "It is being deleted.", who: "nobody" },
  account_ended: {
    message: () => "It ended together with another connector on the same account.",
    who: "owner_of_connector",
  },
  declined: { message: () => "The other account was not wanted.", who: "nobody" },
  member_removed: { message: () => "Its owner is no longer a member.", who: "nobody" },
  workspace_deleted: { message: () => "The workspace is being deleted.", who: "nobody" },
  revoked: { message: () => "Access was revoked here.", who: "owner_of_connector" },
  disconnected: { message: () => "It was disconnected here.", who: "owner_of_connector" },
  provider_unreachable: { message: (t) => `${t} could not be reached.`, who: "nobody" },
  egress_timeout: { message: (t) => `${t} did not answer in time.`, who: "nobody" },
};

function healthOf(state: Verdict["state"], at: Date | null, now: number): Verdict["health"] {
  if (state === "invalid") return "red";
  const age = at ? now - at.getTime() : Number.POSITIVE_INFINITY;
  if (age > OLD_MS || state === "unknown") return "yellow";
  return age < FRESH_MS ? "green" : "neutral";
}

/** As much of a connector as its verdict is made of. */
type Judged = Pick<
  ConnectorRecord["row"],
  "verdict" | "verdictCause" | "verdictAt" | "verdictSource" | "verdictEvidence" | "kind"
>;

export function verdictView({ row }: { row: Judged }, title: string, now: number): Verdict {
  const state = row.verdict;
  const cause = row.verdictCause ?? (row.verdictAt ? null : "never_checked");
  const reason = reasons[cause ?? ""];
  const message =
    state === "valid"
      ? "Working."
      : (reason?.message(title) ?? (row.verdictAt ? "The last check told nothing." : "Not checked yet."));
  const who = state === "valid" ? "nobody" : (reason?.who ?? "nobody");
  return {
    state,
    cause,
    message,
    checked_at: row.verdictAt?.toISOString() ?? null,
    source: row.verdictSource as Verdict["source"],
    evidence: row.verdictEvidence,
    health: healthOf(state, row.verdictAt, now),
    who: who === "owner_of_connector" && row.kind === "shared" ? "admin" : who,
  };
}

const stateOf = ({ disabledAt, disabledBy }: ConnectorRecord["row"]): Connector["state"] =>
  disabledAt === null ? "enabled" : disabledBy === UNCONFIRMED ? "unconfirmed" : "disabled";

export function connectorView(
  { registry, clock }: ApiDeps,
  who: Principal,
  record: ConnectorRecord,
): Connector {
  const { row, grant, owner, authorizedBy } = record;
  const base = registry.providers.get(row.provider);
  const provider = (grant && base && variantOf(base, grant.variant)) ?? base;
  const title = provider?.title ?? row.provider;
  const scopes = (list: readonly string[]) => list.map((s) => scopeView(provider, s));
  const granted = new Set(grant?.scopesGranted);
  return {
    id: row.id,
    slug: row.slug,
    name: row.name,
    provider: row.provider,
    provider_title: title,
    sandbox: provider?.sandbox === true,
    kind: row.kind,
    owner: owner ?? null,
    mine: row.kind === "personal" && row.ownerId === who.userId,
    account: row.accountLabel,
    connected: grant !== undefined && grant.endedAt === null,
    state: stateOf(row),
    verdict: verdictView(record, title, clock()),
    grant: grant
      ? {
          id: grant.id,
          authorized_by: authorizedBy ?? null,
          authorized_at: grant.authorizedAt.toISOString(),
          access_ends_at: grant.accessEndsAt?.toISOString() ?? null,
          ended_at: grant.endedAt?.toISOString() ?? null,
          end_reason: grant.endReason,
          app: record.app ?? null,
          access: grant.variant,
          tools: grant.tools.filter((name) => !isExtra(name)),
          extras: grant.tools.filter(isExtra),
          scopes: scopes(grant.scopesGranted),
          scopes_missing: scopes(grant.scopesRequested.filter((s) => !granted.has(s))),
          scopes_extra: scopes(grant.scopesExtra),
          upstream: {
            state: grant.upstream,
            attempts: grant.upstreamAttempts,
            at: grant.upstreamAt?.toISOString() ?? null,
            detail: grant.upstreamDetail,
          },
        }
      : null,
    created_at: row.createdAt.toISOString(),
  };
}

/** Where to send the browser, and what it will be asked for. */
export const authLinkView = (provider: Provider | undefined, started: Started): AuthLink => ({
  authorization_url: started.authorizationUrl,
  expires_at: started.expiresAt.toISOString(),
  scopes: started.scopes.map((s) => scopeView(provider, s)),
});
