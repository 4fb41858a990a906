import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import express, { Router } from "express";
import { GatewayError } from "../errors.ts";

/** Built file names carry a hash of their content. */
const IMMUTABLE = "public, max-age=31536000, immutable";

/** The web app: its files, brotli where the browser takes it, and `index.html` for every page address. */
export function spaRouter(directory: string): Router {
  const router = Router();
  const assets = join(directory, "assets");
  const names = existsSync(assets) ? readdirSync(assets) : [];
  const compressed = new Set(names.map((name) => `/assets/${name}`));
  router.get(/^\/assets\/.+\.(js|css|svg)$/, (req, res, next) => {
    res.vary("accept-encoding");
    if (!req.acceptsEncodings("br") || !compressed.has(`${req.path}.br`)) return next();
    res.setHeader("content-encoding", "br");
    res.type(req.path.slice(req.path.lastIndexOf(".")));
    res.sendFile(`${req.path}.br`, { root: directory, maxAge: "1y", immutable: true, cacheControl: true });
  });
  router.use(
    "/assets",
    express.static(assets, {
      index: false,
      setHeaders: (res) => res.setHeader("cache-control", IMMUTABLE),
    }),
  );
  router.use("/assets", () => {
    throw new GatewayError("not_found");
  });
  router.use(express.static(directory, { index: false, maxAge: 0 }));
  router.get(/.*/, (_req, res) => {
    res.setHeader("cache-control", "no-cache");
    res.sendFile("index.html", { root: directory });
  });
  return router;
}
