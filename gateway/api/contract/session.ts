/** Who is signed in, and the ways in. */
import { z } from "zod";
import { permission, role, signInMethod } from "./roles.ts";
import { route } from "./route.ts";
import { at, id } from "./shared.ts";

export const session = z.object({
  user: z.object({ id, email: z.string(), name: z.string() }),
  workspace: z.object({ id, slug: z.string(), name: z.string() }),
  /** Where this session may go with `switchSession`, its own workspace included. */
  workspaces: z.array(z.object({ id, slug: z.string(), name: z.string(), role })),
  method: signInMethod,
  role,
  permissions: z.array(permission),
  csrf: z.string(),
  expires_at: at,
  public_url: z.string(),
  version: z.string(),
  /** True when any provider is emulated: the page says so. */
  sandbox: z.boolean(),
});
export type Session = z.infer<typeof session>;

/** The token of a one-time link, `/sign-in#<token>`. */
export const signIn = z.strictObject({ token: z.string().min(20).max(200) });
/** Slug or id. */
export const switchWorkspace = z.strictObject({ workspace: id });

/** `problem` is the code that the company sign-in came back with, at `/sign-in?problem=<code>`. */
export const signInQuery = z.object({ problem: z.string().max(64).optional() });
export const signInMethods = z.object({
  /** Null: there is no company sign-in. Otherwise the page sends the browser to `goToCompanySignIn`. */
  company: z.object({ title: z.string() }).nullable(),
  problem: z.object({ code: z.string(), title: z.string(), next: z.string() }).nullable(),
});
export type SignInMethods = z.infer<typeof signInMethods>;
/** The token goes into the sealed cookie of the attempt, not into an address. */
export const startCompanySignIn = z.strictObject({ invitation: z.string().min(20).max(200) });
export const companySignInStarted = z.object({ authorization_url: z.string() });

export const getSession = route({
  method: "get",
  path: "/api/session",
  access: "session",
  summary: "Who is signed in here",
  response: session,
});

export const startSession = route({
  method: "post",
  path: "/api/session",
  access: "public",
  summary: "Trade a one-time sign-in link for a session",
  body: signIn,
  response: session,
  shownOnce: true,
});

export const endOwnSession = route({
  method: "delete",
  path: "/api/session",
  access: "session",
  summary: "Sign out",
  response: z.undefined(),
  status: 204,
});

export const switchSession = route({
  method: "post",
  path: "/api/session/switch",
  access: "session",
  summary: "Go on in another of my workspaces",
  description: "The old session ends; the new one has another `csrf`.",
  body: switchWorkspace,
  response: session,
  shownOnce: true,
});

export const getSignInMethods = route({
  method: "get",
  path: "/api/sign-in",
  access: "public",
  summary: "Which ways to sign in there are",
  query: signInQuery,
  response: signInMethods,
});

export const goToCompanySignIn = route({
  method: "get",
  path: "/api/sign-in/company",
  access: "public",
  summary: "Send the browser to the company sign-in",
  response: z.undefined(),
  status: 303,
});

export const beginCompanySignIn = route({
  method: "post",
  path: "/api/sign-in/company",
  access: "public",
  summary: "Accept an invitation by way of the company sign-in",
  body: startCompanySignIn,
  response: companySignInStarted,
  shownOnce: true,
});
