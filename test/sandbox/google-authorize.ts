import { randomBytes } from "node:crypto";
import { OPEN_FOR, redirect } from "./consent-page.ts";
import { consentPage, errorPage } from "./google-consent-page.ts";
import type { Asked } from "./google-ledger.ts";
import { SIGN_IN } from "./google-scopes.ts";
import type { GoogleServer } from "./google-server.ts";

/**
 * Google's authorization endpoint with a page of ours (the stock page has no scopes to untick and no way to deny).
 * https://developers.google.com/identity/protocols/oauth2/web-server#creatingclient
 */
export function authorize(google: GoogleServer, url: URL): Response {
  const read = readRequest(google, url.searchParams);
  if (typeof read === "string") return errorPage(read);
  const id = randomBytes(16).toString("base64url");
  google.asked.set(id, read);
  return consentPage({ id, asked: read, users: google.users, clientName: google.clientName });
}

/** What is wrong with the request, in Google's own code, or the request. */
function readRequest(google: GoogleServer, query: URLSearchParams): Asked | string {
  const clientId = query.get("client_id") ?? "";
  const redirectUri = query.get("redirect_uri") ?? "";
  if (clientId !== google.clientId) return "invalid_client";
  // Exactly as registered, to the last slash: https://www.rfc-editor.org/rfc/rfc9700#section-2.1
  if (!google.redirectUris.includes(redirectUri)) return "redirect_uri_mismatch";
  if (query.get("response_type") !== "code") return "unsupported_response_type";
  const scopes = [...new Set((query.get("scope") ?? "").split(" ").filter((one) => one !== ""))];
  if (scopes.length === 0) return "invalid_request: missing scope";
  if (!scopes.every((one) => SIGN_IN.has(one) || one.startsWith("https://"))) return "invalid_scope";
  const value = query.get("code_challenge") ?? undefined;
  const method = query.get("code_challenge_method") ?? "plain";
  if (value !== undefined && method !== "S256" && method !== "plain")
    return "invalid_request: code_challenge_method";
  return {
    clientId,
    redirectUri,
    scopes,
    state: query.get("state") ?? undefined,
    nonce: query.get("nonce") ?? undefined,
    challenge: value === undefined ? undefined : { value, method: method as "S256" | "plain" },
    // Without prompt=consent Google gives a refresh token on the first consent only; here each consent needs both.
    offline:
      query.get("access_type") === "offline" && (query.get("prompt") ?? "").split(" ").includes("consent"),
    loginHint: query.get("login_hint") ?? undefined,
    expiresAt: Date.now() + OPEN_FOR,
  };
}

/** What the person decided: back to the client with a code or an error, `state` and `iss` (RFC 9207). */
export async function decide(google: GoogleServer, request: Request): Promise<Response> {
  const form = new URLSearchParams(await request.text());
  const id = form.get("request") ?? "";
  const asked = google.asked.get(id);
  google.asked.delete(id);
  if (!asked || asked.expiresAt < Date.now())
    return errorPage("invalid_request: this page was used or has expired");
  const back = new URL(asked.redirectUri);
  if (asked.state !== undefined) back.searchParams.set("state", asked.state);
  back.searchParams.set("iss", google.url);
  if (form.get("decision") !== "allow") {
    back.searchParams.set("error", "access_denied");
    return redirect(back);
  }
  const email = form.get("account") ?? "";
  if (!google.users.some((user) => user.email === email))
    return errorPage("invalid_request: choose an account");
  const ticked = new Set(form.getAll("scope"));
  const scopes = asked.scopes.filter((scope) => SIGN_IN.has(scope) || ticked.has(scope));
  const { clientId, redirectUri, nonce, challenge, offline } = asked;
  const code = google.ledger.issueCode({ email, clientId, redirectUri, scopes, nonce, challenge, offline });
  back.searchParams.set("code", code);
  back.searchParams.set("scope", scopes.map(longName).join(" "));
  return redirect(back);
}

/** Google answers with the long names of two sign-in scopes. */
export function longName(scope: string): string {
  return scope === "email" || scope === "profile"
    ? `https://www.googleapis.com/auth/userinfo.${scope}`
    : scope;
}
