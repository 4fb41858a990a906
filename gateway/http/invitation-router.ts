import { type Request, type Response, Router } from "express";
import { type ApiDeps, contract } from "../api/index.ts";
import { GatewayError } from "../errors.ts";
import type { Accepted, SignedIn } from "../identity/index.ts";
import { readSession } from "./session.ts";
import { admit, recordSignOut, type SessionRouterOptions, userAgentOf } from "./session-router.ts";
import { requireStorable } from "./storable.ts";

/** Who is at this browser already, if anybody. Throws `csrf` for an unsafe request in their name. */
export async function whoIsHere(req: Request, deps: ApiDeps): Promise<SignedIn | undefined> {
  try {
    return await readSession(req, deps.identity, deps.publicUrl);
  } catch (error) {
    if (error instanceof GatewayError && error.code === "not_signed_in") return undefined;
    throw error;
  }
}

export async function recordAcceptance(
  res: Response,
  { audit }: Pick<ApiDeps, "audit">,
  { signedIn, invitation }: Pick<Accepted, "signedIn" | "invitation">,
  method: "link" | "company",
): Promise<void> {
  const { principal, user } = signedIn;
  const { requestId } = res.locals;
  const { id, email, role } = invitation;
  await audit.append(principal, {
    type: "invitation.accepted",
    outcome: "ok",
    target: { kind: "invitation", id, label: email },
    requestId,
    data: { role, method },
  });
  await audit.append(principal, {
    type: "member.added",
    outcome: "ok",
    target: { kind: "member", id: user.id, label: user.email },
    requestId,
    data: { role, via: "invitation" },
  });
}

/** `/api/invitations`: for people who have a link and may have nothing else. */
export function invitationRouter(options: SessionRouterOptions): Router {
  const { deps } = options;
  const { invitations, sessions } = deps.identity;
  const router = Router();
  router.post("/preview", async (req, res) => {
    const { token } = contract.invitationToken.parse(req.body ?? {});
    const { workspace, email, role, expiresAt } = await invitations.preview(token);
    res.json(
      contract.invitationPreview.parse({
        workspace: { name: workspace },
        email,
        role,
        expires_at: expiresAt.toISOString(),
      }),
    );
  });
  router.post("/accept", async (req, res) => {
    const { token, name } = contract.acceptInvitation.parse(req.body ?? {});
    requireStorable({ name });
    const here = await whoIsHere(req, deps);
    const accepted = await invitations.accept(token, { name, userAgent: userAgentOf(req), signedIn: here });
    if (here) {
      await sessions.end(here.principal);
      await recordSignOut(res, deps, here);
    }
    await recordAcceptance(res, deps, accepted, "link");
    await admit(res, options, accepted, "invitation");
  });
  return router;
}
