import type { NextFunction, Request, RequestHandler, Response } from "express";
import type { Principal } from "../context.ts";
import { errorTable, GatewayError } from "../errors.ts";
import type { Identity, OAuth } from "../identity/index.ts";
import { CallScope } from "../invoke/index.ts";
import { clientOf, type Mcp, MODES, type Mode } from "../mcp/index.ts";
import { type Trace, traceOf } from "../trace.ts";
import { openTurns } from "../turns.ts";
import { bearerOf } from "./session.ts";
import type { Standing } from "./standing.ts";

/** Who may call: whose tokens are taken, and where clients are told to get one. */
export interface Doors {
  identity: Identity;
  oauth: OAuth;
  standing: Standing;
}

/**
 * RFC 6750 section 3 and RFC 9728 section 5.1: why the token was not accepted, without echoing it, and where to get
 * one. `resource` undefined: by API token alone, and nothing that leads a client to OAuth.
 */
function challenge(res: Response, error: GatewayError, resource: string | undefined): void {
  const missing = error.code === "not_signed_in";
  const { title, next } = errorTable[missing ? "token_invalid" : error.code];
  const description = missing ? "A bearer token is required." : (error.detail ?? title);
  const parts = [
    'Bearer realm="valetkey"',
    ...(missing ? [] : ['error="invalid_token"', `error_description="${description}"`]),
    ...(resource === undefined ? [] : [metadataOf(resource), `scope="${SCOPES}"`]),
  ];
  res.setHeader("www-authenticate", parts.join(", "));
  const message = missing ? "Send an API token as `Authorization: Bearer vk_…`." : `${description} ${next}`;
  res
    .status(401)
    .json({ jsonrpc: "2.0", id: null, error: { code: -32001, message, data: { code: error.code } } });
}

/** All that an endpoint has use for; the person may give less. */
const SCOPES = "mcp:read mcp:write";

function metadataOf(resource: string): string {
  const { origin, pathname } = new URL(resource);
  return `resource_metadata="${origin}/.well-known/oauth-protected-resource${pathname}"`;
}

declare global {
  namespace Express {
    interface Locals {
      principal?: Principal;
      trace?: Trace | undefined;
      /** What the client says it is. */
      came?: (client: string) => void;
    }
  }
}

/** A burst of calls does not keep the event loop from revocations, heartbeats and answers. */
export function inTurns(): RequestHandler {
  const turn = openTurns();
  return (_req, _res, next) => void turn().then(() => next());
}

/** The MCP endpoint that a request is for, as the audience of access tokens; undefined: there is none. */
function resourceOf({ params }: Request, { resources }: OAuth): string | undefined {
  const resource = params.server === undefined ? resources.all : resources.of(String(params.server));
  return resources.serversOf(resource) && resource;
}

/** API tokens say what they are; anything else is an access token of our own authorization server, or nothing. */
function authenticate(token: string, { identity, oauth }: Doors, resource: string | undefined) {
  const isApiToken = token.startsWith("vk_") || resource === undefined;
  return isApiToken ? identity.tokens.authenticate(token) : oauth.bearer.authenticate(token, [resource]);
}

/**
 * Bearer to principal, before the body is read. The token goes no further than this function. `by`: whether OAuth is
 * served here, or API tokens alone (`/k/mcp`).
 */
export function mcpAuthentication(doors: Doors, by: "oauth" | "api_token"): RequestHandler {
  const { oauth, standing } = doors;
  return async (req: Request, res: Response, next: NextFunction) => {
    const token = bearerOf(req);
    const resource = by === "oauth" ? resourceOf(req, oauth) : undefined;
    if (token === undefined) return challenge(res, new GatewayError("not_signed_in"), resource);
    try {
      const who = await authenticate(token, doors, resource);
      standing.hold(who, res); // at once: nothing that ends it may come in between
      res.locals.principal = who;
      res.locals.came = (client) => doors.identity.tokens.came(who, client);
    } catch (error) {
      if (error instanceof GatewayError && error.status === 401) return challenge(res, error, resource);
      throw error;
    }
    delete req.headers.authorization;
    next();
  };
}

/** What `?mode=` of `/mcp` asks for. Throws `bad_request`. */
function modeOf({ query }: Request): Mode {
  const mode = MODES.find((one) => one === (query.mode ?? "auto"));
  if (mode) return mode;
  throw new GatewayError("bad_request", { detail: `mode is one of ${MODES.join(", ")}.` });
}

/** `/mcp/:server`: principal to server; `/mcp`: to all that it may use. Throws `not_found`, `server_not_allowed`. */
export function mcpHandler({ endpoints, one }: Pick<Mcp, "endpoints" | "one">): RequestHandler {
  return async (req: Request, res: Response) => {
    const server = req.params.server === undefined ? undefined : String(req.params.server);
    const endpoint = server === undefined ? one.get(modeOf(req)) : endpoints.get(server);
    if (!endpoint) throw new GatewayError("not_found", { detail: "There is no such MCP server." });
    const { principal: who, requestId } = res.locals;
    if (!who) throw new GatewayError("not_signed_in");
    if (server !== undefined && who.servers && !who.servers.has(server))
      throw new GatewayError("server_not_allowed");
    const client = clientOf(req.body);
    if (client !== undefined) res.locals.came?.(client);
    const gone = new AbortController();
    const scope = new CallScope({
      requestId,
      signal: gone.signal,
      kill: () => res.destroy(),
      cancel: () => gone.abort(),
    });
    res.once("close", () => {
      if (!res.writableFinished) gone.abort();
      scope.end();
    });
    // Clients of the newer protocol say it in the body (SEP-414).
    res.locals.trace = traceOf(req.body?.params?._meta?.traceparent ?? req.headers.traceparent);
    await endpoint(req, res, { who, scope, body: req.body });
  };
}
