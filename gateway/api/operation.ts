import type { z } from "zod";
import type { CheckAllReadiness, CheckReadiness } from "../agents/index.ts";
import type { Audit, Checks } from "../audit/index.ts";
import type { Directory, Registry, ToolSearch } from "../catalog/index.ts";
import type { Clock } from "../clock.ts";
import type { Permission, Principal } from "../context.ts";
import type { Db } from "../db/index.ts";
import type { Grants } from "../grants/index.ts";
import type { ConnectLinks, EmbedTokens, Identity, OAuth, SignedIn } from "../identity/index.ts";
import type { Insights } from "../insights/index.ts";
import type { Approvals, Guard, Limits, Policies } from "../policy/index.ts";
import type { Params, Route } from "./contract/route.ts";
import type { Repeats } from "./repeats.ts";

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
  allReadiness: CheckAllReadiness;
  audit: Audit;
  approvals: Approvals;
  limits: Limits;
  policies: Policies;
  guard: Guard;
  connectLinks: ConnectLinks;
  repeats: Repeats;
  insights: Insights;
  checks: Checks;
  embeds: EmbedTokens;
  clock: Clock;
  publicUrl: string;
  call: CallTool;
}

/** One call of a tool by this principal, as its own client would make it. Never throws for what a call can do wrong. */
export type CallTool = (
  who: Principal,
  call: { server: string; tool: string; args: Record<string, unknown>; requestId: string },
) => Promise<{ ok: true; connector: string; text: string } | { ok: false; code: string; message: string }>;

/** What a handler is given; `P` are the path's parameters besides `:workspace`. */
export interface Request<Q, B, P = Readonly<Record<string, string>>> {
  who: Principal;
  signedIn: SignedIn;
  params: P;
  query: Q;
  body: B;
  requestId: string;
  deps: ApiDeps;
}

/** What a schema makes of what came in; where there is none, nothing did. */
type Parsed<S extends z.ZodType | undefined, T = NonNullable<S>> = [T] extends [never]
  ? undefined
  : z.output<T>;
export type RequestOf<R extends Route> = Request<
  Parsed<R["query"]>,
  Parsed<R["body"]>,
  Omit<Params<R["path"]>, "workspace">
>;

// biome-ignore lint/suspicious/noExplicitAny: a table holds operations of every shape; each is called with what its own schemas parsed.
type AnyRequest = Request<any, any, any>;

type InWorkspace = Route<
  `/api/workspaces/:workspace${string}`,
  z.ZodType | undefined,
  z.ZodType | undefined,
  z.ZodType,
  Permission | "member"
>;

/** A route below `/api/workspaces/:workspace` and what answers it; `http/` mounts it. */
export interface Operation extends InWorkspace {
  handle(request: AnyRequest): Promise<unknown>;
}
/** An answer too long to hold in memory. */
export interface StreamOperation extends InWorkspace {
  /** Value of `content-disposition`'s file name. */
  fileName(request: AnyRequest): string;
  open(request: AnyRequest): Promise<Streamed>;
}
export interface Streamed {
  lines: AsyncIterable<string>;
  headers?: Readonly<Record<string, string>>;
}

export const operation = <R extends InWorkspace>(
  route: R,
  handle: (request: RequestOf<R>) => Promise<z.input<R["response"]>>,
): Operation => ({ ...route, handle });

export const streamOperation = <R extends InWorkspace>(
  route: R,
  how: {
    fileName: (request: RequestOf<R>) => string;
    open: (request: RequestOf<R>) => Promise<Streamed>;
  },
): StreamOperation => ({ ...route, ...how });
