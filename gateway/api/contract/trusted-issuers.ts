import { z } from "zod";
import { route } from "./route.ts";
import { at, id } from "./shared.ts";

/** A company identity provider whose word lets clients in without asking each person (ID-JAG). */
export const trustedIssuer = z.object({
  id,
  issuer: z.string(),
  jwks_uri: z.string(),
  /** Clients it may speak for; empty: any that authenticates here. */
  client_ids: z.array(z.string()),
  created_by: z.object({ id, name: z.string(), email: z.string() }).nullable(),
  created_at: at,
  last_used_at: at.nullable(),
});
export type TrustedIssuer = z.infer<typeof trustedIssuer>;
export const trustedIssuers = z.object({ issuers: z.array(trustedIssuer) });
/**
 * It speaks for those whom its adder manages: one that an admin added, for members and
 * auditors; an owner's, for everybody. `conflict`: trusted already.
 */
export const newTrustedIssuer = z.strictObject({
  issuer: z.url({ protocol: /^https$/ }).max(500),
  /** Default: what the issuer's metadata names. */
  jwks_uri: z
    .url({ protocol: /^https$/ })
    .max(500)
    .optional(),
  client_ids: z.array(z.string().min(1).max(500)).max(50).default([]),
});

export const listTrustedIssuers = route({
  method: "get",
  path: "/api/workspaces/:workspace/trusted-issuers",
  access: "members.manage", // an issuer speaks for members, so whoever manages those says whom to trust
  summary: "Identity providers whose word lets clients in",
  response: trustedIssuers,
});

export const addTrustedIssuer = route({
  method: "post",
  path: "/api/workspaces/:workspace/trusted-issuers",
  access: "members.manage",
  summary: "Trust an identity provider",
  body: newTrustedIssuer,
  response: trustedIssuer,
  status: 201,
  atBrowser: true,
});

export const removeTrustedIssuer = route({
  method: "delete",
  path: "/api/workspaces/:workspace/trusted-issuers/:id",
  access: "members.manage",
  summary: "Trust it no more; what it let in ends",
  response: trustedIssuer,
});
