import { z } from "zod";
import { manifest } from "./manifests.ts";
import { route } from "./route.ts";
import { id } from "./shared.ts";
import { createdToken, token } from "./tokens.ts";

export const delegations = z.object({
  agents: z.array(z.object({ id, name: z.string(), manifest: manifest.nullable() })),
  tokens: z.array(token),
});
export const newDelegation = z.strictObject({
  name: z.string().trim().min(1).max(80),
  agent: id,
  servers: z.array(z.string().max(64)).max(50).default([]),
  tools: z.array(z.string().max(64)).max(400).default([]),
  read_only: z.boolean().default(false),
  expires_in_days: z.number().int().min(1).max(365).nullable().default(90),
});

export const listDelegations = route({
  method: "get",
  path: "/api/workspaces/:workspace/delegations",
  access: "member",
  summary: "Agents that may act for me, and my tokens by which they do",
  response: delegations,
});

export const delegate = route({
  method: "post",
  path: "/api/workspaces/:workspace/delegations",
  access: "member",
  summary: "Let an agent act for me; the token is shown this once",
  description: "`delegation_not_allowed`: an admin has not let this agent act for you.",
  body: newDelegation,
  response: createdToken,
  status: 201,
  shownOnce: true,
  atBrowser: true,
});

export const endDelegation = route({
  method: "delete",
  path: "/api/workspaces/:workspace/delegations/:id",
  access: "member",
  summary: "End one of my delegations",
  response: token,
});
