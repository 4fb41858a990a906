import { calendarGate } from "./calendar-gate.ts";
import { driveRoute } from "./drive-routes.ts";
import type { GoogleStore, PluginContext } from "./emulator-internals.ts";
import { gmailRoute } from "./gmail-routes.ts";
import { authorize, decide } from "./google-authorize.ts";
import { insufficientScope, invalidCredentials, missingCredentials } from "./google-errors.ts";
import { scopesFor } from "./google-scopes.ts";
import type { GoogleServer } from "./google-server.ts";
import { certificates, revoke, token, userinfo } from "./google-token.ts";
import type { Gate } from "./strict-emulator.ts";

/**
 * Everything that reaches the emulated Google passes here: sign-in is ours alone, Gmail is served to live tokens
 * whose scopes open the route, and every other stock route is closed.
 */
export function googleGate(
  google: GoogleServer,
  store: GoogleStore,
  tokenMap: PluginContext["tokenMap"],
): Gate {
  return async (request, url, bearer) => {
    const signIn = await signInRoute(google, request, url, bearer);
    if (signIn) return signIn;
    const calendar = await calendarGate(google, request, url, bearer);
    if (calendar) return calendar;
    const drive = await driveRoute(google, request, url, bearer);
    if (drive) return drive;
    const { pathname } = url;
    if (!pathname.startsWith("/gmail/v1/") && !pathname.startsWith("/upload/gmail/v1/")) {
      return new Response("Not Found", { status: 404 });
    }
    if (bearer === undefined) return missingCredentials();
    const grant = google.ledger.access(bearer);
    if (!grant) return invalidCredentials();
    const needed = scopesFor(request.method, pathname);
    if (!needed.scopes.some((scope) => grant.scopes.includes(scope))) {
      return insufficientScope("gmail.googleapis.com", needed.name, needed.scopes);
    }
    const own = await gmailRoute(
      {
        google,
        email: grant.email,
        scopes: grant.scopes,
        labels: () => store.labels.findBy("user_email", grant.email),
      },
      request,
      url,
    );
    // The stock routes that are left read the caller from the emulator's own table.
    if (!own) tokenMap.set(bearer, { login: grant.email, id: 1, scopes: [...grant.scopes] });
    return own;
  };
}

/** The paths are those of accounts.google.com, oauth2.googleapis.com, openidconnect.googleapis.com, www.googleapis.com. */
function signInRoute(
  google: GoogleServer,
  request: Request,
  url: URL,
  bearer: string | undefined,
): Promise<Response> | Response | undefined {
  switch (`${request.method} ${url.pathname}`) {
    case "GET /o/oauth2/v2/auth":
      return authorize(google, url);
    case "POST /o/oauth2/v2/auth/decision":
      return decide(google, request);
    case "POST /token":
      return token(google, request);
    case "POST /revoke":
      return revoke(google, request, url);
    case "GET /oauth2/v3/certs":
      return certificates();
    case "GET /v1/userinfo":
      return userinfo(google, bearer);
    case "GET /.well-known/openid-configuration":
      return discovery(google.url);
    default:
      return undefined;
  }
}

function discovery(url: string): Response {
  return Response.json({
    issuer: url,
    authorization_endpoint: `${url}/o/oauth2/v2/auth`,
    token_endpoint: `${url}/token`,
    userinfo_endpoint: `${url}/v1/userinfo`,
    revocation_endpoint: `${url}/revoke`,
    jwks_uri: `${url}/oauth2/v3/certs`,
    response_types_supported: ["code"],
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: ["RS256"],
    token_endpoint_auth_methods_supported: ["client_secret_post", "client_secret_basic"],
    code_challenge_methods_supported: ["plain", "S256"],
  });
}
