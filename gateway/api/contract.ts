/**
 * The HTTP API as zod schemas: the one file of the server that `web/` imports. Times are ISO 8601 in UTC.
 * Errors are problem details (RFC 9457, `application/problem+json`), see `problem`.
 *
 * Every request but sign-in needs the session cookie; every unsafe method also the header `x-valetkey-csrf` with
 * the `csrf` value of `GET /api/session`.
 */
import { z } from "zod";

const at = z.iso.datetime();
const id = z.string().min(1).max(64);

export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  /** Stable; the codes are the keys of `errorTable`. */
  code: z.string(),
  detail: z.string().optional(),
  /** What to do next. */
  next: z.string(),
  request_id: z.string(),
  /** bad_request: one line a field. */
  fields: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  /** too_many_requests: also in the header `Retry-After`. */
  retry_after_seconds: z.number().int().optional(),
  /** scopes_declined */
  missing_scopes: z.array(z.string()).optional(),
  /** scopes_declined: picked tools that would work with what was given, and those that would not. */
  working_tools: z.array(z.string()).optional(),
  lost_tools: z.array(z.string()).optional(),
  /** account_differs */
  expected_account: z.string().optional(),
  actual_account: z.string().optional(),
  /** Every error of the ceremony after its start: what it was about, so that the page can offer a retry. */
  service: z.string().optional(),
  connector: z.string().optional(),
  kind: z.enum(["shared", "personal"]).optional(),
  /** conflict with `if_version`: the version that there is. */
  version: z.number().int().optional(),
});
export type Problem = z.infer<typeof problem>;

// ---- who am I -------------------------------------------------------------------------------------------------

export const role = z.enum(["owner", "admin", "member", "auditor"]);
export const permission = z.enum([
  "connectors.connect_own",
  "connectors.manage",
  "tokens.manage",
  "members.manage",
  "audit.read",
  "workspace.read",
  /** Owners: delete the workspace. */
  "workspace.manage",
]);
/**
 * How a session began: with a `link` (which opens one workspace), with an `operator`'s link, or with the `company`
 * sign-in (which both open every workspace of the person).
 */
export const signInMethod = z.enum(["link", "operator", "company"]);

/** `GET /api/session`, `POST /api/session` (answer); 401 `not_signed_in`. */
export const session = z.object({
  user: z.object({ id, email: z.string(), name: z.string() }),
  workspace: z.object({ id, slug: z.string(), name: z.string() }),
  /** Where this session may go with `POST /api/session/switch`, its own workspace included. */
  workspaces: z.array(z.object({ id, slug: z.string(), name: z.string(), role })),
  method: signInMethod,
  role,
  permissions: z.array(permission),
  csrf: z.string(),
  expires_at: at,
  public_url: z.string(),
  version: z.string(),
  /** True when any provider is emulated: the page says so. */
  sandbox: z.boolean(),
});
export type Session = z.infer<typeof session>;

/** `POST /api/session`: trades the token of a one-time link (`/sign-in#<token>`) for a session. `DELETE` ends it. */
export const signIn = z.strictObject({ token: z.string().min(20).max(200) });
/**
 * `POST /api/session/switch`: a new session in another of my workspaces (slug or id); answers `session`, with another
 * `csrf`. The old session ends.
 */
export const switchWorkspace = z.strictObject({ workspace: id });

// ---- verdicts -------------------------------------------------------------------------------------------------

/** The one truthful verdict on a connector. */
export const verdict = z.object({
  state: z.enum(["valid", "invalid", "unknown"]),
  /** Stable code, e.g. `invalid_grant`, `disconnected`, `never_checked`, `provider_unreachable`, `scope_missing`. */
  cause: z.string().nullable(),
  /** One sentence for people. */
  message: z.string(),
  /** When the evidence was taken; null: never. */
  checked_at: at.nullable(),
  /** What the evidence is: a real `call`, a `probe`, the `grant` itself, a `refresh`, a `revoke`. */
  source: z.enum(["call", "probe", "grant", "refresh", "revoke"]).nullable(),
  /** The call it rests on, in words: `userinfo`, `gmail_get_thread`; null where there was none. */
  evidence: z.string().nullable(),
  /**
   * `green`: it passed less than five minutes ago; `neutral`: less than an hour; `yellow`: nothing newer than an hour, or
   * the last look told nothing; `red`: it failed.
   */
  health: z.enum(["green", "neutral", "yellow", "red"]),
  /** Who must act to make it valid. */
  who: z.enum(["nobody", "owner_of_connector", "admin", "operator"]),
});
export type Verdict = z.infer<typeof verdict>;

export const scope = z.object({
  scope: z.string(),
  /** What it allows, in plain words. */
  title: z.string(),
  sensitivity: z.enum(["basic", "sensitive", "restricted"]),
});

export const upstreamState = z.enum(["none", "pending", "revoked", "kept", "failed"]);

/** What became of the grant at the provider after it ended here. */
export const upstream = z.object({
  state: upstreamState,
  attempts: z.number().int(),
  at: at.nullable(),
  detail: z.string().nullable(),
});

export const connector = z.object({
  id,
  slug: z.string(),
  name: z.string(),
  provider: z.string(),
  provider_title: z.string(),
  sandbox: z.boolean(),
  kind: z.enum(["shared", "personal"]),
  /** Whose it is: the owner of a personal connector; who authorized a shared one. */
  owner: z.object({ id, name: z.string(), email: z.string() }).nullable(),
  mine: z.boolean(),
  account: z.string(),
  /** False after a disconnect or revoke: the connector waits for a new grant. */
  connected: z.boolean(),
  /**
   * `disabled`: switched off, keeps its grant and serves no call. `unconfirmed`: somebody reconnected another connector
   * with this account and has not said yet whether it shall stay (`POST …/integrations/:service/confirm`).
   */
  state: z.enum(["enabled", "disabled", "unconfirmed"]),
  verdict,
  /** The live grant, or the last one. */
  grant: z
    .object({
      id,
      authorized_by: z.object({ id, name: z.string(), email: z.string() }).nullable(),
      authorized_at: at,
      ended_at: at.nullable(),
      end_reason: z.string().nullable(),
      /** Which registration it was given to; null: that one is gone. */
      app: z.object({ id, name: z.string() }).nullable(),
      /** Kind of access, e.g. `oauth_app`, `github_app`, `github_installation`. */
      access: z.string(),
      tools: z.array(z.string()),
      /** Names of extras, as in the catalog. */
      extras: z.array(z.string()),
      scopes: z.array(scope),
      /** Asked but not given. */
      scopes_missing: z.array(scope),
      /** Given but not asked; never used. */
      scopes_extra: z.array(scope),
      upstream,
    })
    .nullable(),
  created_at: at,
});
export type Connector = z.infer<typeof connector>;

// ---- catalog --------------------------------------------------------------------------------------------------

export const tool = z.object({
  name: z.string(),
  title: z.string(),
  description: z.string(),
  effect: z.enum(["read", "write", "destructive"]),
  /** What is asked for when this tool alone is picked, without the identity scopes. */
  scopes: z.array(z.string()),
});

/** `GET /api/workspaces/:workspace/catalog`: what can be authorized, for the scope picker. */
export const catalog = z.object({
  providers: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      description: z.string(),
      sandbox: z.boolean(),
      /** False: no OAuth client yet; `redirect_uri` is what to register at the provider. */
      configured: z.boolean(),
      redirect_uri: z.string(),
      /** Registrations to choose from, the default first, each with the kinds of access it gives. */
      apps: z.array(
        z.object({
          id,
          name: z.string(),
          is_default: z.boolean(),
          accesses: z.array(z.object({ id: z.string(), title: z.string() })),
        }),
      ),
      /** Kinds of registration that can be entered, for `POST …/apps`. */
      kinds: z.array(z.object({ id: z.string(), title: z.string(), needs_key: z.boolean() })),
      identity_scopes: z.array(scope),
      scopes: z.array(scope),
      servers: z.array(
        z.object({
          id: z.string(),
          title: z.string(),
          description: z.string(),
          /** Absolute URL of the MCP endpoint. */
          url: z.string(),
          tools: z.array(tool),
          /** What more scopes would add to `tools`; picked by name beside them. */
          extras: z.array(
            z.object({
              name: z.string(),
              title: z.string(),
              tools: z.array(z.string()),
              scopes: z.array(z.string()),
            }),
          ),
        }),
      ),
    }),
  ),
});
export type Catalog = z.infer<typeof catalog>;

/**
 * `GET .../catalog/:provider/scopes?tools=a,b&access=`: the narrowest scopes that serve these tools together, without the
 * identity scopes: what a connection with them asks for.
 */
export const neededScopesQuery = z.strictObject({
  tools: z.string().min(1).max(4000),
  /** Kind of access, as in `apps[].accesses`; default: that of the provider's own OAuth apps. */
  access: z.string().max(40).optional(),
});
export const neededScopes = z.object({ scopes: z.array(scope) });

// ---- integrations (teammates) ---------------------------------------------------------------------------------

/** `GET /api/workspaces/:workspace/integrations`: every provider, with my own and the shared connectors. */
export const integrations = z.object({
  integrations: z.array(
    z.object({
      service: z.string(),
      title: z.string(),
      description: z.string(),
      sandbox: z.boolean(),
      configured: z.boolean(),
      servers: z.array(z.object({ id: z.string(), title: z.string() })),
      /** My own, connected or not. */
      personal: z.array(connector),
      /** Authorized by an admin for the workspace; `owner` says whose account it is. */
      shared: z.array(connector),
    }),
  ),
});
export type Integrations = z.infer<typeof integrations>;

/**
 * `GET .../integrations/:service/auth_link?tools=a,b&connector=con_…`: starts a personal connection. No `tools`:
 * the tools of the connector's last grant, or every read tool. Send the browser to `authorization_url`; it comes
 * back to `/integrations/:service/callback`.
 */
export const authLinkQuery = z.strictObject({
  tools: z.string().max(4000).optional(),
  connector: id.optional(),
  /** Default: that of the last grant, else the workspace's default. */
  app: id.optional(),
  access: z.string().max(40).optional(),
});
export const authLink = z.object({
  authorization_url: z.string(),
  expires_at: at,
  /** What will be asked for. */
  scopes: z.array(scope),
});
export type AuthLink = z.infer<typeof authLink>;

/** `POST .../integrations/:service/callback`: the query of the callback page, as it came. Single use. */
export const callback = z.strictObject({
  code: z.string().max(4096).optional(),
  state: z.string().max(512).optional(),
  iss: z.string().max(512).optional(),
  error: z.string().max(200).optional(),
  error_description: z.string().max(2000).optional(),
  /** GitHub Apps. */
  installation_id: z.string().max(40).optional(),
  setup_action: z.string().max(40).optional(),
  /** Any other parameter the provider added; ignored. */
  extra: z.record(z.string().max(100), z.string().max(4096)).optional(),
});
export const callbackResult = z.object({
  connector,
  /** True when an existing connector got a new grant. */
  reconnected: z.boolean(),
  /**
   * Set when the account differs from that of the connector that was to be reconnected. Nothing was overwritten:
   * `connector` is a new one, which serves no call until it is confirmed, and goes by itself after an hour.
   */
  needs_confirmation: z.object({ expected_account: z.string(), actual_account: z.string() }).nullable(),
});
/** `POST .../integrations/:service/confirm`: `keep` makes it a connector of its own; otherwise it goes, its grant too. */
export const confirmation = z.strictObject({ connector: id, keep: z.boolean() });
export const confirmed = z.object({ connector: connector.nullable() });
export type CallbackResult = z.infer<typeof callbackResult>;

/** `POST .../integrations/:service` validate by a real read call; `connector` when there are several. */
export const integrationAction = z.strictObject({ connector: id.optional() });
/** `PATCH .../integrations/:service` (mine), `PATCH .../connectors/:id`. */
export const connectorChange = z.strictObject({
  name: z.string().trim().min(1).max(80).optional(),
  enabled: z.boolean().optional(),
});
export const ownConnectorChange = connectorChange.extend({ connector: id });
/**
 * `DELETE .../connectors/:id`, `DELETE .../integrations/:service/:connector` (mine): ends the grant, takes the connector
 * away and deletes its sealed tokens once the provider has answered; `shred_now=true`: at once, receipt or not.
 */
export const deletion = z.strictObject({ shred_now: z.enum(["true", "false"]).optional() });
/** `gone` false: its row goes when the provider has answered. */
export const deleted = z.object({ gone: z.boolean() });
export const validated = z.object({ connector });

/** `DELETE .../integrations/:service?connector=`, `POST .../connectors/:id/revoke` */
export const revoked = z.object({
  connector,
  /** Ids of connectors on the same account that were ended too, because `others` was `end`. */
  also_ended: z.array(id),
  /** Calls that were under way and were cut off. */
  aborted_calls: z.number().int(),
  /** Milliseconds from the request until no later result could get out. */
  fenced_in_ms: z.number(),
  upstream,
});
export type Revoked = z.infer<typeof revoked>;

// ---- connectors (admins) --------------------------------------------------------------------------------------

/** `GET /api/workspaces/:workspace/connectors`: all of them, newest first. */
export const connectors = z.object({ connectors: z.array(connector) });
/** `GET .../connectors/:id` */
export const oneConnector = z.object({ connector });

/** `POST .../connectors`: starts a shared connection. `POST .../connectors/:id/authorize`: a new grant for an existing one. */
export const authorize = z.strictObject({
  provider: z.string().max(64),
  tools: z.array(z.string().max(128)).min(1).max(200),
  /** What people call it; default: the account. */
  name: z.string().trim().min(1).max(80).optional(),
  app: id.optional(),
  access: z.string().max(40).optional(),
});
export const reauthorize = z.strictObject({
  /** Default: the tools of the last grant. */
  tools: z.array(z.string().max(128)).min(1).max(200).optional(),
  app: id.optional(),
  access: z.string().max(40).optional(),
});
/** `POST .../connectors/:id/revoke`: what becomes of the others on the same account, see `ends_together`. */
export const revocation = z.strictObject({ others: z.enum(["keep", "end"]).default("keep") });

/** `GET .../connectors/:id/scope_use`: which scopes of the live grant its calls needed. */
export const scopeUse = z.object({
  /** Thirty days ago, or when the grant began. */
  since: at,
  scopes: z.array(
    z.object({
      scope,
      calls: z.number().int(),
      last_used_at: at.nullable(),
      tools: z.array(z.string()),
    }),
  ),
  tools: z.array(z.object({ name: z.string(), calls: z.number().int(), last_used_at: at.nullable() })),
  /** A narrower grant that would have served every call since; reauthorize with `tools` to get it. */
  proposal: z
    .object({ tools: z.array(z.string()), scopes: z.array(scope), dropped: z.array(scope) })
    .nullable(),
});
export type ScopeUse = z.infer<typeof scopeUse>;

/** `GET .../connectors/:id/revoke_preview`: what will stop working. */
export const revokePreview = z.object({
  connector,
  /** Who may use it: API tokens that are not revoked and reach one of its servers. */
  tokens: z.number().int(),
  agents: z.array(z.object({ id, name: z.string() })),
  people: z.number().int(),
  tools: z.array(z.string()),
  calls_7_days: z.number().int(),
  /** Connected connectors of this workspace on the same account. */
  shares_account_with: z.array(z.object({ id, slug: z.string() })),
  /**
   * The provider can only end everything of an account: with `others: "keep"` its own grant stays until the last
   * connector on the account goes, with `others: "end"` those in `shares_account_with` end as well.
   */
  ends_together: z.boolean(),
});
export type RevokePreview = z.infer<typeof revokePreview>;

// ---- revoking everything ---------------------------------------------------------------------------------------

/**
 * `POST .../revocations`: ends every live grant of a provider, of a teammate's own connectors, or of the workspace;
 * when it answers, no result that depends on one of them gets out. `confirm` repeats the target: the provider's id, the
 * teammate's address, the workspace's slug.
 */
export const newRevocation = z.strictObject({
  scope: z.enum(["provider", "user", "workspace"]),
  /** A provider's id or `usr_…`; left out for the workspace. */
  target: id.optional(),
  confirm: z.string().max(320),
});
export const revocationRun = z.object({
  id,
  scope: z.enum(["provider", "user", "workspace"]),
  target: z.string(),
  started_by: z.string(),
  started_at: at,
  /** Every grant has ended behind the fence; null: that goes on. */
  fenced_at: at.nullable(),
  total: z.number().int(),
  /** What became of them at their providers. */
  upstream: z.object({
    pending: z.number().int(),
    revoked: z.number().int(),
    kept: z.number().int(),
    failed: z.number().int(),
  }),
});
export type RevocationRun = z.infer<typeof revocationRun>;
/** `GET .../revocations`: the newest 50. `GET .../revocations/:id` answers one. */
export const revocationRuns = z.object({ revocations: z.array(revocationRun) });

// ---- provider apps ---------------------------------------------------------------------------------------------

export const finding = z.object({
  code: z.string(),
  level: z.enum(["ok", "warning", "error"]),
  message: z.string(),
});
/** The gateway's registration at a provider. Its secrets are write-only. */
export const app = z.object({
  id,
  provider: z.string(),
  provider_title: z.string(),
  /** `oauth_app`, or another kind of registration. */
  kind: z.string(),
  name: z.string(),
  client_id: z.string(),
  /** To be registered at the provider, exactly so. */
  redirect_uri: z.string(),
  app_number: z.string().nullable(),
  app_slug: z.string().nullable(),
  has_private_key: z.boolean(),
  is_default: z.boolean(),
  /** From the environment: changed there, not here. */
  from_environment: z.boolean(),
  /** Live grants on it. */
  connections: z.number().int(),
  /** When its secrets were last replaced; null: from the environment. */
  updated_at: at.nullable(),
  checked_at: at.nullable(),
  findings: z.array(finding),
});
export type App = z.infer<typeof app>;
/** `GET .../apps` */
export const apps = z.object({ apps: z.array(app) });
const secretText = z.string().trim().min(4).max(4096);
/** Codes come back there, as for an app of the environment: https, or this machine; RFC 6749 section 3.1.2. */
const redirect = z
  .url({ protocol: /^https?$/, abort: true })
  .max(500)
  .regex(
    /^(https:\/\/|http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?([/?]|$))[^#]*$/i,
    "must be https (http on this machine only) and without a fragment",
  );
/** `POST .../apps` answers `app`, checked at the provider. */
export const newApp = z.strictObject({
  provider: z.string().max(64),
  kind: z.string().max(40).default("oauth_app"),
  name: z.string().trim().min(1).max(80),
  client_id: z
    .string()
    .trim()
    .min(3)
    .max(300)
    .regex(/^[\x21-\x7e]+$/),
  client_secret: secretText,
  /** Where the default does not serve. */
  redirect_uri: redirect.optional(),
  app_number: z
    .string()
    .regex(/^\d{1,12}$/)
    .optional(),
  app_slug: z
    .string()
    .regex(/^[a-z0-9-]{1,60}$/)
    .optional(),
  /** PEM. */
  private_key: z.string().trim().min(100).max(10_000).optional(),
  is_default: z.boolean().optional(),
});
/** `PATCH .../apps/:id`: what is left out stays. The client id cannot change: grants belong to it. */
export const appChange = z.strictObject({
  name: z.string().trim().min(1).max(80).optional(),
  client_secret: secretText.optional(),
  redirect_uri: redirect.nullable().optional(),
  app_slug: z
    .string()
    .regex(/^[a-z0-9-]{1,60}$/)
    .optional(),
  private_key: z.string().trim().min(100).max(10_000).optional(),
  is_default: z.boolean().optional(),
});
/** `POST .../apps/:id/check`: the doctor. `DELETE .../apps/:id`: `conflict` while connections use it. */
export const checkedApp = z.object({ app });
export const removedApp = z.object({ id });

// ---- agents, tokens -------------------------------------------------------------------------------------------

/**
 * `connector`: the slug of a shared one; left out: any that serves the tool. `scopes`: what its author counts on, in the
 * provider's names; held against tool and connectors when it is checked, and no right of its own.
 */
export const manifest = z.strictObject({
  tools: z
    .array(
      z.strictObject({
        name: z.string().min(1).max(64),
        connector: z.string().min(1).max(64).optional(),
        scopes: z.array(z.string().min(1).max(300)).max(50).optional(),
      }),
    )
    .max(400),
});
/** For whom an agent may act, with their own connectors, when they ask for it: nobody, every member, or these (`usr_…`). */
export const delegation = z.union([z.enum(["none", "members"]), z.array(id).max(500)]);
export const agent = z.object({
  id,
  slug: z.string(),
  name: z.string(),
  created_at: at,
  /** What it may use; null: whatever its tokens may. */
  manifest: manifest.nullable(),
  /** Of the manifest: 0 until there has been one, one more with each change. */
  version: z.number().int(),
  delegation,
});
export type AgentInfo = z.infer<typeof agent>;
/** `GET .../agents` */
export const agents = z.object({ agents: z.array(agent) });
/** `POST .../agents` answers `agent`. */
export const newAgent = z.strictObject({
  name: z.string().trim().min(1).max(80),
  manifest: manifest.optional(),
  delegation: delegation.optional(),
});
/**
 * `PATCH .../agents/:agent`: what is left out stays; `manifest: null` takes it away. With `if_version` it changes
 * nothing unless the manifest is still that version: `conflict`, with `version` as it is. Answers `agent`.
 */
export const changedAgent = z
  .strictObject({
    name: z.string().trim().min(1).max(80).optional(),
    manifest: manifest.nullable().optional(),
    delegation: delegation.optional(),
    if_version: z.number().int().min(0).optional(),
  })
  .refine((c) => c.name !== undefined || c.manifest !== undefined || c.delegation !== undefined, {
    message: "Name what to change: name, manifest or delegation.",
  });
export const manifestProblem = z.object({
  /** A manifest with an error is not taken. */
  level: z.enum(["error", "warning"]),
  /**
   * Errors: `unknown_tool`, `unknown_connector`, `wrong_provider`, `unknown_scope`, `scopes_insufficient`. Warnings:
   * `renamed_tool`, `duplicate`, `scope_not_needed`, `scope_wider`, `connection_required`, `connector_disabled`,
   * `connector_invalid`, `scope_missing`.
   */
  code: z.string(),
  /** `tools.3.connector` */
  path: z.string(),
  message: z.string(),
});
const accounts = z.array(z.string()).nullable();
/** Between two manifests, by tool. Connectors are slugs; null: any. */
export const manifestDiff = z.object({
  /** It may do something that it might not do before. */
  widens: z.boolean(),
  /** Without a manifest it may use every tool. */
  from_everything: z.boolean(),
  to_everything: z.boolean(),
  added: z.array(z.object({ name: z.string(), connectors: accounts })),
  removed: z.array(z.object({ name: z.string(), connectors: accounts })),
  /** Connectors that it loses; a tool may be in both lists. */
  narrowed: z.array(z.object({ name: z.string(), from: accounts, to: accounts })),
  /** Connectors that it gains. */
  widened: z.array(z.object({ name: z.string(), from: accounts, to: accounts })),
});
export type ManifestDiff = z.infer<typeof manifestDiff>;
/** `POST .../agents/:agent/manifest/check` changes nothing. */
export const manifestToCheck = z.strictObject({ manifest: manifest.nullable() });
export const manifestCheck = z.object({
  /** No error: it would be taken. */
  ok: z.boolean(),
  /** Of the manifest that it is compared with; what `if_version` takes. */
  version: z.number().int(),
  /** As it would be kept: with the tools' present names. */
  manifest: manifest.nullable(),
  problems: z.array(manifestProblem),
  /** Null where there is an error. */
  diff: manifestDiff.nullable(),
});
export type ManifestCheck = z.infer<typeof manifestCheck>;
const changedBy = z.object({ id, name: z.string() });
/** `GET .../agents/:agent/manifests/:version` */
export const manifestVersion = z.object({
  version: z.number().int(),
  changed_by: changedBy,
  changed_at: at,
  manifest: manifest.nullable(),
});
/** `DELETE .../agents/:agent`: its tokens end, calls under way are cut off; then it answers. */
export const agentRemoved = z.object({ id, tokens: z.number().int() });

/** What stands between a caller and its tools, for people and for agents. */
export const readiness = z.object({
  /** Every tool it may use can be called now. */
  ready: z.boolean(),
  checked_at: at,
  caller: z.object({
    kind: z.enum(["user", "agent"]),
    id,
    name: z.string(),
    /** `usr_…` of the person an agent acts for. */
    on_behalf_of: id.nullable(),
  }),
  tools: z.object({ usable: z.number().int(), blocked: z.number().int() }),
  problems: z.array(
    z.object({
      /**
       * As of the tool's own answer: `connection_required`, `connector_disabled`, `connector_invalid`, `scope_missing`,
       * `policy_denied`.
       */
      code: z.string(),
      provider: z.string(),
      /** Slug; null: there is none yet. */
      connector: z.string().nullable(),
      message: z.string(),
      /** Who must act; `person`: whom the agent acts for. */
      who: z.enum(["you", "person", "owner", "admin"]),
      /** Where; absolute. */
      url: z.string(),
      missing_scopes: z.array(z.string()).optional(),
      tools: z.array(z.string()),
    }),
  ),
});
export type Readiness = z.infer<typeof readiness>;
// `GET .../agents/:agent/check` and `GET /api/check` (with an API token as bearer: of its caller) answer `readiness`.

export const token = z.object({
  id,
  name: z.string(),
  /** What it starts with, to recognise it. */
  prefix: z.string(),
  subject: z.object({ kind: z.enum(["agent", "user"]), id, name: z.string() }),
  /** The person for whom the agent acts with it. */
  on_behalf_of: z.object({ id, name: z.string() }).nullable(),
  /** Empty: every server. */
  servers: z.array(z.string()),
  /** Empty: every tool of its servers. */
  tools: z.array(z.string()),
  read_only: z.boolean(),
  created_by: z.string(),
  created_at: at,
  expires_at: at.nullable(),
  revoked_at: at.nullable(),
  last_used_at: at.nullable(),
});
/** `GET .../tokens` */
export const tokens = z.object({ tokens: z.array(token) });
/** `POST .../tokens`: for an agent or a user; with both the agent acts for the user, who must be the one who asks. */
export const newToken = z
  .strictObject({
    name: z.string().trim().min(1).max(80),
    agent: id.optional(),
    user: id.optional(),
    servers: z.array(z.string().max(64)).max(50).default([]),
    tools: z.array(z.string().max(64)).max(400).default([]),
    read_only: z.boolean().default(false),
    /** Days from now; null: never. */
    expires_in_days: z.number().int().min(1).max(365).nullable().default(90),
  })
  .refine((t) => t.agent !== undefined || t.user !== undefined, {
    message: "Name an agent or a user.",
    path: ["agent"],
  });
/** `value` is shown this once and never again. */
export const createdToken = z.object({ token, value: z.string() });
export type ApiToken = z.infer<typeof token>;
// `DELETE .../tokens/:id` answers `token`.

/** `GET .../agents/:agent`: newest tokens and versions first. */
export const agentDetail = z.object({
  agent,
  tokens: z.array(token),
  versions: z.array(
    z.object({
      version: z.number().int(),
      changed_by: changedBy,
      changed_at: at,
      /** Null: no manifest from then on. */
      tools: z.number().int().nullable(),
    }),
  ),
});
export type AgentDetail = z.infer<typeof agentDetail>;

/** `GET .../delegations`, for every member: agents that may act for me, and my tokens by which they do. */
export const delegations = z.object({
  agents: z.array(z.object({ id, name: z.string(), manifest: manifest.nullable() })),
  tokens: z.array(token),
});
/** `POST .../delegations`: lets an agent act for me; answers `createdToken`. `delegation_not_allowed`. */
export const newDelegation = z.strictObject({
  name: z.string().trim().min(1).max(80),
  agent: id,
  servers: z.array(z.string().max(64)).max(50).default([]),
  tools: z.array(z.string().max(64)).max(400).default([]),
  read_only: z.boolean().default(false),
  expires_in_days: z.number().int().min(1).max(365).nullable().default(90),
});
// `DELETE .../delegations/:id` ends one of mine and answers `token`.

// ---- people: members, their sessions, invitations, the workspace ----------------------------------------------

export const member = z.object({
  id,
  email: z.string(),
  name: z.string(),
  role,
  joined_at: at,
  /** Their last request from a browser here, to the minute; null: none in the last 90 days. */
  last_seen_at: at.nullable(),
  /** Personal connectors, connected or not. */
  personal_connectors: z.number().int(),
  /** The caller may change their role, sign them out, make sign-in links for them and remove them. */
  manageable: z.boolean(),
});
export type Member = z.infer<typeof member>;
/** `GET .../members` (`workspace.read`): those who joined first, first. */
export const members = z.object({ members: z.array(member) });
/**
 * `POST .../members` answers `member`; `POST .../members/:id/sign_in_link` answers `signInLink`. Admins add members
 * and auditors, owners everybody (`forbidden`).
 */
export const newMember = z.strictObject({
  email: z.email().max(320),
  name: z.string().trim().min(1).max(120),
  role,
});
export const signInLink = z.object({ url: z.string(), expires_at: at });
/**
 * `PATCH .../members/:id` answers `member`. `forbidden`: not yours to change, or your own role upwards; `conflict`:
 * the last owner.
 */
export const memberChange = z.strictObject({ role });
/** `DELETE .../members/:id` removes a member; with one's own id everybody may leave. `conflict`: the last owner. */
export const memberRemoved = z.object({
  sessions: z.number().int(),
  tokens: z.number().int(),
  invitations: z.number().int(),
  /** Live grants of personal connectors that were ended; the provider's receipts follow, see `GET .../revocations/:id`. */
  grants: z.number().int(),
  /** The revocation run; null when there was no grant to end. */
  run: id.nullable(),
});
export type MemberRemoved = z.infer<typeof memberRemoved>;

export const sessionInfo = z.object({
  id,
  method: signInMethod,
  /** Browser and system in words, `Firefox on Linux`; null: unknown. */
  device: z.string().nullable(),
  created_at: at,
  /** To the minute. */
  last_seen_at: at,
  /** When it ends at the latest; without requests it ends earlier (`SESSION_IDLE_MINUTES`). */
  expires_at: at,
  /** The one this request came with. */
  current: z.boolean(),
});
export type SessionInfo = z.infer<typeof sessionInfo>;
/** `GET .../sessions`: mine, in this workspace, newest first. `GET .../members/:id/sessions`: somebody's whom I manage. */
export const sessions = z.object({ sessions: z.array(sessionInfo) });
/**
 * `DELETE .../sessions/:id` one of mine; `DELETE .../sessions` all of mine but this one;
 * `DELETE .../members/:id/sessions` all of somebody's whom I manage.
 */
export const sessionsEnded = z.object({ ended: z.number().int() });

export const invitation = z.object({
  id,
  email: z.string(),
  role,
  invited_by: z.object({ id, name: z.string(), email: z.string() }).nullable(),
  created_at: at,
  expires_at: at,
  state: z.enum(["pending", "accepted", "revoked", "expired"]),
});
export type Invitation = z.infer<typeof invitation>;
/** `GET .../invitations`: newest first; those that are over are kept for 90 days. */
export const invitations = z.object({ invitations: z.array(invitation) });
/**
 * `POST .../invitations` answers `createdInvitation`. Replaces an earlier one for this address. `already_member`;
 * `forbidden`: a role that is not yours to give.
 */
export const newInvitation = z.strictObject({ email: z.email().max(320), role });
/** `url` (`/invite#<token>`) is shown this once; it works once, for 7 days, while who sent it may give the role. */
export const createdInvitation = z.object({ invitation, url: z.string() });
// `DELETE .../invitations/:id` answers `invitation`.

/** `POST /api/invitations/preview`, without a session: what the page says before somebody accepts. `invitation_invalid`. */
export const invitationToken = z.strictObject({ token: z.string().min(20).max(200) });
export const invitationPreview = z.object({
  workspace: z.object({ name: z.string() }),
  email: z.string(),
  role,
  expires_at: at,
});
export type InvitationPreview = z.infer<typeof invitationPreview>;
/**
 * `POST /api/invitations/accept` makes the member, signs in and answers `session`. Without a session, or with one of
 * the invited address (then with the CSRF header); `already_member`, `invitation_other_address`, `invitation_invalid`.
 */
export const acceptInvitation = z.strictObject({
  token: z.string().min(20).max(200),
  /** For somebody new here; default: the address up to its @. */
  name: z.string().trim().min(1).max(120).optional(),
});

/** `DELETE /api/workspaces/:workspace` (`workspace.manage`): `confirm` is the workspace's slug. Signs everybody out. */
export const deleteWorkspace = z.strictObject({ confirm: z.string().max(64) });
export const workspaceDeleted = z.object({
  members: z.number().int(),
  tokens: z.number().int(),
  /** Live grants that were ended; the providers' receipts follow, then what is left is deleted. */
  grants: z.number().int(),
});
export type WorkspaceDeleted = z.infer<typeof workspaceDeleted>;

/**
 * `GET /api/sign-in?problem=<code>`, without a session: which ways in there are. `problem` explains the code that the
 * company sign-in came back with at `/sign-in?problem=<code>`.
 */
export const signInQuery = z.object({ problem: z.string().max(64).optional() });
export const signInMethods = z.object({
  /** Null: there is no company sign-in. Otherwise the page sends the browser to `GET /api/sign-in/company`. */
  company: z.object({ title: z.string() }).nullable(),
  problem: z.object({ code: z.string(), title: z.string(), next: z.string() }).nullable(),
});
export type SignInMethods = z.infer<typeof signInMethods>;
/**
 * `POST /api/sign-in/company` accepts an invitation by way of the company's sign-in: the token goes into the sealed
 * cookie of the attempt, not into an address. The page sends the browser to `authorization_url`.
 */
export const startCompanySignIn = z.strictObject({ invitation: z.string().min(20).max(200) });
export const companySignInStarted = z.object({ authorization_url: z.string() });

// ---- approvals ------------------------------------------------------------------------------------------------

export const approvalState = z.enum(["pending", "approved", "denied", "expired", "cancelled", "used"]);
const person = z.object({ id, name: z.string(), email: z.string() });

/** A call that waits for a person, or did. Page: `/approvals/:id`. */
export const approval = z.object({
  id,
  state: approvalState,
  caller: z.object({ kind: z.enum(["agent", "user"]), id, name: z.string() }),
  /** The person it acts for; null: an agent for itself. */
  on_behalf_of: person.nullable(),
  /** The OAuth client it came through. */
  client_id: z.string().nullable(),
  server: z.string(),
  tool: z.object({ name: z.string(), title: z.string(), effect: z.enum(["read", "write", "destructive"]) }),
  connector: z.object({ id, slug: z.string(), account: z.string() }),
  /** Why it is asked, in one sentence. */
  reason: z.string(),
  /** Whoever is behind the caller may not decide. */
  four_eyes: z.boolean(),
  /** How many different people must approve, and who has. */
  approvers: z.number().int(),
  approved_by: z.array(person),
  requested_at: at,
  /** Pending: until when it can be decided. Approved: until when the call can be made. Denied: how long that stands. */
  expires_at: at,
  decided_at: at.nullable(),
  /** The last one who decided. */
  decided_by: person.nullable(),
  note: z.string().nullable(),
  used_at: at.nullable(),
  /**
   * Null: not for this reader (who sees them: who may decide by role, and whose call it is), or no longer kept: they are
   * dropped with the decision. `text` of what is no string is indented JSON; `length` counts the whole, `cut` says that
   * `text` is not all of it, `hidden` that the value is left out. Show `text` as plain text.
   */
  arguments: z
    .array(
      z.object({
        name: z.string(),
        text: z.string(),
        length: z.number().int(),
        cut: z.boolean(),
        hidden: z.boolean(),
      }),
    )
    .nullable(),
  mine: z.boolean(),
  may_decide: z.boolean(),
  /** Why not: `role`, `four_eyes` (your own call), `already` (you approved; somebody else must too), `over`. */
  why_not: z.enum(["role", "four_eyes", "already", "over"]).nullable(),
  may_cancel: z.boolean(),
});
export type Approval = z.infer<typeof approval>;

/**
 * `GET .../approvals` (every member): newest first. Owners, admins and auditors see all, others those asked for in their
 * name and those on their own connectors. Kept for 30 days. `mine=true`: only those asked for in my name.
 */
export const approvalsQuery = z.strictObject({
  state: approvalState.optional(),
  mine: z.enum(["true", "false"]).default("false"),
  page_size: z.coerce.number().int().min(1).max(100).default(25),
  cursor: z.string().max(64).optional(),
});
export const approvalsPage = z.object({ approvals: z.array(approval), next_cursor: z.string().nullable() });
export type ApprovalsPage = z.infer<typeof approvalsPage>;
/** `GET .../approvals/counts`: pending ones that I may decide, and that were asked for in my name. For a badge. */
export const approvalCounts = z.object({ to_decide: z.number().int(), mine: z.number().int() });
/** `GET .../approvals/:id` */
export const oneApproval = z.object({ approval });
/**
 * `POST .../approvals/:id/decision` answers `oneApproval`. Owners and admins, and the owner of a personal connector;
 * `forbidden`, `approval_four_eyes`, `approval_over` (decided, cancelled or expired meanwhile). The agent reads `note`.
 * `DELETE .../approvals/:id` cancels: by the person it was asked for. Answers `oneApproval`.
 */
export const approvalDecision = z.strictObject({
  decision: z.enum(["approve", "deny"]),
  note: z.string().trim().min(1).max(500).optional(),
});

// ---- limits ---------------------------------------------------------------------------------------------------

/** How often something may be used. Every limit that fits a call must have room for it. */
export const limit = z.object({
  id,
  subject: z.object({
    /** `any`: every caller, each counted alone. */
    kind: z.enum(["any", "agent", "user", "connector"]),
    id: id.nullable(),
    label: z.string().nullable(),
  }),
  /** Calls within a minute and within 24 hours, each counted from the first of them; null: as many as one likes. */
  per_minute: z.number().int().nullable(),
  per_day: z.number().int().nullable(),
  /** `write`: what changes something, destructive or not; `read`, `destructive`: those alone; null: every call. */
  effect: z.enum(["read", "write", "destructive"]).nullable(),
  created_by: z.string(),
  created_at: at,
});
export type Limit = z.infer<typeof limit>;
/** `GET .../limits` (`connectors.manage`). `DELETE .../limits/:id` answers `limit`. */
export const limits = z.object({ limits: z.array(limit) });
/** `POST .../limits` answers `limit`. `conflict`: there is one for this subject and effect. */
export const newLimit = z
  .strictObject({
    subject: z.discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("any") }),
      z.strictObject({ kind: z.enum(["agent", "user", "connector"]), id }),
    ]),
    per_minute: z.number().int().min(1).max(100_000).nullable().default(null),
    per_day: z.number().int().min(1).max(10_000_000).nullable().default(null),
    effect: z.enum(["read", "write", "destructive"]).nullable().default(null),
  })
  .refine((l) => l.per_minute !== null || l.per_day !== null, {
    message: "Give a number of calls a minute or a day.",
    path: ["per_minute"],
  });

// ---- policy ---------------------------------------------------------------------------------------------------

export const policyDecision = z.enum(["allow", "ask", "deny"]);
export type PolicyDecision = z.infer<typeof policyDecision>;
const listed = (max: number) => z.array(z.string().trim().min(1).max(max)).max(200).optional();
/**
 * Lists of what calls may touch; a kind that is left out is not limited, an empty list allows nothing of its kind.
 * - `repositories`: `owner/name`, `*` for any run of characters but `/`: `acme/*`
 * - `channels`: ids (`C0123ABCD`, of a person's direct messages `U0123ABCD`) or names (`#general`)
 * - `folders`: ids of Drive folders and shared drives, with all that is below them; `root`: My Drive
 * - `calendars`: ids (addresses); `primary`: the account's own
 * - `recipient_domains`: where mail, invitations, shares and requests for files may go: `acme.com`, `*.acme.com`
 */
export const policyResources = z.strictObject({
  repositories: listed(140),
  channels: listed(80),
  folders: listed(128),
  calendars: listed(320),
  recipient_domains: listed(255),
});
export type PolicyResources = z.infer<typeof policyResources>;
const effect = z.enum(["read", "write", "destructive"]);
const ruleFields = {
  /** What people call it. */
  name: z.string().trim().min(1).max(80),
  decision: policyDecision,
  /** Each null: any. `agent`, `connector`: ids; `server`: `gmail`; `tool`: its name. */
  agent: id.nullable(),
  server: z.string().min(1).max(64).nullable(),
  tool: z.string().min(1).max(64).nullable(),
  effect: effect.nullable(),
  connector: id.nullable(),
  /** With `allow` and `ask`: a call that touches anything else is denied. Not with `deny`. */
  resources: policyResources.nullable(),
  /** With `ask`: whoever is behind the call may not approve it. */
  four_eyes: z.boolean(),
  /** With `ask`: how many different people must approve. */
  approvers: z.union([z.literal(1), z.literal(2)]),
};
export const policyRule = z.object({
  id,
  ...ruleFields,
  /** How much of a call it pins down, 0 to 5: of the rules that fit a call the highest decide, the strictest of them. */
  specificity: z.number().int(),
  created_by: z.string(),
  created_at: at,
  updated_at: at,
});
export type PolicyRule = z.infer<typeof policyRule>;
const policyDefaults = z.strictObject({
  read: policyDecision,
  write: policyDecision,
  destructive: policyDecision,
});
/** `GET .../policies` (`workspace.read`), oldest rule first. */
export const policies = z.object({
  /** For calls that no rule fits. */
  defaults: policyDefaults,
  /** What is the company's own, for the guard: what goes anywhere else has left. */
  inside: policyResources,
  rules: z.array(policyRule),
});
export type Policies = z.infer<typeof policies>;
/** `PATCH .../policies` (`tokens.manage`, as all that changes policy): what is left out stays. Answers `policies`. */
export const changedPolicies = z.strictObject({
  defaults: policyDefaults.partial().optional(),
  inside: policyResources.optional(),
});
/** `POST .../policies` answers `policyRule`; `DELETE .../policies/:rule` too. At most 1,000 rules a workspace. */
export const newPolicyRule = z.strictObject({
  ...ruleFields,
  agent: ruleFields.agent.default(null),
  server: ruleFields.server.default(null),
  tool: ruleFields.tool.default(null),
  effect: ruleFields.effect.default(null),
  connector: ruleFields.connector.default(null),
  resources: ruleFields.resources.default(null),
  four_eyes: ruleFields.four_eyes.default(false),
  approvers: ruleFields.approvers.default(1),
});
/** `PATCH .../policies/:rule`: what is left out stays. Answers `policyRule`. */
export const changedPolicyRule = z.strictObject(ruleFields).partial();
/** `POST .../policies/test`: would this call be allowed, and why? Calls nothing. At most one of `agent` and `user`. */
export const policyQuestion = z.strictObject({
  /** `agt_…` or `usr_…`; without either: somebody who is no agent. */
  agent: id.optional(),
  user: id.optional(),
  tool: z.string().min(1).max(64),
  /** Id or slug; left out: the one that would serve the call, if there is one. */
  connector: z.string().min(1).max(64).optional(),
  /** Left out: whatever the arguments, as far as that can be told. */
  arguments: z.record(z.string(), z.unknown()).optional(),
});
export const policyAnswer = z.object({
  decision: policyDecision,
  /** Stable: `allowed`, `policy_ask`, `policy_denied`, `target_not_allowed`, `target_unknown`, `tool_not_allowed`, `read_only`. */
  code: z.string(),
  /** In words, and what would change it. */
  reason: z.string(),
  next: z.string(),
  /** What decided; null: the default for the tool's effect. */
  rule: z.object({ id, name: z.string() }).nullable(),
  /** Every rule that fits the call, the most specific first. */
  matched: z.array(
    z.object({
      id,
      name: z.string(),
      specificity: z.number().int(),
      /** What it says of this call: that of a list may be stricter than its decision. */
      decision: policyDecision,
      reason: z.string(),
      /** One of those that decided. */
      decisive: z.boolean(),
    }),
  ),
  /** What the call would touch; `name` null: told only while it runs, or never (`unbounded`). */
  targets: z.array(z.object({ kind: z.string(), name: z.string().nullable(), unbounded: z.boolean() })),
  effect,
  connector: z.object({ id, slug: z.string() }).nullable(),
});
export type PolicyAnswer = z.infer<typeof policyAnswer>;

/** What an agent has read in one run, as far as the guard counts it. */
export const guardRun = z.object({
  /** A digest: runs are told apart by it, and nothing else is. */
  run: z.string(),
  untrusted_at: at.nullable(),
  private_at: at.nullable(),
  /** The tools by which it did. */
  untrusted_by: z.string().nullable(),
  private_by: z.string().nullable(),
  /** It has read both: what carries data out asks. */
  tripped: z.boolean(),
  seen_at: at,
  /** When it counts no more, unless the agent goes on. */
  ends_at: at,
});
/** `GET .../agents/:agent/guard` (`workspace.read`). `DELETE .../agents/:agent/guard/:run` forgets a run; answers `guard`. */
export const guard = z.object({ agent: id, enabled: z.boolean(), runs: z.array(guardRun) });
export type Guard = z.infer<typeof guard>;
/** `PATCH .../agents/:agent/guard` answers `guard`. */
export const changedGuard = z.strictObject({ enabled: z.boolean() });

// ---- audit ----------------------------------------------------------------------------------------------------

/** One row of the chain. `hash` and `prev_hash` are hex; `data` never holds content, only ids, digests and counts. */
export const auditEvent = z.object({
  seq: z.number().int(),
  id,
  at,
  /** e.g. `tool.call`, `connector.authorized`; see docs/stored-data.md. */
  type: z.string(),
  actor: z.object({ kind: z.string(), id: z.string().nullable(), label: z.string().nullable() }),
  target: z.object({ kind: z.string().nullable(), id: z.string().nullable(), label: z.string().nullable() }),
  outcome: z.enum(["ok", "started", "failed", "refused"]),
  request_id: z.string().nullable(),
  data: z.record(z.string(), z.unknown()),
  prev_hash: z.string(),
  hash: z.string(),
});
export type AuditEvent = z.infer<typeof auditEvent>;

/** `GET .../audit`: newest first. */
export const auditQuery = z.strictObject({
  type: z.string().max(64).optional(),
  outcome: z.enum(["ok", "started", "failed", "refused"]).optional(),
  actor: z.string().max(64).optional(),
  target: z.string().max(64).optional(),
  from: at.optional(),
  to: at.optional(),
  page_size: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(200).optional(),
});
export const auditPage = z.object({
  events: z.array(auditEvent),
  next_cursor: z.string().nullable(),
  /** Every type that occurs in this workspace, for the filter. */
  types: z.array(z.string()),
});
export type AuditPage = z.infer<typeof auditPage>;
/** `GET .../audit/:seq` */
export const oneAuditEvent = z.object({ event: auditEvent });

/** `POST .../audit/verify`: walks the whole chain. Zero checked is `empty`, never `intact`. */
export const auditVerification = z.object({
  result: z.enum(["intact", "broken", "empty"]),
  checked: z.number().int(),
  first_seq: z.number().int().nullable(),
  last_seq: z.number().int().nullable(),
  head_hash: z.string().nullable(),
  /** The first row that does not fit, and why. */
  broken_at: z.number().int().nullable(),
  reason: z.string().nullable(),
  verified_at: at,
});
export type AuditVerification = z.infer<typeof auditVerification>;
// `GET .../audit/export` streams JSON lines: a header line, one event a line, a trailer line with count and head hash.

// ---- clients that come in by OAuth ----------------------------------------------------------------------------

/**
 * How a client is known: `registered` itself here, described by a `metadata_document` at the https address that is its
 * id, made by an admin for an `agent`, or `unknown`: registered without a name.
 */
export const oauthClientKind = z.enum(["registered", "metadata_document", "agent", "unknown"]);
/** `mcp:write` asks for tools that change something too. */
export const oauthScope = z.enum(["mcp:read", "mcp:write"]);

/** What a client would reach of one MCP server in one workspace. */
export const reachableServer = z.object({
  id: z.string(),
  title: z.string(),
  provider: z.string(),
  /** Mine and shared ones. Empty: nothing is connected yet, and a call will answer with the link to connect. */
  connectors: z.array(
    z.object({
      id,
      slug: z.string(),
      name: z.string(),
      account: z.string(),
      kind: z.enum(["shared", "personal"]),
      verdict,
    }),
  ),
  tools: z.array(
    z.object({ name: z.string(), title: z.string(), effect: z.enum(["read", "write", "destructive"]) }),
  ),
});

/**
 * `GET /api/oauth/interactions/:uid`: what the page `/authorize/:uid` asks a signed-in person. 401 `not_signed_in`: sign
 * in and come back to this very page. 404 `interaction_not_found`: over, or begun in another browser.
 */
export const oauthInteraction = z.object({
  uid: z.string(),
  client: z.object({
    /** Its `client_id`; for `metadata_document` an https address whose host is the only thing about it that is proved. */
    id: z.string(),
    /** As it calls itself: not proved by anything. */
    name: z.string().nullable(),
    kind: oauthClientKind,
    /** Host (and port) or private scheme of the address that the answer goes to, e.g. `claude.ai`, `cursor:`. */
    redirect_host: z.string(),
    /** The answer goes to a program on this person's own machine: any program there may be behind it. */
    localhost_only: z.boolean(),
    /** This person has not allowed this client before, at this address, in any workspace. */
    is_new: z.boolean(),
  }),
  /** The MCP endpoint that is asked for. */
  resource: z.string(),
  /** Ids of its servers: one, or all of them for `/mcp`. `servers` of the answer may name fewer of them then. */
  servers: z.array(z.string()),
  scopes: z.array(oauthScope),
  user: z.object({ id, email: z.string(), name: z.string() }),
  /** Where it may be allowed; `current`: the session's own. `allowed`: stands there already, and is asked again. */
  workspaces: z.array(
    z.object({
      id,
      slug: z.string(),
      name: z.string(),
      current: z.boolean(),
      allowed: z.object({ servers: z.array(z.string()), read_only: z.boolean() }).nullable(),
      servers: z.array(reachableServer),
    }),
  ),
  expires_at: at,
});
export type OAuthInteraction = z.infer<typeof oauthInteraction>;
/**
 * `POST /api/oauth/interactions/:uid` (with the CSRF header). The page then sends the browser to `redirect_to`, which is
 * an address of this gateway, whatever was decided.
 */
export const oauthDecision = z.strictObject({
  decision: z.enum(["allow", "deny"]),
  /** Id or slug; default: the session's own. */
  workspace: id.optional(),
  /** Fewer than asked for; default: all of them. */
  servers: z.array(z.string().max(64)).min(1).max(100).optional(),
  read_only: z.boolean().default(false),
});
export const oauthDecided = z.object({ redirect_to: z.string() });

/** A client that somebody has allowed. */
export const allowedClient = z.object({
  id,
  client: z.object({
    id: z.string(),
    name: z.string().nullable(),
    kind: oauthClientKind,
    redirect_host: z.string().nullable(),
  }),
  /** Who allowed it, and whom it acts for. */
  user: z.object({ id, name: z.string(), email: z.string() }),
  /** For whom beside them: an agent that acts on this person's behalf. */
  agent: z.object({ id, name: z.string() }).nullable(),
  /** `person`: on the consent page. `issuer`: the company's identity provider vouched for it (ID-JAG). */
  allowed_by: z.enum(["person", "issuer"]),
  resource: z.string(),
  servers: z.array(z.string()),
  read_only: z.boolean(),
  created_at: at,
  last_used_at: at.nullable(),
  revoked_at: at.nullable(),
  mine: z.boolean(),
});
export type AllowedClient = z.infer<typeof allowedClient>;
/** `GET .../oauth-clients`: mine; `all=true` (`tokens.manage`): everybody's of the workspace. Newest first. */
export const allowedClientsQuery = z.strictObject({
  all: z.enum(["true", "false"]).default("false"),
  page_size: z.coerce.number().int().min(1).max(100).default(50),
  cursor: id.optional(),
});
export const allowedClients = z.object({
  clients: z.array(allowedClient),
  next_cursor: z.string().nullable(),
});
/** `DELETE .../oauth-clients/:consent`: when it answers, no replica accepts a token of it any more. */
export const allowedClientRevoked = z.object({ client: allowedClient, fenced_in_ms: z.number() });

/** The OAuth client of an agent that runs without a person (client credentials, RFC 6749 section 4.4). */
export const agentClient = z.object({
  /** The `client_id`. */
  id: z.string(),
  name: z.string(),
  auth: z.enum(["client_secret", "private_key_jwt"]),
  jwks_uri: z.string().nullable(),
  /** It may also act on behalf of people, who are asked first. */
  redirect_uris: z.array(z.string()),
  read_only: z.boolean(),
  created_by: z.string(),
  created_at: at,
  revoked_at: at.nullable(),
  last_used_at: at.nullable(),
});
export type AgentClient = z.infer<typeof agentClient>;
/** `GET .../agents/:agent/clients` (`tokens.manage`) */
export const agentClients = z.object({ clients: z.array(agentClient) });
/** `POST .../agents/:agent/clients`: with `jwks` or `jwks_uri` it signs (RFC 7523), without it gets a secret. */
export const newAgentClient = z
  .strictObject({
    name: z.string().trim().min(1).max(80),
    read_only: z.boolean().default(false),
    /** Public keys only. */
    jwks: z.object({ keys: z.array(z.record(z.string(), z.unknown())).min(1).max(10) }).optional(),
    jwks_uri: z
      .url({ protocol: /^https$/ })
      .max(500)
      .optional(),
    redirect_uris: z.array(z.string().max(500)).max(10).default([]),
  })
  .refine((c) => !(c.jwks && c.jwks_uri), { message: "Give either jwks or jwks_uri.", path: ["jwks_uri"] });
/** `client_secret` is shown this once and never again; null: it signs with its key. */
export const createdAgentClient = z.object({
  client: agentClient,
  client_secret: z.string().nullable(),
  token_endpoint: z.string(),
});
// `DELETE .../agents/:agent/clients/:client` answers `agentClient`, and is a fence.

/** A company identity provider whose word lets clients in without asking each person (ID-JAG). */
export const trustedIssuer = z.object({
  id,
  issuer: z.string(),
  jwks_uri: z.string(),
  /** Clients it may speak for; empty: any that authenticates here. */
  client_ids: z.array(z.string()),
  created_by: z.object({ id, name: z.string(), email: z.string() }).nullable(),
  created_at: at,
  last_used_at: at.nullable(),
});
export type TrustedIssuer = z.infer<typeof trustedIssuer>;
/** `GET .../trusted-issuers` (`members.manage`) */
export const trustedIssuers = z.object({ issuers: z.array(trustedIssuer) });
/**
 * `POST .../trusted-issuers`. It speaks for those whom its adder manages: one that an admin added, for members and
 * auditors; an owner's, for everybody. `conflict`: trusted already.
 */
export const newTrustedIssuer = z.strictObject({
  issuer: z.url({ protocol: /^https$/ }).max(500),
  /** Default: what the issuer's metadata names. */
  jwks_uri: z
    .url({ protocol: /^https$/ })
    .max(500)
    .optional(),
  client_ids: z.array(z.string().min(1).max(500)).max(50).default([]),
});
// `DELETE .../trusted-issuers/:id` answers `trustedIssuer`; what it let in ends with it.

/** `GET .../connect_links/:link` (every member): the page that a link given to an agent or client leads its person to. */
export const connectLink = z.object({
  /** A path of the web app, with its query. */
  to: z.string(),
});
