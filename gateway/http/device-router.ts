import { type Request, type Response, Router } from "express";
import { type ApiDeps, contract } from "../api/index.ts";
import { type DeviceRequest, PROGRAM_SESSION_DAYS, type SignedIn } from "../identity/index.ts";
import { addressKey } from "./front-doors.ts";
import { readSession } from "./session.ts";

function shown(asked: DeviceRequest, signedIn: SignedIn, req: Request) {
  const { workspace, role } = signedIn;
  return contract.deviceRequest.parse({
    user_code: asked.userCode,
    name: asked.name,
    address: asked.address,
    same_address: asked.address !== null && addressKey(asked.address) === addressKey(req.ip),
    started_at: asked.startedAt.toISOString(),
    expires_at: asked.expiresAt.toISOString(),
    state: asked.state,
    would_be: { workspace, role, days: PROGRAM_SESSION_DAYS },
  });
}

/**
 * Where a program asks from. Undefined where that cannot be known: an https PUBLIC_URL has a proxy in front, and unless
 * TRUST_PROXY says so everybody comes from there, so that a stranger would seem to be where the person is.
 */
function addressOf(req: Request, publicUrl: string): string | undefined {
  const trustsProxies = Number(req.app.get("trust proxy")) > 0;
  return publicUrl.startsWith("https:") && !trustsProxies ? undefined : req.ip;
}

async function start(req: Request, res: Response, { identity, publicUrl }: ApiDeps): Promise<void> {
  const { name } = contract.newDeviceSignIn.parse(req.body ?? {});
  const started = await identity.programs.start({ name, address: addressOf(req, publicUrl) });
  const verification_uri = `${publicUrl}/cli`;
  res.json(
    contract.deviceSignIn.parse({
      device_code: started.deviceCode,
      user_code: started.userCode,
      verification_uri,
      verification_uri_complete: `${verification_uri}/${started.userCode}`,
      expires_in: started.expiresInS,
      interval: started.intervalS,
    }),
  );
}

/** On the record first: a session that is not is told to nobody. */
async function redeem(req: Request, res: Response, { identity, audit }: ApiDeps): Promise<void> {
  const { device_code } = contract.deviceCode.parse(req.body ?? {});
  const { signedIn, token } = await identity.programs.redeem(device_code);
  const { principal, user, workspace, role, expiresAt } = signedIn;
  await audit.append(principal, {
    type: "sign_in.succeeded",
    outcome: "ok",
    target: { kind: "member", id: user.id, label: user.email },
    requestId: res.locals.requestId,
    data: { method: "cli", session: principal.credentialId ?? "" },
  });
  res.json(
    contract.deviceToken.parse({
      access_token: token,
      token_type: "Bearer",
      expires_at: expiresAt.toISOString(),
      user,
      workspace,
      role,
    }),
  );
}

async function decide(req: Request, res: Response, { identity, audit, publicUrl }: ApiDeps): Promise<void> {
  const signedIn = await readSession(req, identity, publicUrl);
  const { user_code, decision } = contract.deviceDecision.parse(req.body ?? {});
  const allow = decision === "allow";
  const asked = await identity.programs.decide(signedIn, user_code, allow);
  await audit.append(signedIn.principal, {
    type: allow ? "cli.allowed" : "cli.denied",
    outcome: "ok",
    target: { kind: "session", id: null, label: asked.name },
    requestId: res.locals.requestId,
    data: { request: asked.id, address: asked.address },
  });
  res.json(shown(asked, signedIn, req));
}

/**
 * `/api/cli/sign-in`: a program asks, a person decides in their browser, the program fetches its session. A program's
 * session cannot decide: what was stolen would last for ever.
 */
export function deviceRouter(deps: ApiDeps): Router {
  const router = Router();
  router.post("/", (req, res) => start(req, res, deps));
  router.post("/token", (req, res) => redeem(req, res, deps));
  router.post("/view", async (req, res) => {
    const signedIn = await readSession(req, deps.identity, deps.publicUrl);
    const { user_code } = contract.userCode.parse(req.body ?? {});
    res.json(shown(await deps.identity.programs.view(signedIn, user_code), signedIn, req));
  });
  router.post("/decision", (req, res) => decide(req, res, deps));
  return router;
}
