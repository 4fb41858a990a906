/** The company's sign-in, as an admin sees it. It is set up by whoever runs the gateway (docs/sign-in.md). */
import { z } from "zod";
import { route } from "./route.ts";
import { at } from "./shared.ts";

export const companySignIn = z.object({
  /** Null: it is off. Never a secret. */
  on: z
    .object({
      title: z.string(),
      issuer: z.string(),
      client_id: z.string(),
      /** Empty: people of every domain who are members or invited. */
      allowed_domains: z.array(z.string()),
      /** What people of the allowed domains who were never here become in this workspace; null: nothing. */
      joins_as: z.enum(["member", "auditor"]).nullable(),
      /** Addresses count also where the issuer does not say whether they are verified. */
      trusts_email: z.boolean(),
      /** Whoever came into this workspace by it last; null: nobody yet. */
      last: z.object({ name: z.string(), email: z.string(), at }).nullable(),
    })
    .nullable(),
  /** What the issuer has to know this gateway by. */
  redirect_uri: z.string(),
});
export type CompanySignInInfo = z.infer<typeof companySignIn>;

/** `keys`: how many sign. `code`: what people who sign in now would be told. */
export const companyCheck = z.object({
  checked_at: at,
  took_ms: z.number().int(),
  result: z.discriminatedUnion("ok", [
    z.object({ ok: z.literal(true), keys: z.number().int() }),
    z.object({ ok: z.literal(false), code: z.enum(["sign_in_misconfigured", "sign_in_unreachable"]) }),
  ]),
});
export type CompanyCheck = z.infer<typeof companyCheck>;

export const getCompanySignIn = route({
  method: "get",
  path: "/api/workspaces/:workspace/company-sign-in",
  access: "members.manage",
  summary: "How people sign in with the company's account",
  response: companySignIn,
});

export const checkCompanySignIn = route({
  method: "post",
  path: "/api/workspaces/:workspace/company-sign-in/check",
  access: "members.manage",
  summary: "Ask the issuer for its metadata and keys, now",
  description: "`not_found` where the company's sign-in is off.",
  response: companyCheck,
});
