import { type Request, type Response, Router } from "express";
import { type ApiDeps, contract, interactionView } from "../api/index.ts";
import type { Decided, SignedIn } from "../identity/index.ts";
import { browserOf } from "./browser.ts";
import { readSession } from "./session.ts";
import { requireStorable } from "./storable.ts";

/** Puts a decision on the record of the workspace it is about; what cannot be recorded is not decided. */
export const decisionRecorder =
  (
    res: Response,
    { audit, oauth }: Pick<ApiDeps, "audit" | "oauth">,
    signedIn: SignedIn,
    how: "asked" | "remembered",
  ) =>
  async ({ asked, workspaceId, consent }: Decided): Promise<void> => {
    const { client, resource } = asked;
    const who = oauth.interactions.wouldBe(signedIn, asked, workspaceId);
    const about = {
      target: { kind: "client" as const, id: client.id.slice(0, 200), label: client.name },
      requestId: res.locals.requestId,
    };
    const data = { kind: client.kind, redirect_host: client.redirectHost, resource };
    if (!consent) {
      await audit.append(who, { type: "oauth_client.denied", outcome: "refused", ...about, data });
      return;
    }
    const { id, servers, readOnly } = consent;
    await audit.append(who, {
      type: "oauth_client.allowed",
      outcome: "ok",
      ...about,
      data: { ...data, consent: id, servers, read_only: readOnly, remembered: how === "remembered" },
    });
  };

/** `/api/oauth/interactions`: the consent page's questions and answers. */
export function interactionsRouter(deps: ApiDeps): Router {
  const { identity, oauth, publicUrl } = deps;
  const { interactions } = oauth;
  const router = Router();
  const questionOf = async (req: Request<{ uid: string }>) => ({
    signedIn: await readSession(req, identity, publicUrl),
    uid: req.params.uid,
    browser: browserOf(req, publicUrl),
  });
  router.get("/:uid", async (req, res) => {
    const question = await questionOf(req);
    const asked = await interactions.read(question);
    const { signedIn } = question;
    const view = await interactionView(deps, signedIn, asked, (workspaceId) =>
      interactions.wouldBe(signedIn, asked, workspaceId),
    );
    res.json(contract.oauthInteraction.parse(view));
  });
  router.post("/:uid", async (req, res) => {
    const question = await questionOf(req);
    const answer = contract.oauthDecision.parse(req.body ?? {});
    requireStorable(answer);
    const record = decisionRecorder(res, deps, question.signedIn, "asked");
    const { workspace, servers, read_only: readOnly } = answer;
    const decided =
      answer.decision === "deny"
        ? await interactions.deny(question, record)
        : await interactions.allow(question, { workspace, servers, readOnly }, record);
    res.json(contract.oauthDecided.parse({ redirect_to: decided.redirectTo }));
  });
  return router;
}
