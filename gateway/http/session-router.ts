import { type Request, type Response, Router } from "express";
import { type ApiDeps, contract } from "../api/index.ts";
import type { NewSession, SignedIn } from "../identity/index.ts";
import { clearSession, readCaller, readSession, setSession } from "./session.ts";
import { requireStorable } from "./storable.ts";

export interface SessionRouterOptions {
  deps: ApiDeps;
  version: string;
}

async function sessionView(signedIn: SignedIn, { deps, version }: SessionRouterOptions): Promise<unknown> {
  return contract.session.parse({
    user: signedIn.user,
    workspace: signedIn.workspace,
    workspaces: await deps.identity.sessions.workspacesOf(signedIn),
    method: signedIn.method,
    role: signedIn.role,
    permissions: [...signedIn.principal.permissions],
    csrf: signedIn.csrf,
    expires_at: signedIn.expiresAt.toISOString(),
    public_url: deps.publicUrl,
    version,
    sandbox: [...deps.registry.providers.values()].some((p) => p.sandbox === true),
  });
}

type Method = "link" | "operator" | "company" | "invitation" | "switch" | "cli";

/** On the record first, then the cookie. */
export async function enter(
  res: Response,
  { audit, publicUrl }: Pick<ApiDeps, "audit" | "publicUrl">,
  { signedIn, cookie }: NewSession,
  method: Method,
): Promise<void> {
  const { principal, user } = signedIn;
  await audit.append(principal, {
    type: "sign_in.succeeded",
    outcome: "ok",
    target: { kind: "member", id: user.id, label: user.email },
    requestId: res.locals.requestId,
    data: { method, session: principal.credentialId ?? "" },
  });
  setSession(res, publicUrl, cookie, signedIn.expiresAt);
}

/** `enter`, and who one is now. */
export async function admit(
  res: Response,
  options: SessionRouterOptions,
  started: NewSession,
  method: Method,
): Promise<void> {
  await enter(res, options.deps, started, method);
  res.json(await sessionView(started.signedIn, options));
}

export async function recordSignOut(
  res: Response,
  { audit }: Pick<ApiDeps, "audit">,
  { principal }: SignedIn,
): Promise<void> {
  await audit.append(principal, {
    type: "sign_out",
    outcome: "ok",
    requestId: res.locals.requestId,
    data: { session: principal.credentialId ?? "" },
  });
}

export function sessionRouter(options: SessionRouterOptions): Router {
  const { deps } = options;
  const { identity, publicUrl } = deps;
  const router = Router();
  router.get("/", async (req, res) => {
    res.json(await sessionView(await readCaller(req, identity, publicUrl), options));
  });
  router.post("/", async (req, res) => {
    const { token } = contract.signIn.parse(req.body ?? {});
    const started = await identity.sessions.redeem(token, userAgentOf(req));
    const { method } = started.signedIn;
    await admit(res, options, started, method);
  });
  router.post("/switch", async (req, res) => {
    const old = await readSession(req, identity, publicUrl);
    const { workspace } = contract.switchWorkspace.parse(req.body ?? {});
    requireStorable(workspace);
    const started = await identity.sessions.switchTo(old, workspace, userAgentOf(req));
    await recordSignOut(res, deps, old);
    await admit(res, options, started, "switch");
  });
  router.delete("/", async (req, res) => {
    const signedIn = await readCaller(req, identity, publicUrl);
    await identity.sessions.end(signedIn.principal);
    await recordSignOut(res, deps, signedIn);
    clearSession(res, publicUrl);
    res.status(204).end();
  });
  return router;
}

export const userAgentOf = (req: Request): string | undefined => req.headers["user-agent"];
