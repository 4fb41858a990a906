import type { z } from "zod";
import type { Api } from "./api.ts";
import type { File } from "./file.ts";
import type { Target } from "./targets.ts";

/**
 * A kind of bytes that a server hands out by link instead of in a result: `valetkey://<server>/<kind>/<param>/…`. Read
 * like a tool of effect `read`: behind policy, fence and audit, with the connector the link was made for.
 */
export interface Resource<P extends z.ZodObject = z.ZodObject> {
  /** Lower snake case, unique in its server. Part of every link: renaming it breaks those that are out. */
  kind: string;
  title: string;
  /** As of a tool. */
  scopes: readonly (readonly string[])[];
  /** Strings only. They are segments of the URI, in this order, so keep them short; no secrets. */
  params: P;
  /** As of a tool. It counts as reading what others wrote and what is private. */
  targets: "none" | ((params: z.output<P>) => readonly Target[]);
  /** Tools that hand out the same: the strictest of what rules say of them holds for it. */
  tools: readonly string[];
  /** Arguments that take a file may name it `<prefix>:<id>`; `params` tells what that reads. One server a prefix. */
  source?: { prefix: string; params(id: string): z.input<P> };
  read(api: Api, params: z.output<P>, signal: AbortSignal): Promise<File>;
}

// biome-ignore lint/suspicious/noExplicitAny: a registry holds resources of every kind; `read` gets what its own `params` parsed.
export type AnyResource = Resource<any>;

/** Identity at run time; exists so that `read` is typed by `params`. */
export function defineResource<P extends z.ZodObject>(resource: Resource<P>): Resource<P> {
  return resource;
}
