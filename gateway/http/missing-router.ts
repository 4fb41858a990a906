import { createHash } from "node:crypto";
import type { Request, RequestHandler, Response } from "express";
import { type ApiDeps, contract, lackingOf, missingOf } from "../api/index.ts";
import type { Principal } from "../context.ts";
import { GatewayError } from "../errors.ts";
import type { SignedIn } from "../identity/index.ts";
import type { ApiLimits } from "./api-limits.ts";
import { bearerOf } from "./session.ts";

export interface MissingOptions {
  deps: ApiDeps;
  limits: ApiLimits;
  /** Who is signed in, in the workspace that the path names. */
  signedIn(req: Request, res: Response): Promise<SignedIn>;
}

/** Apart from what its session asks for: a page of another product does not use up its person's own. */
const embedsOf = ({ credentialId, id }: Principal) => ({
  credential: `embed ${credentialId ?? id}`,
  person: `embed ${id}`,
});

const CACHE = "private, max-age=15";

/** By an embed token: what it was made for and nothing else. Throws `embed_token_invalid`, `not_found`, `forbidden`. */
async function embedded(
  req: Request,
  res: Response,
  { deps, limits }: MissingOptions,
  token: string,
): Promise<Principal> {
  const who = await deps.embeds.read(token);
  await limits(embedsOf(who), res);
  const { agent } = contract.missingQuery.parse(req.query);
  const named = String(req.params.workspace);
  if (named !== who.workspaceId && named !== (await deps.embeds.slugOf(who)))
    throw new GatewayError("not_found");
  if (agent !== undefined && agent !== who.agentId) throw new GatewayError("forbidden");
  return who;
}

/**
 * Weak: when it was looked at is left out, and links, which are sealed anew each time. Those that a page keeps lead
 * somewhere for a day.
 */
function tagOf({ caller, servers, checked_at }: contract.Missing): string {
  const told = servers.map(({ needs, ...server }) => [
    server,
    needs.map(({ url: _url, message: _message, ...need }) => need),
  ]);
  const sixHours = Math.floor(Date.parse(checked_at) / (6 * 3_600_000));
  const digest = createHash("sha256").update(JSON.stringify([caller, told, sixHours]));
  return `W/"${digest.digest("base64url").slice(0, 27)}"`;
}

/**
 * `GET .../missing`: what somebody lacks. A page of another origin is known by its embed token alone; the gateway's own
 * page and programs by their session.
 */
export function missingHandler(options: MissingOptions): RequestHandler {
  const { deps } = options;
  return async (req: Request, res: Response) => {
    const token = bearerOf(req);
    const isEmbedded = token?.startsWith("ve_") === true;
    if (res.locals.embedOrigin !== undefined && !isEmbedded) throw new GatewayError("embed_token_invalid");
    let who: Principal;
    const query = contract.missingQuery.parse(req.query);
    if (isEmbedded) who = await embedded(req, res, options, token);
    else who = await lackingOf(deps, (await options.signedIn(req, res)).principal, query.agent);
    const found = contract.missing.parse(await missingOf(deps, who, query.server));
    const tag = tagOf(found);
    res.setHeader("cache-control", CACHE);
    res.setHeader("etag", tag);
    res.vary("authorization, cookie, origin");
    if (req.headers["if-none-match"] === tag) {
      res.status(304).end();
      return;
    }
    res.json(found);
  };
}

/** `POST /api/check/embed_tokens`: of an API token's own caller. Throws as `check`. */
export function embedTokenHandler({ deps, limits }: Pick<MissingOptions, "deps" | "limits">): RequestHandler {
  return async (req, res) => {
    const token = bearerOf(req);
    if (!token?.startsWith("vk_")) {
      res.setHeader("www-authenticate", 'Bearer realm="valetkey"');
      throw new GatewayError("not_signed_in", {
        detail: "Send an API token as `Authorization: Bearer vk_…`.",
      });
    }
    const who = await deps.identity.tokens.authenticate(token);
    await limits(embedsOf(who), res);
    const issued = await deps.embeds.issue(who);
    const answer = { token: issued.token, expires_at: issued.expiresAt.toISOString() };
    res.status(201).json(contract.embedToken.parse(answer));
  };
}
