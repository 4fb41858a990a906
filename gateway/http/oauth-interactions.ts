import { type Response, Router } from "express";
import { type ApiDeps, contract, interactionView } from "../api/index.ts";
import type { Decided, SignedIn } from "../identity/index.ts";
import { browserOf } from "./browser.ts";
import { readSession } from "./session.ts";
import { requireStorable } from "./storable.ts";

/** On the record of the workspace it is about, before anybody hears of it. */
export async function recordDecision(
  res: Response,
  { audit, oauth }: Pick<ApiDeps, "audit" | "oauth">,
  signedIn: SignedIn,
  { asked, workspaceId, consent }: Decided,
  how: "asked" | "remembered",
): Promise<void> {
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
}

/** `/api/oauth/interactions`: the consent page's questions and answers. */
export function interactionsRouter(deps: ApiDeps): Router {
  const { identity, oauth, publicUrl } = deps;
  const { interactions } = oauth;
  const router = Router();
  router.get("/:uid", async (req, res) => {
    const signedIn = await readSession(req, identity, publicUrl);
    const asked = await interactions.read(signedIn, req.params.uid, browserOf(req, publicUrl));
    const view = await interactionView(deps, signedIn, asked, (workspaceId) =>
      interactions.wouldBe(signedIn, asked, workspaceId),
    );
    res.json(contract.oauthInteraction.parse(view));
  });
  router.post("/:uid", async (req, res) => {
    const signedIn = await readSession(req, identity, publicUrl);
    const answer = contract.oauthDecision.parse(req.body ?? {});
    requireStorable(answer);
    const browser = browserOf(req, publicUrl);
    const { uid } = req.params;
    const decided =
      answer.decision === "deny"
        ? await interactions.deny(signedIn, uid, browser)
        : await interactions.allow(signedIn, uid, browser, {
            workspace: answer.workspace,
            servers: answer.servers,
            readOnly: answer.read_only,
          });
    await recordDecision(res, deps, signedIn, decided, "asked");
    res.json(contract.oauthDecided.parse({ redirect_to: decided.redirectTo }));
  });
  return router;
}
