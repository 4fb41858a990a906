/**
 * Every error the gateway answers with. `status` is the HTTP status, `title` the safe message, `next` what to do
 * about it. Callers switch on the code; messages may change.
 */
export const errorTable = {
  // requests
  bad_request: {
    status: 400,
    title: "The request is not valid.",
    next: "Correct the named fields and send it again.",
  },
  not_found: { status: 404, title: "There is no such thing here.", next: "Check the address or the id." },
  method_not_allowed: {
    status: 405,
    title: "This method is not served here.",
    next: "See the API description.",
  },
  idempotency_mismatch: {
    status: 422,
    title: "This Idempotency-Key came with another request before.",
    next: "Use a new key for every new request.",
  },
  idempotency_running: {
    status: 409,
    title: "The request with this Idempotency-Key is not done yet.",
    next: "Try again in a few seconds. If it stays so the gateway was stopped meanwhile: look whether it was done.",
  },
  idempotency_not_kept: {
    status: 409,
    title:
      "This request was sent before, and its answer is not kept: it showed something once, or it failed midway.",
    next: "Look whether it was done; to do it anew use another Idempotency-Key.",
  },
  payload_too_large: { status: 413, title: "The request is larger than 1 MB.", next: "Send less." },
  conflict: {
    status: 409,
    title: "This changed meanwhile or exists already.",
    next: "Reload and try again.",
  },
  internal: {
    status: 500,
    title: "The gateway failed.",
    next: "Try again; quote the request id to whoever runs it.",
  },
  unavailable: {
    status: 503,
    title: "The gateway cannot do this right now.",
    next: "Try again in a few seconds.",
  },
  // files
  file_link_invalid: {
    status: 404,
    title:
      "This link is not valid here: it has expired after 15 minutes, was changed, or was made for somebody else.",
    next: "Call the tool again for a new one.",
  },
  file_not_read: {
    status: 502,
    title: "The file could not be read.",
    next: "Call the tool that gave the link; it says what is wrong.",
  },
  upload_invalid: {
    status: 404,
    title: "This upload is not known: it was used, has expired, was cut off, or belongs to somebody else.",
    next: 'Call the tool with "upload" as the source for a new address.',
  },
  upload_missing: {
    status: 409,
    title: "No bytes have been sent to this upload yet.",
    next: "Send them with HTTP PUT to the address that came with it, then call again.",
  },
  too_many_uploads: {
    status: 429,
    title: "There are twenty unfinished uploads already.",
    next: "Use those, or wait until they expire.",
  },
  file_too_large: {
    status: 413,
    title: "The file is larger than may be sent here.",
    next: "Send a smaller one.",
  },
  // who is calling
  not_signed_in: { status: 401, title: "You are not signed in.", next: "Sign in again." },
  // a program's sign-in; codes of RFC 8628 section 3.5
  authorization_pending: {
    status: 400,
    title: "Nobody has confirmed this sign-in yet.",
    next: "Ask again after the interval.",
  },
  slow_down: {
    status: 400,
    title: "This was asked too soon after the last time.",
    next: "Wait five seconds longer between two requests from now on.",
  },
  access_denied: {
    status: 400,
    title: "The person who was asked has refused this sign-in.",
    next: "Start again if that was a mistake.",
  },
  expired_token: {
    status: 400,
    title: "This sign-in is over: it was not confirmed within ten minutes, or has been used.",
    next: "Start again.",
  },
  device_code_unknown: {
    status: 404,
    title: "No program is waiting with this code.",
    next: "Compare it with what the program shows; a code is good for ten minutes and once.",
  },
  browser_needed: {
    status: 403,
    title: "A program may not do this: it takes a person at a browser.",
    next: "Open the gateway in a browser and do it there.",
  },
  sign_in_link_invalid: {
    status: 401,
    title: "This sign-in link is not valid: it was used, has expired, or was cut off.",
    next: "Ask for a new link, or run `npm run sign-in-link`.",
  },
  already_member: {
    status: 409,
    title: "This address belongs to a member of the workspace already.",
    next: "Sign in; an owner or admin can change the role.",
  },
  invitation_invalid: {
    status: 400,
    title: "This invitation is not valid: it was used, replaced or revoked, has expired, or was cut off.",
    next: "Ask for a new one.",
  },
  invitation_other_address: {
    status: 409,
    title: "This invitation is for another address than the one you are signed in with.",
    next: "Sign out, or use another browser profile, and open the invitation again.",
  },
  // company sign-in; see docs/sign-in.md
  sign_in_expired: {
    status: 400,
    title: "This sign-in was not started in this browser, or took longer than 10 minutes.",
    next: "Start again from the sign-in page.",
  },
  sign_in_denied: {
    status: 403,
    title: "The company's sign-in was cancelled or refused.",
    next: "Try again, or ask whoever runs the company's sign-in.",
  },
  sign_in_rejected: {
    status: 400,
    title: "The answer of the company's sign-in did not hold.",
    next: "Start again from the sign-in page; if it happens twice, tell whoever runs the gateway.",
  },
  sign_in_unreachable: {
    status: 502,
    title: "The company's sign-in does not answer.",
    next: "Try again in a minute.",
  },
  sign_in_misconfigured: {
    status: 502,
    title: "The company's sign-in does not accept the gateway, or is not described as it should be.",
    next: "Whoever runs the gateway checks LOGIN_OIDC_* and the redirect address.",
  },
  email_unverified: {
    status: 403,
    title: "The company's sign-in does not vouch for your address.",
    next: "Verify the address there, or ask whoever runs the gateway.",
  },
  domain_not_allowed: {
    status: 403,
    title: "Addresses of this domain may not sign in here.",
    next: "Use your company's account.",
  },
  identity_taken: {
    status: 403,
    title: "Your address is bound to another account of the company's sign-in.",
    next: "Whoever runs the gateway checks whose it is (docs/sign-in.md).",
  },
  // the authorization server; see docs/oauth.md
  interaction_not_found: {
    status: 404,
    title: "This request for access is over, or was begun in another browser.",
    next: "Go back to the program that asked, and connect again.",
  },
  not_a_member: {
    status: 403,
    title: "You are not a member of any workspace here.",
    next: "Ask an owner or admin for an invitation.",
  },
  token_invalid: { status: 401, title: "This API token is not valid.", next: "Ask an admin for a new one." },
  token_expired: { status: 401, title: "This API token has expired.", next: "Ask an admin for a new one." },
  token_revoked: { status: 401, title: "This API token was revoked.", next: "Ask an admin for a new one." },
  agent_paused: {
    status: 403,
    title: "This agent is paused.",
    next: "Wait, or ask an owner or admin to let it go on, on the agent's page.",
  },
  embed_token_invalid: {
    status: 401,
    title:
      "This embed token is not valid: it has expired after 15 minutes, or what it was made with has ended.",
    next: "Ask for a new one where this one came from.",
  },
  delegation_not_allowed: {
    status: 403,
    title: "This agent may not act for you.",
    next: "Ask an owner or admin to allow it on the agent's page.",
  },
  forbidden: {
    status: 403,
    title: "Your role does not allow this.",
    next: "Ask an owner or admin of the workspace.",
  },
  csrf: {
    status: 403,
    title: "This request did not come from the gateway's own page.",
    next: "Reload the page and try again.",
  },
  host_refused: {
    status: 403,
    title: "This host name is not served here.",
    next: "Use the address in PUBLIC_URL.",
  },
  origin_refused: {
    status: 403,
    title: "Requests from this origin are refused.",
    next: "Call from the gateway's own page or without an Origin header.",
  },
  server_not_allowed: {
    status: 403,
    title: "This token may not use this MCP server.",
    next: "Use a token that includes it.",
  },
  // the grant ceremony
  provider_not_configured: {
    status: 409,
    title: "This provider has no OAuth client yet.",
    next: "An admin sets its client id and secret (see .env.example).",
  },
  consent_denied: {
    status: 400,
    title: "Access was cancelled or blocked at the provider. Nothing changed.",
    next: "Try again, or ask the provider's administrator whether the app is allowed.",
  },
  state_missing: {
    status: 400,
    title: "The provider's answer came back without its state. Nothing changed.",
    next: "Start the connection again from Integrations.",
  },
  state_unknown: {
    status: 400,
    title: "This answer belongs to no connection that was started here. Nothing changed.",
    next: "Start the connection again from Integrations.",
  },
  state_used: {
    status: 409,
    title: "This answer was used already. Nothing changed.",
    next: "Look at Integrations; if it is not connected, start again.",
  },
  state_expired: {
    status: 400,
    title: "The connection took longer than 10 minutes. Nothing changed.",
    next: "Start again and finish within 10 minutes.",
  },
  wrong_user: {
    status: 403,
    title: "Somebody else, or another browser session, started this connection. Nothing changed.",
    next: "Finish it in the browser where it was started, or start your own.",
  },
  issuer_mismatch: {
    status: 400,
    title: "The answer came from another authorization server than the one asked. Nothing changed.",
    next: "Start again; if it happens twice, tell whoever runs the gateway.",
  },
  code_rejected: {
    status: 400,
    title: "The provider did not accept the authorization code. Nothing changed.",
    next: "Start the connection again.",
  },
  client_rejected: {
    status: 502,
    title: "The provider does not accept the gateway's OAuth client.",
    next: "An admin checks the client id, the secret and the redirect address.",
  },
  scopes_declined: {
    status: 400,
    title: "Some of the access that was asked for was not given. Nothing was connected.",
    next: "Try again and leave every box ticked, or connect with fewer tools.",
  },
  refresh_token_missing: {
    status: 400,
    title: "The provider gave no refresh token, so access would end within the hour. Nothing was connected.",
    next: "Remove the app's access in the account's security settings, then connect again.",
  },
  account_unreadable: {
    status: 502,
    title: "The provider did not say whose account this is. Nothing was connected.",
    next: "Try again.",
  },
  installation_refused: {
    status: 403,
    title: "The installation that came back is not one that you can manage. Nothing was connected.",
    next: "Install the app on an account or organisation of yours, then connect again.",
  },
  account_differs: {
    status: 409,
    title: "You signed in with another account than this connection's.",
    next: "Sign in with the same account, or connect the other one separately.",
  },
  provider_unreachable: {
    status: 502,
    title: "The provider could not be reached.",
    next: "Try again in a minute.",
  },
  connect_link_invalid: {
    status: 404,
    title: "This link does not lead anywhere: it is older than a day, or was cut off.",
    next: "Ask for a new one where you got it, or open Integrations.",
  },
  connect_link_other: {
    status: 403,
    title: "This link was made for somebody else, or for another workspace of yours.",
    next: "Do not connect anything for others. If it is yours, sign in as yourself to its workspace.",
  },
  // connectors
  connector_not_found: {
    status: 404,
    title: "There is no such connector.",
    next: "Look at the list of connectors.",
  },
  connector_not_connected: {
    status: 409,
    title: "This connector has no live grant.",
    next: "Connect it first.",
  },
  connector_invalid: {
    status: 409,
    title: "The provider no longer accepts this connection.",
    next: "Reconnect it.",
  },
  grant_revoked: {
    status: 409,
    title: "This grant was revoked while the call was under way; its result was dropped.",
    next: "Reconnect, or use another connector.",
  },
  // approvals and limits
  approval_over: {
    status: 409,
    title: "Nothing is left to decide: this approval was decided, cancelled or used, or has expired.",
    next: "Look at it again; the agent can ask anew.",
  },
  policy_tests_failed: {
    status: 409,
    title: "A saved test would fail, so nothing was changed.",
    next: "Change the rule until it passes, or remove the test where it is no longer meant.",
  },
  approval_four_eyes: {
    status: 403,
    title: "Whoever is behind a call may not approve it themselves.",
    next: "Ask another owner or admin.",
  },
  too_many_approvals: {
    status: 429,
    title: "Twenty calls of this caller wait for a person already.",
    next: "Wait until those are decided or expire.",
  },
  quota_exceeded: {
    status: 429,
    title: "A limit that an admin has set leaves no room for this call.",
    next: "Try again when it says, or ask an admin.",
  },
  too_many_requests: {
    status: 429,
    title: "Too many requests from this address.",
    next: "Wait as long as Retry-After says.",
  },
  too_many_streams: {
    status: 429,
    title: "Too many pages of this session, or of this person, listen for changes.",
    next: "Close one, or reload this one by hand.",
  },
  // egress
  egress_refused: {
    status: 502,
    title: "The gateway may not call this address.",
    next: "Only the provider's own public hosts are called.",
  },
  egress_timeout: { status: 504, title: "The provider did not answer in time.", next: "Try again." },
  egress_too_large: {
    status: 502,
    title: "The provider's answer is larger than 10 MB.",
    next: "Ask for less.",
  },
  // vault and audit
  key_unknown: {
    status: 500,
    title: "A credential is sealed with a key that this gateway does not have.",
    next: "Put the old key back behind the current one.",
  },
  key_service_unavailable: {
    status: 503,
    title: "The key service does not answer, so no credential can be opened.",
    next: "Whoever runs the gateway looks at the key service; calls work again when it does.",
  },
  credential_unreadable: {
    status: 500,
    title: "A sealed credential does not open.",
    next: "Reconnect the connector; see the log.",
  },
  audit_unavailable: {
    status: 503,
    title: "The audit log cannot be written, so nothing runs.",
    next: "Whoever runs the gateway looks at the database.",
  },
} as const satisfies Record<string, { status: number; title: string; next: string }>;

export type ErrorCode = keyof typeof errorTable;

/** The one error type of the gateway. `detail` is shown to callers; `cause` only reaches the log, redacted. */
export class GatewayError extends Error {
  readonly code: ErrorCode;
  readonly detail: string | undefined;
  /** Safe facts for the caller, e.g. `{fields}` or `{missing_scopes}`. */
  readonly data: Readonly<Record<string, unknown>>;
  constructor(
    code: ErrorCode,
    more: { detail?: string; data?: Record<string, unknown>; cause?: unknown } = {},
  ) {
    super(
      more.detail ?? errorTable[code].title,
      more.cause === undefined ? undefined : { cause: more.cause },
    );
    this.name = "GatewayError";
    this.code = code;
    this.detail = more.detail;
    this.data = more.data ?? {};
  }
  get status(): number {
    return errorTable[this.code].status;
  }
}
