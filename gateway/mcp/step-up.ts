import type { IncomingMessage } from "node:http";

/** All that a token needs here to change things: asked for in one challenge, so that a client asks once. */
export const WRITE_SCOPES = ["mcp:read", "mcp:write"] as const;

interface Challenged {
  publicUrl: string;
  req: IncomingMessage;
  body: unknown;
}

/**
 * 403 `insufficient_scope` (RFC 6750 section 3.1), naming all scopes that are needed and where the resource describes
 * itself (RFC 9728 section 5.1).
 * https://modelcontextprotocol.io/specification/2026-07-28/basic/authorization#scope-challenge-handling
 */
export function challengeOf(scopes: readonly string[], { publicUrl, req, body }: Challenged): Response {
  const path = new URL(req.url ?? "/", publicUrl).pathname.replace(/\/+$/, "");
  const scope = scopes.join(" ");
  const parts = [
    'error="insufficient_scope"',
    `scope="${scope}"`,
    `resource_metadata="${publicUrl}/.well-known/oauth-protected-resource${path}"`,
    'error_description="This tool changes something, and the token may only read"',
  ];
  const { id = null } = (body ?? {}) as { id?: string | number | null };
  const message = `This tool changes something, and the token may only read. It needs ${scope}.`;
  return Response.json(
    { jsonrpc: "2.0", id, error: { code: -32001, message, data: { code: "insufficient_scope", scope } } },
    { status: 403, headers: { "www-authenticate": `Bearer realm="valetkey", ${parts.join(", ")}` } },
  );
}
