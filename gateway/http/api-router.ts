import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type Request, type Response, Router } from "express";
import {
  type AnyOperation,
  type ApiDeps,
  contract,
  operations,
  type StreamOperation,
  streams,
} from "../api/index.ts";
import { GatewayError } from "../errors.ts";
import type { SignedIn } from "../identity/index.ts";
import { clearSession, readSession, setSession } from "./session.ts";
import { requireStorable } from "./storable.ts";

export interface ApiOptions {
  deps: ApiDeps;
  version: string;
}

/** The session's own workspace, by id or slug; any other does not exist for this person. */
function requireWorkspace(req: Request, signedIn: SignedIn): void {
  const { id, slug } = signedIn.workspace;
  const named = req.params.workspace;
  if (named !== id && named !== slug) throw new GatewayError("not_found");
}

async function admit(req: Request, { deps }: ApiOptions, access: AnyOperation["access"]): Promise<SignedIn> {
  const signedIn = await readSession(req, deps.identity, deps.publicUrl);
  requireWorkspace(req, signedIn);
  if (access !== "member" && !signedIn.principal.permissions.has(access)) throw new GatewayError("forbidden");
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

function serve(op: AnyOperation, options: ApiOptions) {
  return async (req: Request, res: Response): Promise<void> => {
    const signedIn = await admit(req, options, op.access);
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
    const signedIn = await admit(req, options, op.access);
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
    res.type("application/jsonl").attachment(op.fileName(request));
    await pipeline(Readable.from(op.stream(request)), res);
  };
}

function sessionView(signedIn: SignedIn, { deps, version }: ApiOptions): unknown {
  return contract.session.parse({
    user: signedIn.user,
    workspace: signedIn.workspace,
    role: signedIn.role,
    permissions: [...signedIn.principal.permissions],
    csrf: signedIn.csrf,
    expires_at: signedIn.expiresAt.toISOString(),
    public_url: deps.publicUrl,
    version,
    sandbox: [...deps.registry.providers.values()].some((p) => p.sandbox === true),
  });
}

function sessionRouter(options: ApiOptions): Router {
  const { identity, audit, publicUrl } = options.deps;
  const router = Router();
  router.get("/", async (req, res) => {
    res.json(sessionView(await readSession(req, identity, publicUrl), options));
  });
  router.post("/", async (req, res) => {
    const { token } = contract.signIn.parse(req.body ?? {});
    const { signedIn, cookie } = await identity.sessions.redeem(token);
    await audit.append(signedIn.principal, {
      type: "sign_in.succeeded",
      outcome: "ok",
      target: { kind: "member", id: signedIn.user.id, label: signedIn.user.email },
      requestId: res.locals.requestId,
      data: { method: "link", session: signedIn.principal.credentialId ?? "" },
    });
    setSession(res, publicUrl, cookie, signedIn.expiresAt);
    res.json(sessionView(signedIn, options));
  });
  router.delete("/", async (req, res) => {
    const { principal } = await readSession(req, identity, publicUrl);
    await identity.sessions.end(principal);
    await audit.append(principal, {
      type: "sign_out",
      outcome: "ok",
      requestId: res.locals.requestId,
      data: { session: principal.credentialId ?? "" },
    });
    clearSession(res, publicUrl);
    res.status(204).end();
  });
  return router;
}

/** `/api`. Nothing here may be cached by anybody in between. */
export function apiRouter(options: ApiOptions): Router {
  const router = Router();
  router.use((_req, res, next) => {
    res.setHeader("cache-control", "no-store");
    next();
  });
  router.use("/session", sessionRouter(options));
  for (const op of streams) router[op.method](`/workspaces/:workspace${op.path}`, serveStream(op, options));
  for (const op of operations) router[op.method](`/workspaces/:workspace${op.path}`, serve(op, options));
  router.use(() => {
    throw new GatewayError("not_found");
  });
  return router;
}
