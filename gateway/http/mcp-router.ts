import type { Request, RequestHandler, Response } from "express";
import { errorTable, GatewayError } from "../errors.ts";
import type { Identity } from "../identity/index.ts";
import { CallScope } from "../invoke/index.ts";
import type { McpEndpoint } from "../mcp/index.ts";

const BEARER = /^bearer +([\x21-\x7e]+)$/i;

/** RFC 6750 section 3: why the token was not accepted, without echoing it. */
function challenge(res: Response, error: GatewayError): void {
  const missing = error.code === "not_signed_in";
  const { title, next } = errorTable[missing ? "token_invalid" : error.code];
  const description = missing ? "A bearer token is required." : title;
  const detail = missing ? "" : `, error="invalid_token", error_description="${description}"`;
  res.setHeader("www-authenticate", `Bearer realm="valetkey"${detail}`);
  const message = missing ? "Send an API token as `Authorization: Bearer vk_…`." : `${title} ${next}`;
  res
    .status(401)
    .json({ jsonrpc: "2.0", id: null, error: { code: -32001, message, data: { code: error.code } } });
}

/** `/mcp/:server`: bearer to principal, principal to server. The token goes no further than this function. */
export function mcpHandler(endpoints: ReadonlyMap<string, McpEndpoint>, identity: Identity): RequestHandler {
  return async (req: Request, res: Response) => {
    const endpoint = endpoints.get(String(req.params.server));
    if (!endpoint) throw new GatewayError("not_found", { detail: "There is no such MCP server." });
    const token = BEARER.exec(req.headers.authorization ?? "")?.[1];
    if (token === undefined) return challenge(res, new GatewayError("not_signed_in"));
    const who = await identity.tokens.authenticate(token).catch((error: unknown) => error);
    if (who instanceof GatewayError && who.status === 401) return challenge(res, who);
    if (who instanceof Error) throw who;
    const principal = who as Awaited<ReturnType<Identity["tokens"]["authenticate"]>>;
    if (principal.servers && !principal.servers.has(String(req.params.server))) {
      throw new GatewayError("server_not_allowed");
    }
    const gone = new AbortController();
    const scope = new CallScope({
      requestId: res.locals.requestId,
      signal: gone.signal,
      kill: () => res.destroy(),
    });
    res.once("close", () => {
      if (!res.writableFinished) gone.abort();
      scope.end();
    });
    // Not the token: nothing behind this line needs it.
    delete req.headers.authorization;
    await endpoint(req, res, { who: principal, scope, body: req.body });
  };
}
