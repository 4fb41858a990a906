import express, { type Express } from "express";
import type { ApiDeps } from "../api/index.ts";
import type { Config } from "../config.ts";
import { GatewayError } from "../errors.ts";
import type { Uploads } from "../files/index.ts";
import type { Invoke } from "../invoke/index.ts";
import type { Live } from "../live/index.ts";
import type { Log } from "../log.ts";
import type { Mcp } from "../mcp/index.ts";
import { accessLog } from "./access-log.ts";
import { openApiLimits } from "./api-limits.ts";
import { apiRouter } from "./api-router.ts";
import { companyCallback } from "./company-router.ts";
import { embedOrigins } from "./embed-origins.ts";
import { embedScript } from "./embed-script.ts";
import { filesRouter } from "./files-router.ts";
import { type DoorLimits, frontDoors } from "./front-doors.ts";
import { bodyGuard, hostGuard, originGuard } from "./guards.ts";
import { inTurns, mcpAuthentication, mcpHandler } from "./mcp-router.ts";
import { oauthRouter } from "./oauth-router.ts";
import { problemHandler } from "./problem.ts";
import { requestId } from "./request-id.ts";
import { securityHeaders } from "./security-headers.ts";
import { spaRouter } from "./spa.ts";
import { openStanding } from "./standing.ts";

export type { DoorLimits } from "./front-doors.ts";

export interface HttpOptions {
  config: Config;
  deps: ApiDeps;
  live: Live;
  mcp: Pick<Mcp, "endpoints" | "one">;
  invoke: Invoke;
  uploads: Uploads;
  log: Log;
  /** The built web app. Absent: only the API and MCP are served. */
  webDir: string | undefined;
  /** Default: `DOOR_LIMITS`. */
  doorLimits?: DoorLimits | undefined;
  /** Whether calls can be served: database, audit log, notification lease. */
  ready(): Promise<{ ok: boolean; checks: Record<string, boolean> }>;
}

const BODY_LIMIT = "1mb";

/** The Express application. `/mcp` comes first and by the shortest way: it is the hot path. */
export function openHttp(options: HttpOptions): Express {
  const { config, deps, live, mcp, invoke, uploads, log, webDir, ready } = options;
  const app = express();
  app.disable("x-powered-by");
  app.disable("etag");
  app.set("trust proxy", config.trustProxy);
  app.set("query parser", "simple");
  app.use(requestId, hostGuard(config));
  // Before the guard of origins: pages of every origin load it.
  if (webDir) app.get("/embed/valetkey-missing.js", embedScript(webDir));
  app.use(embedOrigins(config.embedOrigins), originGuard(config));

  const json = express.json({ limit: BODY_LIMIT });
  const { identity, oauth, publicUrl } = deps;
  const standing = openStanding(deps.db.channel, (who) =>
    who.via === "oauth" ? oauth.bearer.stands(who) : identity.tokens.stands(who),
  );
  const turns = inTurns();
  const handleMcp = mcpHandler(mcp);
  const serveMcp = (by: "oauth" | "api_token") => [
    accessLog(log, "debug"),
    turns,
    mcpAuthentication({ identity, oauth, standing }, by),
    bodyGuard,
    json,
    handleMcp,
  ];
  app.all(["/mcp", "/mcp/:server"], ...serveMcp("oauth"));
  // For clients that must send an API token, and would follow OAuth wherever it is offered.
  app.all(["/k/mcp", "/k/mcp/:server"], ...serveMcp("api_token"));

  app.use(securityHeaders(config.publicUrl.startsWith("https:")));
  app.use(frontDoors(options.doorLimits));
  app.get("/healthz", (_req, res) => {
    res.json({ ok: true, version: config.version });
  });
  app.get("/readyz", async (_req, res) => {
    const { ok, checks } = await ready();
    res.status(ok ? 200 : 503).json({ ok, checks });
  });
  app.use(["/files", "/uploads"], accessLog(log, "info"));
  app.use(filesRouter({ identity, oauth, invoke, uploads, standing, publicUrl }));
  app.use(
    "/api",
    accessLog(log, "info"),
    bodyGuard,
    json,
    apiRouter({
      deps,
      live,
      log,
      version: config.version,
      limits: openApiLimits(config.apiRequestsPerMinute),
    }),
  );
  app.use("/oauth", accessLog(log, "info"));
  app.use(oauthRouter({ deps, log }));
  app.get("/sign-in/company/callback", accessLog(log, "info"), companyCallback({ deps, log }));
  if (webDir) app.use(spaRouter(webDir));
  app.use(() => {
    throw new GatewayError("not_found");
  });
  app.use(problemHandler(log));
  return app;
}
