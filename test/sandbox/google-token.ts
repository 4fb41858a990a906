import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { answersChallenge, basicOf, same } from "./client-checks.ts";
import { longName } from "./google-authorize.ts";
import type { Grant, PendingCode } from "./google-ledger.ts";
import type { GoogleServer } from "./google-server.ts";

const KEY_ID = "sandbox-google";
let keys: ReturnType<typeof generateKeyPair> | undefined;
const keyPair = () => {
  keys ??= generateKeyPair("RS256");
  return keys;
};

const failed = (status: number, error: string, error_description: string) =>
  Response.json({ error, error_description }, { status, headers: { "cache-control": "no-store" } });

/**
 * Google's token endpoint (ours).
 * https://developers.google.com/identity/protocols/oauth2/web-server#exchange-authorization-code
 */
export async function token(google: GoogleServer, request: Request): Promise<Response> {
  const form = new URLSearchParams(await request.text());
  const refused = refuseClient(google, request, form);
  if (refused) return refused;
  if (form.get("grant_type") === "authorization_code") return exchange(google, form);
  if (form.get("grant_type") === "refresh_token") return refresh(google, form);
  return failed(400, "unsupported_grant_type", `Invalid grant_type: ${form.get("grant_type") ?? ""}`);
}

async function exchange(google: GoogleServer, form: URLSearchParams): Promise<Response> {
  const pending = google.ledger.takeCode(form.get("code") ?? "");
  if (!pending || pending.clientId !== google.clientId)
    return failed(400, "invalid_grant", "Malformed auth code.");
  if (form.get("redirect_uri") !== pending.redirectUri)
    return failed(400, "redirect_uri_mismatch", "Bad Request");
  const wrong = wrongVerifier(pending, form.get("code_verifier"));
  if (wrong !== undefined) return failed(400, "invalid_grant", wrong);
  const grant: Grant = { email: pending.email, clientId: pending.clientId, scopes: pending.scopes };
  const refreshToken =
    pending.offline && !google.withholdRefreshToken
      ? { refresh_token: google.ledger.issueRefresh(grant) }
      : {};
  return issued(google, grant, refreshToken, pending.nonce);
}

/** A refresh gives a new access token and, unlike others, never a new refresh token. */
function refresh(google: GoogleServer, form: URLSearchParams): Promise<Response> | Response {
  const grant = google.ledger.refresh(form.get("refresh_token") ?? "");
  if (!grant || grant.clientId !== google.clientId) {
    return failed(400, "invalid_grant", "Token has been expired or revoked.");
  }
  return issued(google, grant, {}, undefined);
}

async function issued(
  google: GoogleServer,
  grant: Grant,
  more: { refresh_token?: string },
  nonce: string | undefined,
): Promise<Response> {
  const idToken = grant.scopes.includes("openid")
    ? { id_token: await signIdToken(google, grant, nonce) }
    : {};
  const body = {
    access_token: google.ledger.issueAccess(grant),
    expires_in: google.ledger.lifetimes.accessToken,
    ...more,
    scope: grant.scopes.map(longName).join(" "),
    token_type: "Bearer",
    ...idToken,
  };
  return Response.json(body, { headers: { "cache-control": "no-store" } });
}

function wrongVerifier({ challenge }: PendingCode, verifier: string | null): string | undefined {
  if (!challenge) return undefined;
  if (verifier === null) return "Missing code verifier.";
  return answersChallenge(challenge, verifier) ? undefined : "Invalid code verifier.";
}

function refuseClient(google: GoogleServer, request: Request, form: URLSearchParams): Response | undefined {
  const { id, secret } = basicOf(request) ?? {
    id: form.get("client_id") ?? "",
    secret: form.get("client_secret") ?? "",
  };
  if (id !== google.clientId) return failed(401, "invalid_client", "The OAuth client was not found.");
  return same(secret, google.clientSecret) ? undefined : failed(401, "invalid_client", "Unauthorized");
}

/** Either token ends the whole grant: https://developers.google.com/identity/protocols/oauth2/web-server#tokenrevoke */
export async function revoke(google: GoogleServer, request: Request, url: URL): Promise<Response> {
  const form = new URLSearchParams(await request.text());
  const value = form.get("token") ?? url.searchParams.get("token") ?? "";
  return google.ledger.revoke(value)
    ? Response.json({})
    : failed(400, "invalid_token", "Token expired or revoked");
}

async function signIdToken(google: GoogleServer, grant: Grant, nonce: string | undefined): Promise<string> {
  const user = google.user(grant.email);
  const claims = {
    azp: grant.clientId,
    email: grant.email,
    email_verified: true,
    hd: grant.email.split("@")[1],
    ...(user ? { name: user.name } : {}),
    ...(nonce === undefined ? {} : { nonce }),
  };
  return new SignJWT(claims)
    .setProtectedHeader({ alg: "RS256", kid: KEY_ID, typ: "JWT" })
    .setIssuer(google.url)
    .setAudience(grant.clientId)
    .setSubject(google.subjectOf(grant.email))
    .setIssuedAt()
    .setExpirationTime("1h")
    .sign((await keyPair()).privateKey);
}

export async function certificates(): Promise<Response> {
  const jwk = await exportJWK((await keyPair()).publicKey);
  return Response.json({ keys: [{ ...jwk, kid: KEY_ID, use: "sig", alg: "RS256" }] });
}

/** https://developers.google.com/identity/openid-connect/openid-connect#obtaininguserprofileinformation */
export function userinfo(google: GoogleServer, bearer: string | undefined): Response {
  const grant = bearer === undefined ? undefined : google.ledger.access(bearer);
  if (!grant?.scopes.includes("openid")) {
    const headers = {
      "www-authenticate": 'Bearer realm="https://accounts.google.com/", error="invalid_request"',
    };
    return Response.json(
      { error: "invalid_request", error_description: "Invalid Credentials" },
      { status: 401, headers },
    );
  }
  const has = (scope: string) => grant.scopes.includes(scope);
  return Response.json({
    sub: google.subjectOf(grant.email),
    ...(has("email") ? { email: grant.email, email_verified: true, hd: grant.email.split("@")[1] } : {}),
    ...(has("profile") ? { name: google.user(grant.email)?.name } : {}),
  });
}
