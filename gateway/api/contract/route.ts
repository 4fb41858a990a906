import type { z } from "zod";
import type { Permission } from "../../context.ts";

/**
 * Who may use a route.
 * - a permission, or `member` (whatever the role): somebody signed in to the workspace that the path names
 * - `session`: somebody signed in, to whichever workspace
 * - `bearer`: whoever sends an API token or an access token of ours
 * - `secret`: whoever knows what the body holds: a sign-in link, an invitation
 * - `public`: anybody; what it says is about nobody
 */
export type Access = Permission | "member" | "session" | "bearer" | "secret" | "public";
export type Method = "get" | "post" | "patch" | "delete";

/** One route of the API: everything about it that server, client and description must agree on. */
export interface Route<
  P extends string = string,
  Q extends z.ZodType | undefined = z.ZodType | undefined,
  B extends z.ZodType | undefined = z.ZodType | undefined,
  R extends z.ZodType = z.ZodType,
  A extends Access = Access,
> {
  method: Method;
  /** As it stands in an address, `:name` for a parameter. */
  path: P;
  access: A;
  /** What it does, in a line. */
  summary: string;
  /** What the line leaves out, in Markdown. */
  description?: string;
  query?: Q;
  body?: B;
  /** Of JSON; `z.undefined()` where the answer has no body, `z.string()` for another `type`. */
  response: R;
  /** Default 200. */
  status?: number;
  /** Media type of an answer that is not JSON; such answers are streamed. */
  type?: string;
  /** Not for a program's session: it lets others in or loosens what holds agents, which a person does in a browser. */
  atBrowser?: true;
  /** The answer holds what is told this once: it is never kept, and a repeated request does not get it again. */
  shownOnce?: true;
}

/** Names of a path's parameters, the workspace's too. */
type Names<P extends string> = P extends `${string}:${infer Name}/${infer Rest}`
  ? Name | Names<`/${Rest}`>
  : P extends `${string}:${infer Name}`
    ? Name
    : never;
export type Params<P extends string> = string extends P
  ? Readonly<Record<string, string>>
  : { readonly [Name in Names<P>]: string };

/** Identity at run time: exists for what it makes of the types. */
export const route = <
  const P extends string,
  R extends z.ZodType,
  const A extends Access,
  Q extends z.ZodType | undefined = undefined,
  B extends z.ZodType | undefined = undefined,
>(
  declared: Route<P, Q, B, R, A>,
): Route<P, Q, B, R, A> => declared;
