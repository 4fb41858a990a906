import type { SentRequest } from "../sandbox/sent-requests.ts";

export type { SentRequest };

/** A request as a test writes it. `SentRequest` is one. */
export interface VendorRequest {
  method: string;
  /** From the root, or absolute (the host is not looked at); may carry a query. */
  path: string;
  query?: SentRequest["query"] | Readonly<Record<string, string | readonly string[]>> | undefined;
  /** JSON, or strings of a form. */
  body?: unknown;
  /** Default `application/json`. */
  contentType?: string | undefined;
  bytes?: SentRequest["bytes"] | undefined;
}

export interface Asked {
  method: string;
  /** As they came, still encoded. */
  segments: readonly string[];
  path: string;
  query: ReadonlyMap<string, readonly string[]>;
  body: unknown;
  contentType: string;
  bytes: SentRequest["bytes"];
}

export function readRequest(request: VendorRequest): Asked {
  const url = new URL(request.path, "http://vendor.test");
  const query = new Map<string, string[]>();
  const given = request.query ?? [];
  const pairs = Array.isArray(given) ? (given as SentRequest["query"]) : Object.entries(given);
  for (const [name, value] of [...url.searchParams, ...pairs])
    query.set(name, [...(query.get(name) ?? []), ...(typeof value === "string" ? [value] : value)]);
  return {
    method: request.method.toUpperCase(),
    segments: url.pathname.split("/").slice(1),
    path: url.pathname,
    query,
    body: request.body,
    contentType: request.contentType ?? "application/json",
    bytes: request.bytes,
  };
}

/** What the vendor does not know, in words: `POST /repos/{owner}/{repo}/issues: body.titel is not known`. */
export type Finding = string;

/** Every finding once, in the order they came. */
export const once = (findings: readonly Finding[]): Finding[] => [...new Set(findings)];

export interface Template {
  /** `/a/{b}/c`; `{+b}` may hold slashes. */
  readonly path: string;
  readonly pattern: RegExp;
  readonly fixed: number;
}

export function templateOf(path: string, manySegments: readonly string[] = []): Template {
  const pieces = path.split(/(\{[^}]+\})/);
  const pattern = pieces
    .map((piece) => {
      const name = /^\{\+?([^}]+)\}$/.exec(piece)?.[1];
      if (name === undefined) return piece.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
      return manySegments.includes(name) || piece.startsWith("{+") ? "(.*)" : "([^/]+)";
    })
    .join("");
  // A path of many segments may be that of the root: `/contents` is the same as `/contents/`.
  const whole = pattern.replace(/\/\(\.\*\)$/, "(?:/(.*))?");
  // Its slash counts for nothing, so that `/commits` is not taken for `/commits/{ref}` without a ref.
  const fixed = path.replace(whole === pattern ? "" : /\/\{[^}]+\}$/, "").replace(/\{[^}]+\}/g, "").length;
  return { path, pattern: new RegExp(`^${whole}/?$`), fixed };
}

/** The route with most fixed letters is the one that is meant, among equals the one with fewest parameters. */
export function mostFixed<T extends { template: Template }>(routes: readonly T[]): T[] {
  const parameters = ({ template }: T) => template.path.split("{").length;
  return routes.toSorted(
    (one, other) => other.template.fixed - one.template.fixed || parameters(one) - parameters(other),
  );
}
