/** Google's error shapes (ours): https://developers.google.com/workspace/gmail/api/guides/handle-errors */
interface GoogleFault {
  code: number;
  message: string;
  reason: string;
  status: string;
  details?: unknown[];
  headers?: Record<string, string>;
}

function googleError(fault: GoogleFault): Response {
  const { code, message, reason, status, details } = fault;
  const errors = [{ message, domain: "global", reason }];
  return Response.json(
    { error: { code, message, errors, status, ...(details ? { details } : {}) } },
    { status: code, headers: fault.headers ?? {} },
  );
}

export function notFound(): Response {
  const message = "Requested entity was not found.";
  return googleError({ code: 404, message, reason: "notFound", status: "NOT_FOUND" });
}

export function badArgument(message: string): Response {
  return googleError({ code: 400, message, reason: "invalidArgument", status: "INVALID_ARGUMENT" });
}

/** Unknown, expired and revoked tokens look the same from outside. */
export function invalidCredentials(): Response {
  return googleError({
    code: 401,
    message:
      "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.",
    reason: "authError",
    status: "UNAUTHENTICATED",
    headers: { "www-authenticate": 'Bearer realm="https://accounts.google.com/", error="invalid_token"' },
  });
}

export function missingCredentials(): Response {
  return googleError({
    code: 401,
    message:
      "Request is missing required authentication credential. Expected OAuth 2 access token, login cookie or other valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.",
    reason: "required",
    status: "UNAUTHENTICATED",
    headers: { "www-authenticate": 'Bearer realm="https://accounts.google.com/"' },
  });
}

export function insufficientScope(service: string, method: string, scopes: readonly string[]): Response {
  return googleError({
    code: 403,
    message: "Request had insufficient authentication scopes.",
    reason: "insufficientPermissions",
    status: "PERMISSION_DENIED",
    details: [
      {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        reason: "ACCESS_TOKEN_SCOPE_INSUFFICIENT",
        domain: "googleapis.com",
        metadata: { service, method },
      },
    ],
    headers: {
      "www-authenticate": `Bearer realm="https://accounts.google.com/", error="insufficient_scope", scope="${scopes.join(" ")}"`,
    },
  });
}
