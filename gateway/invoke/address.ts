import { type ApiOptions, ToolError } from "../../mcp-servers/kit/index.ts";
import type { RegisteredServer } from "../catalog/index.ts";

/** Headers by which some APIs let a GET stand for another method. */
export const overridesMethod = (header: string): boolean => /^x-(http-)?method/i.test(header);

function baseOf(server: RegisteredServer, name: string | undefined): string {
  const base = name === undefined ? server.baseUrl : server.bases.get(name);
  if (base === undefined) throw new Error(`${server.spec.id} has no address ${name}`);
  return base;
}

/** `path` below one of the server's addresses. It cannot name a host, climb out with `..`, or bring a query of its own. */
export function addressOf(server: RegisteredServer, path: string, options: ApiOptions | undefined): string {
  if (!path.startsWith("/") || path.startsWith("//") || /[?#\\\s]|(^|\/)\.{1,2}(\/|$)|%2e/i.test(path)) {
    throw new ToolError("bad_argument", "An id in the arguments is not acceptable in an address.");
  }
  const base = baseOf(server, options?.base);
  if (!options?.query) return base + path;
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(options.query)) {
    if (value === undefined) continue;
    if (typeof value === "object") for (const item of value) query.append(name, item);
    else query.append(name, String(value));
  }
  const text = query.toString();
  return text ? `${base}${path}?${text}` : base + path;
}

/**
 * An absolute address that the provider answered with, as a path and query of the same base URL. Undefined for any
 * other: a credential goes where it was consented to go. `origins`: where an emulated provider really is.
 */
export function placeBelow(
  server: RegisteredServer,
  name: string | undefined,
  address: string | undefined,
  origins: Readonly<Record<string, string>> = {},
): { path: string; query: Record<string, string> } | undefined {
  const base = new URL(baseOf(server, name));
  const url = address === undefined ? null : URL.parse(address);
  if (!url || (url.origin !== base.origin && url.origin !== origins[base.origin])) return undefined;
  if (url.username || url.password || !url.pathname.startsWith(`${base.pathname}/`)) return undefined;
  return { path: url.pathname.slice(base.pathname.length), query: Object.fromEntries(url.searchParams) };
}
