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
import type { ApiLimits } from "./api-limits.ts";
import { checkRouter } from "./check-router.ts";
import { signInRouter } from "./company-router.ts";
import { deviceRouter } from "./device-router.ts";
import { docsRouter } from "./docs-router.ts";
import { idempotencyKey } from "./idempotency-key.ts";
import { invitationRouter } from "./invitation-router.ts";
import { serveLive } from "./live-stream.ts";
import { embedTokenHandler, missingHandler } from "./missing-router.ts";
import { interactionsRouter } from "./oauth-interactions.ts";
import { readCaller } from "./session.ts";
import { sessionRouter } from "./session-router.ts";
import { requireStorable } from "./storable.ts";

export interface ApiOptions {
  deps: ApiDeps;
  limits: ApiLimits;
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
  res: Response,
  { deps, limits }: Pick<ApiOptions, "deps" | "limits">,
  { access, atBrowser }: Admission,
): Promise<SignedIn> {
  const signedIn = await readCaller(req, deps.identity, deps.publicUrl);
  const { id: person } = signedIn.user;
  await limits({ credential: signedIn.principal.credentialId ?? person, person }, res);
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

/** What its schema says and no more. One that does not fit is our failure, not the caller's. */
function answered({ response, path }: Operation, result: unknown): unknown {
  const parsed = response.safeParse(result);
  if (parsed.success) return parsed.data;
  throw new Error(`the answer of ${path} does not fit its schema`, { cause: parsed.error });
}

function serve(op: Operation, options: ApiOptions) {
  const { deps } = options;
  return async (req: Request, res: Response): Promise<void> => {
    const signedIn = await admit(req, res, options, op);
    const given = {
      params: paramsOf(req),
      query: parsed(op.query, req.query),
      body: parsed(op.body, req.body ?? {}),
    };
    const { principal: who } = signedIn;
    const run = async () => {
      const { requestId } = res.locals;
      const result = await op.handle({ ...given, who, signedIn, requestId, deps });
      return { status: op.status ?? 200, body: answered(op, result) };
    };
    const key = op.method === "get" ? undefined : idempotencyKey(req);
    if (key === undefined) {
      const { status, body } = await run();
      res.status(status).json(body);
      return;
    }
    const request = { method: op.method, path: op.path, ...given };
    const { status, body, isRepeated } = await deps.repeats.once(
      who,
      { key, request, keep: op.shownOnce !== true },
      run,
    );
    if (isRepeated) res.setHeader("idempotency-replayed", "true");
    res.status(status).json(body);
  };
}

function serveStream(op: StreamOperation, options: ApiOptions) {
  return async (req: Request, res: Response): Promise<void> => {
    const signedIn = await admit(req, res, options, op);
    const { requestId } = res.locals;
    const request = {
      who: signedIn.principal,
      signedIn,
      params: paramsOf(req),
      query: parsed(op.query, req.query),
      body: undefined,
      requestId,
      deps: options.deps,
    };
    const { lines, headers = {} } = await op.open(request);
    res.attachment(op.fileName(request)).type(op.type ?? "text/plain");
    for (const [name, value] of Object.entries(headers)) res.setHeader(name, value);
    await pipeline(Readable.from(lines), res);
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
  router.use(docsRouter({ version: options.version, publicUrl: options.deps.publicUrl }));
  router.use("/session", sessionRouter(options));
  router.use("/sign-in", signInRouter(options));
  router.use("/invitations", invitationRouter(options));
  router.use("/oauth/interactions", interactionsRouter(options.deps));
  router.use("/check", checkRouter(options.deps));
  router.use("/cli/sign-in", deviceRouter(options.deps));
  router.get(below(contract.liveEvents), async (req, res) => {
    const signedIn = await admit(req, res, options, contract.liveEvents);
    serveLive({ live: options.live, identity: options.deps.identity }, signedIn, req, res);
  });
  const signedIn = (req: Request, res: Response) => admit(req, res, options, contract.getMissing);
  router.get(below(contract.getMissing), missingHandler({ ...options, signedIn }));
  router.post(below(contract.issueEmbedTokenByBearer), embedTokenHandler(options));
  for (const op of streams) router[op.method](below(op), serveStream(op, options));
  for (const op of operations) router[op.method](below(op), serve(op, options));
  router.use(() => {
    throw new GatewayError("not_found");
  });
  return router;
}
