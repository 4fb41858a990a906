import type { z } from "zod";
import type { CheckReadiness } from "../agents/index.ts";
import type { Audit } from "../audit/index.ts";
import type { Directory, Registry, ToolSearch } from "../catalog/index.ts";
import type { Clock } from "../clock.ts";
import type { Permission, Principal } from "../context.ts";
import type { Db } from "../db/index.ts";
import type { Grants } from "../grants/index.ts";
import type { ConnectLinks, Identity, OAuth, SignedIn } from "../identity/index.ts";
import type { Approvals, Guard, Limits, Policies } from "../policy/index.ts";

/** What operations work with. */
export interface ApiDeps {
  db: Db;
  identity: Identity;
  oauth: OAuth;
  grants: Grants;
  registry: Registry;
  directory: Directory;
  search: ToolSearch;
  readiness: CheckReadiness;
  audit: Audit;
  approvals: Approvals;
  limits: Limits;
  policies: Policies;
  guard: Guard;
  connectLinks: ConnectLinks;
  clock: Clock;
  publicUrl: string;
}

export interface Request<Q, B> {
  who: Principal;
  signedIn: SignedIn;
  /** Path parameters besides `:workspace`. */
  params: Readonly<Record<string, string>>;
  query: Q;
  body: B;
  requestId: string;
  deps: ApiDeps;
}

/** One operation below `/api/workspaces/:workspace`. `http/` mounts it; access is declared here and nowhere else. */
export interface Operation<Q = unknown, B = unknown, R = unknown> {
  method: "get" | "post" | "patch" | "delete";
  path: string;
  /** `member`: every member of the workspace, whatever the role. */
  access: Permission | "member";
  query?: z.ZodType<Q>;
  body?: z.ZodType<B>;
  response: z.ZodType<R>;
  status?: number;
  handle(request: Request<Q, B>): Promise<z.input<z.ZodType<R>>>;
}

/** An answer in JSON lines, too long to hold in memory. */
export interface StreamOperation {
  method: "get";
  path: string;
  access: Permission;
  /** Value of `content-disposition`'s file name. */
  fileName(request: Request<unknown, unknown>): string;
  stream(request: Request<unknown, unknown>): AsyncIterable<string>;
}

// biome-ignore lint/suspicious/noExplicitAny: a table holds operations of every shape; each is called with what its own schemas parsed.
export type AnyOperation = Operation<any, any, any>;

/** Identity at run time; exists so that `handle` is typed by the schemas. */
export const operation = <Q, B, R>(op: Operation<Q, B, R>): Operation<Q, B, R> => op;
