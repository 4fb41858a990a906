import { z } from "zod";
import { route } from "./route.ts";
import { at, id } from "./shared.ts";

export const finding = z.object({
  code: z.string(),
  level: z.enum(["ok", "warning", "error"]),
  message: z.string(),
});
/** The gateway's registration at a provider. Its secrets are write-only. */
export const app = z.object({
  id,
  provider: z.string(),
  provider_title: z.string(),
  /** `oauth_app`, or another kind of registration. */
  kind: z.string(),
  name: z.string(),
  client_id: z.string(),
  /** To be registered at the provider, exactly so. */
  redirect_uri: z.string(),
  app_number: z.string().nullable(),
  app_slug: z.string().nullable(),
  has_private_key: z.boolean(),
  is_default: z.boolean(),
  /** From the environment: changed there, not here. */
  from_environment: z.boolean(),
  /** Live grants on it. */
  connections: z.number().int(),
  /** When its secrets were last replaced; null: from the environment. */
  updated_at: at.nullable(),
  checked_at: at.nullable(),
  findings: z.array(finding),
});
export type App = z.infer<typeof app>;
export const apps = z.object({ apps: z.array(app) });
const secretText = z.string().trim().min(4).max(4096);
/** Codes come back there, as for an app of the environment: https, or this machine; RFC 6749 section 3.1.2. */
const redirect = z
  .url({ protocol: /^https?$/, abort: true })
  .max(500)
  .regex(
    /^(https:\/\/|http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?([/?]|$))[^#]*$/i,
    "must be https (http on this machine only) and without a fragment",
  );
export const newApp = z.strictObject({
  provider: z.string().max(64),
  kind: z.string().max(40).default("oauth_app"),
  name: z.string().trim().min(1).max(80),
  client_id: z
    .string()
    .trim()
    .min(3)
    .max(300)
    .regex(/^[\x21-\x7e]+$/),
  client_secret: secretText,
  /** Where the default does not serve. */
  redirect_uri: redirect.optional(),
  app_number: z
    .string()
    .regex(/^\d{1,12}$/)
    .optional(),
  app_slug: z
    .string()
    .regex(/^[a-z0-9-]{1,60}$/)
    .optional(),
  /** PEM. */
  private_key: z.string().trim().min(100).max(10_000).optional(),
  is_default: z.boolean().optional(),
});
/** What is left out stays. The client id cannot change: grants belong to it. */
export const appChange = z.strictObject({
  name: z.string().trim().min(1).max(80).optional(),
  client_secret: secretText.optional(),
  redirect_uri: redirect.nullable().optional(),
  app_slug: z
    .string()
    .regex(/^[a-z0-9-]{1,60}$/)
    .optional(),
  private_key: z.string().trim().min(100).max(10_000).optional(),
  is_default: z.boolean().optional(),
});
export const checkedApp = z.object({ app });
export const removedApp = z.object({ id });

export const listApps = route({
  method: "get",
  path: "/api/workspaces/:workspace/apps",
  access: "connectors.manage",
  summary: "Registrations at providers",
  response: apps,
});

export const addApp = route({
  method: "post",
  path: "/api/workspaces/:workspace/apps",
  access: "connectors.manage",
  summary: "Add a registration; it is checked at the provider",
  body: newApp,
  response: app,
  status: 201,
});

export const changeApp = route({
  method: "patch",
  path: "/api/workspaces/:workspace/apps/:id",
  access: "connectors.manage",
  summary: "Change a registration, or replace its secrets",
  body: appChange,
  response: app,
});

export const removeApp = route({
  method: "delete",
  path: "/api/workspaces/:workspace/apps/:id",
  access: "connectors.manage",
  summary: "Remove a registration that no connection uses",
  description: "`conflict` while connections use it.",
  response: removedApp,
});

export const checkApp = route({
  method: "post",
  path: "/api/workspaces/:workspace/apps/:id/check",
  access: "connectors.manage",
  summary: "Check a registration at its provider",
  response: checkedApp,
});
