import { existsSync } from "node:fs";
import { join } from "node:path";
import type { RequestHandler } from "express";

const NAME = "valetkey-missing.js";
/** Its address stays while what is behind it changes: five minutes old at most. */
const CACHE = "public, max-age=300";

/**
 * `GET /embed/valetkey-missing.js`: the warning that another product's page shows (docs/embedding.md). A script that says
 * nothing about anybody, so every origin may load it, also from a page that isolates itself (CORP, Fetch standard).
 */
export function embedScript(webDir: string): RequestHandler {
  const root = join(webDir, "embed");
  const isCompressed = existsSync(join(root, `${NAME}.br`));
  return (req, res, next) => {
    if (!existsSync(join(root, NAME))) return next();
    res.set({
      "access-control-allow-origin": "*",
      "cross-origin-resource-policy": "cross-origin",
      "x-content-type-options": "nosniff",
      "content-type": "text/javascript; charset=utf-8",
      "cache-control": CACHE,
    });
    res.vary("accept-encoding");
    const compressed = isCompressed && req.acceptsEncodings("br");
    if (compressed) res.setHeader("content-encoding", "br");
    res.sendFile(compressed ? `${NAME}.br` : NAME, { root, cacheControl: false });
  };
}
