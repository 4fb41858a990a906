import { createRequire } from "node:module";
import { join } from "node:path";
import { type Response, Router } from "express";
import { describeApi } from "../api/index.ts";
import { GatewayError } from "../errors.ts";
import { cookieName } from "./session.ts";

const require = createRequire(import.meta.url);
const own = (name: string) => join(import.meta.dirname, "docs", name);

const CSP = "content-security-policy";

/** What the page loads, from this gateway alone. */
const FILES: Readonly<Record<string, string>> = {
  "swagger-ui-bundle.js": require.resolve("swagger-ui-dist/swagger-ui-bundle.js"),
  "swagger-ui.css": require.resolve("swagger-ui-dist/swagger-ui.css"),
  "policy.js": own("policy.js"),
  "scheme.js": own("scheme.js"),
  "start.js": own("start.js"),
  "page.css": own("page.css"),
};

const page = (version: string) => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Valetkey API</title>
<link rel="stylesheet" href="/api/docs/swagger-ui.css?v=${version}">
<link rel="stylesheet" href="/api/docs/page.css?v=${version}">
<script src="/api/docs/scheme.js?v=${version}"></script>
<script src="/api/docs/policy.js?v=${version}"></script>
<script defer src="/api/docs/swagger-ui-bundle.js?v=${version}"></script>
<script type="module" src="/api/docs/start.js?v=${version}"></script>
</head>
<body>
<p id="who" role="status"></p>
<main id="docs"></main>
</body>
</html>
`;

export interface DocsOptions {
  version: string;
  publicUrl: string;
}

/** `/api/openapi.json` and `/api/docs`. They say the same to everybody. */
export function docsRouter({ version, publicUrl }: DocsOptions): Router {
  let description: string | undefined;
  const router = Router();
  router.get("/openapi.json", (_req, res: Response) => {
    description ??= JSON.stringify(describeApi({ version, publicUrl, cookie: cookieName(publicUrl) }));
    res.setHeader("cache-control", "no-cache");
    res.type("application/json").send(description);
  });
  router.get("/docs", (_req, res) => {
    const policy = String(res.getHeader(CSP) ?? "");
    res.setHeader(CSP, policy.replace("trusted-types 'none'", "trusted-types default dompurify"));
    res.setHeader("cache-control", "no-cache");
    res.type("html").send(page(version));
  });
  router.get("/docs/:file", (req, res) => {
    const file = Object.hasOwn(FILES, req.params.file) ? FILES[req.params.file] : undefined;
    if (file === undefined) throw new GatewayError("not_found");
    res.sendFile(file, { cacheControl: false, headers: { "cache-control": "public, max-age=86400" } });
  });
  return router;
}
