import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type Request, type Response, Router } from "express";
import {
  type ApiDeps,
  contract,
  type Operation,
  operations,
  type StreamOperation,
  streams,
} from "../api/index.ts";
import { GatewayError } from "../errors.ts";
import type { SignedIn } from "../identity/index.ts";
import type { Live } from "../live/index.ts";
import type { Log } from "../log.ts";
import { checkRouter } from "./check-router.ts";
import { signInRouter } from "./company-router.ts";
import { deviceRouter } from "./device-router.ts";
import { invitationRouter } from "./invitation-router.ts";
import { serveLive } from "./live-stream.ts";
import { interactionsRouter } from "./oauth-interactions.ts";
import { readCaller } from "./session.ts";
import { sessionRouter } from "./session-router.ts";
import { requireStorable } from "./storable.ts";

export interface ApiOptions {
  deps: ApiDeps;
  live: Live;
  version: string;
  log: Log;
}

/** The session's own workspace, by id or slug; any other does not exist for this person. */
function requireWorkspace(req: Request, signedIn: SignedIn): void {
  const { id, slug } = signedIn.workspace;
  const named = req.params.workspace;
  if (named !== id && named !== slug) throw new GatewayError("not_found");
}

type Admission = Pick<Operation, "access" | "atBrowser">;

async function admit(
  req: Request,
  { deps }: ApiOptions,
  { access, atBrowser }: Admission,
): Promise<SignedIn> {
  const signedIn = await readCaller(req, deps.identity, deps.publicUrl);
  requireWorkspace(req, signedIn);
  if (access !== "member" && !signedIn.principal.permissions.has(access)) throw new GatewayError("forbidden");
  if (atBrowser && signedIn.method === "cli") throw new GatewayError("browser_needed");
  return signedIn;
}

function paramsOf(req: Request): Record<string, string> {
  const params = Object.fromEntries(Object.entries(req.params).map(([name, value]) => [name, String(value)]));
  requireStorable(params);
  return params;
}

/** What a schema made of a query or a body. */
function parsed<T>(schema: { parse(input: unknown): T } | undefined, input: unknown): T | undefined {
  const value = schema?.parse(input);
  requireStorable(value);
  return value;
}

function serve(op: Operation, options: ApiOptions) {
  return async (req: Request, res: Response): Promise<void> => {
    const signedIn = await admit(req, options, op);
    const result = await op.handle({
      who: signedIn.principal,
      signedIn,
      params: paramsOf(req),
      query: parsed(op.query, req.query),
      body: parsed(op.body, req.body ?? {}),
      requestId: res.locals.requestId,
      deps: options.deps,
    });
    res.status(op.status ?? 200).json(op.response.parse(result));
  };
}

function serveStream(op: StreamOperation, options: ApiOptions) {
  return async (req: Request, res: Response): Promise<void> => {
    const signedIn = await admit(req, options, op);
    const { requestId } = res.locals;
    const request = {
      who: signedIn.principal,
      signedIn,
      params: paramsOf(req),
      query: undefined,
      body: undefined,
      requestId,
      deps: options.deps,
    };
    res.type(op.type ?? "text/plain").attachment(op.fileName(request));
    await pipeline(Readable.from(op.stream(request)), res);
  };
}

const below = ({ path }: { path: string }): string => path.replace(/^\/api/, "");

/** `/api`. Nothing here may be cached by anybody in between. */
export function apiRouter(options: ApiOptions): Router {
  const router = Router();
  router.use((_req, res, next) => {
    res.setHeader("cache-control", "no-store");
    next();
  });
  router.use("/session", sessionRouter(options));
  router.use("/sign-in", signInRouter(options));
  router.use("/invitations", invitationRouter(options));
  router.use("/oauth/interactions", interactionsRouter(options.deps));
  router.use("/check", checkRouter(options.deps));
  router.use("/cli/sign-in", deviceRouter(options.deps));
  router.get(below(contract.liveEvents), async (req, res) => {
    const signedIn = await admit(req, options, contract.liveEvents);
    serveLive({ live: options.live, identity: options.deps.identity }, signedIn, req, res);
  });
  for (const op of streams) router[op.method](below(op), serveStream(op, options));
  for (const op of operations) router[op.method](below(op), serve(op, options));
  router.use(() => {
    throw new GatewayError("not_found");
  });
  return router;
}
