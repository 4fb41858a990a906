/** A provider app gone through step by step, with a real sign-in whose tokens nobody keeps. */
import { z } from "zod";
import { authLink } from "./connector.ts";
import { route } from "./route.ts";
import { at, id } from "./shared.ts";

/** In this order: what needs nobody, then what a person's sign-in shows. */
export const rehearsalStepName = z.enum([
  "scopes",
  "client",
  "callback",
  "authorize",
  "token",
  "read",
  "refresh",
  "rollback",
]);
export type RehearsalStepName = z.infer<typeof rehearsalStepName>;

export const rehearsalStep = z.object({
  step: rehearsalStepName,
  /** `attention`: it works, and somebody should look. `skipped`: left out on purpose, `message` says why. */
  state: z.enum(["waiting", "passed", "attention", "failed", "skipped"]),
  at: at.nullable(),
  message: z.string().nullable(),
  /** What to do about it. */
  fix: z.string().nullable(),
  /** What came back, fact by fact; never a token, a code or a secret. */
  reply: z.array(z.object({ name: z.string(), value: z.string() })),
});
export type RehearsalStep = z.infer<typeof rehearsalStep>;

export const rehearsal = z.object({
  id,
  /** As in `apps`; the app may be gone by now. */
  app: z.object({ id, name: z.string() }),
  provider: z.string(),
  provider_title: z.string(),
  tools: z.array(z.string()),
  started_by: z.string(),
  started_at: at,
  ended_at: at.nullable(),
  /** `open`: it waits for somebody to sign in at the provider. */
  state: z.enum(["open", "passed", "failed"]),
  /** Whose account it was tried with. */
  account: z.string().nullable(),
  steps: z.array(rehearsalStep),
});
export type Rehearsal = z.infer<typeof rehearsal>;
export const rehearsals = z.object({ rehearsals: z.array(rehearsal) });
export const oneRehearsal = z.object({ rehearsal });

export const rehearsalsQuery = z.strictObject({ app: id.optional() });
export const newRehearsal = z.strictObject({
  /** Default: every tool of the provider that only reads. */
  tools: z.array(z.string().max(128)).min(1).max(200).optional(),
});
/** What the provider showed instead of coming back. */
export const stuckRehearsal = z.strictObject({ seen: z.enum(["redirect_mismatch", "not_allowed", "other"]) });

export const listRehearsals = route({
  method: "get",
  path: "/api/workspaces/:workspace/rehearsals",
  access: "connectors.manage",
  summary: "The newest 50 rehearsals, of one app or of all",
  query: rehearsalsQuery,
  response: rehearsals,
});

export const beginRehearsal = route({
  method: "post",
  path: "/api/workspaces/:workspace/apps/:id/rehearsals",
  access: "connectors.manage",
  summary: "Begin a rehearsal: look at scopes, client and redirect address",
  body: newRehearsal,
  response: oneRehearsal,
  status: 201,
});

export const getRehearsal = route({
  method: "get",
  path: "/api/workspaces/:workspace/rehearsals/:id",
  access: "connectors.manage",
  summary: "One rehearsal, step by step",
  response: oneRehearsal,
});

export const checkRehearsal = route({
  method: "post",
  path: "/api/workspaces/:workspace/rehearsals/:id/check",
  access: "connectors.manage",
  summary: "Look again at scopes, client and redirect address",
  response: oneRehearsal,
});

/** Send the browser there; it comes back to the callback page, whose answer names the rehearsal. */
export const authorizeRehearsal = route({
  method: "post",
  path: "/api/workspaces/:workspace/rehearsals/:id/authorize",
  access: "connectors.manage",
  summary: "Start the sign-in of a rehearsal",
  response: authLink,
  shownOnce: true,
});

export const giveUpRehearsal = route({
  method: "post",
  path: "/api/workspaces/:workspace/rehearsals/:id/stuck",
  access: "connectors.manage",
  summary: "Say what the provider showed instead of coming back",
  body: stuckRehearsal,
  response: oneRehearsal,
});
