import type { Express } from "express";
import { operations, streams } from "../../gateway/api/index.ts";

export interface Route {
  /** Upper case; `*`: every method. */
  method: string;
  /** As declared, with its mount: `/api/workspaces/:workspace/tokens/:id`, or a pattern's source. */
  path: string;
  pattern: RegExp;
}

interface Layer {
  /** A list: the same at several paths. */
  route?: { path: string | RegExp | (string | RegExp)[]; methods: Record<string, boolean> };
  handle: { stack?: Layer[] };
  rawPath?: unknown;
}

/** Where a router is mounted. */
function mountOf({ rawPath }: Layer): string {
  if (typeof rawPath !== "string")
    throw new Error("a router is mounted at a pattern: teach test/support/routes.ts");
  return rawPath === "/" ? "" : rawPath;
}

function walk(stack: readonly Layer[], prefix: string): Route[] {
  return stack.flatMap((layer) => {
    if (layer.handle.stack) return walk(layer.handle.stack, prefix + mountOf(layer));
    if (!layer.route) return [];
    const { path: paths, methods } = layer.route;
    return [paths].flat().flatMap((path) => routesAt(path, methods, prefix));
  });
}

function routesAt(path: string | RegExp, methods: Record<string, boolean>, prefix: string): Route[] {
  const full = typeof path === "string" ? (prefix + path).replace(/(.)\/$/, "$1") : `${prefix}${path}`;
  const parts = full.replace(/:[a-zA-Z]+/g, "[^/]+").replace(/\*[a-zA-Z]+/g, ".+");
  const pattern = typeof path === "string" ? new RegExp(`^${parts}$`) : path;
  const names = Object.keys(methods);
  // `app.all` declares every method there is.
  const all = names.length > 20 ? ["*"] : names.map((name) => name.toUpperCase());
  return all.map((method) => ({ method, path: full, pattern }));
}

/** Every route the application has, from its own table. */
export const routesOf = (app: Express): Route[] =>
  walk((app as unknown as { router: { stack: Layer[] } }).router.stack, "");

export const nameOf = ({ method, path }: Route): string => `${method} ${path}`;

/** Whether a request was one of this route. */
export const isOf = ({ method, pattern }: Route, asked: string, path: string): boolean =>
  (method === "*" || method === asked) && pattern.test(path);

const WORKSPACE = "/api/workspaces/:workspace";

/** The API's operations in a workspace, each with its path below that: `/connectors/:id`. */
export const operationsBelow = [...operations, ...streams].map((op) => ({
  method: op.method,
  access: op.access,
  body: op.body,
  isStream: "open" in op,
  path: op.path.slice(WORKSPACE.length),
}));
