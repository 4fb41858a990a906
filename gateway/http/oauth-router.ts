import express, { type Request, type RequestHandler, Router } from "express";
import type { ApiDeps } from "../api/index.ts";
import { GatewayError } from "../errors.ts";
import { type OAuth, oauthRoutes, type SignedIn } from "../identity/index.ts";
import type { Log } from "../log.ts";
import { browserOf, markBrowser } from "./browser.ts";
import { decisionRecorder } from "./oauth-interactions.ts";
import { toGatewayError } from "./problem.ts";
import { readSession } from "./session.ts";

export interface OAuthRouterOptions {
  deps: ApiDeps;
  log: Log;
}

const METADATA = "/.well-known/oauth-authorization-server";
const OPENID = "/.well-known/openid-configuration";
const RESOURCE = "/.well-known/oauth-protected-resource";

/** What a registration may be in bytes. */
const REGISTRATION_LIMIT = "16kb";

const serverOf = (req: Request): string | undefined =>
  req.params.server === undefined ? undefined : String(req.params.server);

/** The MCP endpoint of a metadata address. Throws `not_found`. */
function resourceOf(req: Request, { resources }: OAuth): string {
  const server = serverOf(req);
  const resource = server === undefined ? resources.all : resources.of(server);
  if (!resources.serversOf(resource)) throw new GatewayError("not_found");
  return resource;
}

/** RFC 9728: which authorization server an MCP endpoint takes tokens of. */
function protectedResource({ oauth, registry }: ApiDeps): RequestHandler {
  return (req, res) => {
    const resource = resourceOf(req, oauth);
    const title = registry.servers.get(serverOf(req) ?? "")?.spec.title;
    res.setHeader("cache-control", "public, max-age=300");
    res.json({
      resource,
      authorization_servers: [oauth.issuer],
      scopes_supported: ["mcp:read", "mcp:write"],
      bearer_methods_supported: ["header"],
      resource_name: title ?? "Valetkey",
    });
  };
}

/** Says yes for whoever already did; else the page asks, or the sign-in comes first. */
function authorizePage({ deps, log }: OAuthRouterOptions): RequestHandler {
  const { identity, oauth, publicUrl } = deps;
  return async (req, res, next) => {
    const signedIn: SignedIn | undefined = await readSession(req, identity, publicUrl).catch(() => undefined);
    if (!signedIn) return next();
    try {
      const question = { signedIn, uid: String(req.params.uid), browser: browserOf(req, publicUrl) };
      const record = decisionRecorder(res, deps, signedIn, "remembered");
      const decided = await oauth.interactions.remembered(question, record);
      if (!decided) return next();
      res.redirect(303, decided.redirectTo);
    } catch (thrown) {
      const error = toGatewayError(thrown);
      if (error.status >= 500) log.error({ err: error }, "a remembered consent could not be used");
      next(); // the page tells what is wrong
    }
  };
}

function register({ oauth }: ApiDeps): RequestHandler {
  return async (req, res) => {
    if (!oauth.registration) throw new GatewayError("not_found", { detail: "Clients do not register here." });
    const { status, body, retryAfterSeconds } = await oauth.registration.register(req.body);
    if (retryAfterSeconds !== undefined) res.setHeader("retry-after", String(retryAfterSeconds));
    res.setHeader("cache-control", "no-store");
    res.status(status).json(body);
  };
}

/** The authorization server's own addresses, and where clients look for its metadata. */
export function oauthRouter(options: OAuthRouterOptions): Router {
  const { deps } = options;
  const { oauth, publicUrl } = deps;
  const router = Router();
  const serve: RequestHandler = (req, res) => oauth.handle(req, res);
  const serveAs =
    (path: string): RequestHandler =>
    async (req, res) => {
      resourceOf(req, oauth);
      // oidc-provider goes by the address; it is the same document at each of them.
      req.url = path;
      req.originalUrl = path;
      await oauth.handle(req, res);
    };
  router.get([METADATA, OPENID], serve);
  const endpoints = ["/mcp", "/mcp/:server"];
  const behind = (well: string) => endpoints.map((path) => well + path);
  router.get(behind(METADATA), serveAs(METADATA));
  router.get([...behind(OPENID), ...endpoints.map((path) => path + OPENID)], serveAs(OPENID));
  router.get(behind(RESOURCE), protectedResource(deps));

  router.post(oauthRoutes.registration, express.json({ limit: REGISTRATION_LIMIT }), register(deps));
  router.get(oauthRoutes.authorization, (req, res) =>
    oauth.handle(req, res, markBrowser(req, res, publicUrl)),
  );
  router.get(`${oauthRoutes.authorization}/:uid`, serve);
  router.post([oauthRoutes.token, oauthRoutes.revocation], serve);
  router.get(oauthRoutes.jwks, serve);
  router.get("/authorize/:uid", authorizePage(options));
  return router;
}
