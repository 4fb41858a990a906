import { type Request, type Response, Router } from "express";
import { type ApiDeps, contract, readinessView } from "../api/index.ts";
import { GatewayError } from "../errors.ts";
import { bearerOf } from "./session.ts";

/**
 * `GET /api/check`: before its run, a program learns with the token of its calls (API token, or OAuth for `/mcp`) which connections are missing and
 * who must act. Of the caller alone; answers `readiness`. Throws `not_signed_in`, `token_…`.
 */
export function checkRouter({ identity, oauth, readiness, clock }: ApiDeps): Router {
  const router = Router();
  router.get("/", async (req: Request, res: Response) => {
    const token = bearerOf(req);
    if (token === undefined) {
      res.setHeader("www-authenticate", 'Bearer realm="valetkey"');
      throw new GatewayError("not_signed_in", {
        detail: "Send an API token as `Authorization: Bearer vk_…`.",
      });
    }
    const who = token.startsWith("vk_")
      ? await identity.tokens.authenticate(token)
      : await oauth.bearer.authenticate(token, [oauth.resources.all]);
    res.json(contract.readiness.parse(readinessView(who, await readiness(who), clock())));
  });
  return router;
}
