/** A connector, and what is asked and answered about one by teammates and admins alike. */
import { z } from "zod";
import { at, id } from "./shared.ts";
import { scope, upstream, verdict } from "./verdict.ts";

export const connector = z.object({
  id,
  slug: z.string(),
  name: z.string(),
  provider: z.string(),
  provider_title: z.string(),
  sandbox: z.boolean(),
  kind: z.enum(["shared", "personal"]),
  /** Whose it is: the owner of a personal connector; who authorized a shared one. */
  owner: z.object({ id, name: z.string(), email: z.string() }).nullable(),
  mine: z.boolean(),
  account: z.string(),
  /** False after a disconnect or revoke: the connector waits for a new grant. */
  connected: z.boolean(),
  /**
   * `disabled`: switched off, keeps its grant and serves no call. `unconfirmed`: somebody reconnected another connector
   * with this account and has not said yet whether it shall stay (`POST …/integrations/:service/confirm`).
   */
  state: z.enum(["enabled", "disabled", "unconfirmed"]),
  verdict,
  /** The live grant, or the last one. */
  grant: z
    .object({
      id,
      authorized_by: z.object({ id, name: z.string(), email: z.string() }).nullable(),
      authorized_at: at,
      /**
       * When access ends for good whatever is done, where the provider said so: an app in test mode gets a week. It has to
       * be connected again by then.
       */
      access_ends_at: at.nullable(),
      ended_at: at.nullable(),
      end_reason: z.string().nullable(),
      /** Which registration it was given to; null: that one is gone. */
      app: z.object({ id, name: z.string() }).nullable(),
      /** Kind of access, e.g. `oauth_app`, `github_app`, `github_installation`. */
      access: z.string(),
      tools: z.array(z.string()),
      /** Names of extras, as in the catalog. */
      extras: z.array(z.string()),
      scopes: z.array(scope),
      /** Asked but not given. */
      scopes_missing: z.array(scope),
      /** Given but not asked; never used. */
      scopes_extra: z.array(scope),
      upstream,
    })
    .nullable(),
  created_at: at,
});
export type Connector = z.infer<typeof connector>;

/** Where a connection that was started goes on. */
export const authLink = z.object({
  authorization_url: z.string(),
  expires_at: at,
  /** What will be asked for. */
  scopes: z.array(scope),
});
export type AuthLink = z.infer<typeof authLink>;

export const connectorChange = z.strictObject({
  name: z.string().trim().min(1).max(80).optional(),
  enabled: z.boolean().optional(),
});

/** `true`: its sealed tokens go at once, whether the provider has answered or not. */
export const deletion = z.strictObject({ shred_now: z.enum(["true", "false"]).optional() });
/** `gone` false: its row goes when the provider has answered. */
export const deleted = z.object({ gone: z.boolean() });
export const validated = z.object({ connector });

export const revoked = z.object({
  connector,
  /** Ids of connectors on the same account that were ended too, because `others` was `end`. */
  also_ended: z.array(id),
  /** Calls that were under way and were cut off. */
  aborted_calls: z.number().int(),
  /** Milliseconds from the request until no later result could get out. */
  fenced_in_ms: z.number(),
  upstream,
});
export type Revoked = z.infer<typeof revoked>;

export const oneConnector = z.object({ connector });
