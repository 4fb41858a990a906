import { z } from "zod";
import { at } from "./shared.ts";

/** The one truthful verdict on a connector. */
export const verdict = z.object({
  state: z.enum(["valid", "invalid", "unknown"]),
  /** Stable code, e.g. `invalid_grant`, `disconnected`, `never_checked`, `provider_unreachable`, `scope_missing`. */
  cause: z.string().nullable(),
  /** One sentence for people. */
  message: z.string(),
  /** When the evidence was taken; null: never. */
  checked_at: at.nullable(),
  /** What the evidence is: a real `call`, a `probe`, the `grant` itself, a `refresh`, a `revoke`. */
  source: z.enum(["call", "probe", "grant", "refresh", "revoke"]).nullable(),
  /** The call it rests on, in words: `userinfo`, `gmail_get_thread`; null where there was none. */
  evidence: z.string().nullable(),
  /**
   * `green`: it passed less than five minutes ago; `neutral`: less than an hour; `yellow`: nothing newer than an hour, or
   * the last look told nothing; `red`: it failed.
   */
  health: z.enum(["green", "neutral", "yellow", "red"]),
  /** Who must act to make it valid. */
  who: z.enum(["nobody", "owner_of_connector", "admin", "operator"]),
});
export type Verdict = z.infer<typeof verdict>;

export const scope = z.object({
  scope: z.string(),
  /** What it allows, in plain words. */
  title: z.string(),
  sensitivity: z.enum(["basic", "sensitive", "restricted"]),
});

export const upstreamState = z.enum(["none", "pending", "revoked", "kept", "failed"]);

/** What became of the grant at the provider after it ended here. */
export const upstream = z.object({
  state: upstreamState,
  attempts: z.number().int(),
  at: at.nullable(),
  detail: z.string().nullable(),
});
