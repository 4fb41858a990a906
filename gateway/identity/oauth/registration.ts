import type { Provider } from "oidc-provider";
import { z } from "zod";
import type { Clock } from "../../clock.ts";
import type { System } from "../../db/index.ts";
import { newId } from "../../ids.ts";
import { newSecretText } from "../secret-text.ts";
import { whyRefused } from "./accepted.ts";
import { hashOf } from "./ids.ts";
import { judgeRedirectUris } from "./redirect-uris.ts";
import { JWT_BEARER } from "./token-facts.ts";

/** Registrations that nobody has allowed yet; each goes after a day. */
const MOST_UNUSED = 2_000;
const UNUSED_MS = 86_400_000;
/** Where there are too many, those go that nobody has allowed for this long: a person decides within minutes. */
const CROWDED_MS = 3_600_000;

/** What is kept of what a client says (RFC 7591 section 2). Everything else is ignored, `scope` before all. */
const said = z.object({
  redirect_uris: z.array(z.string()).max(20).default([]),
  client_name: z.string().max(200).optional(),
  client_uri: z
    .url({ protocol: /^https$/ })
    .max(500)
    .optional()
    .catch(undefined),
  application_type: z.enum(["web", "native"]).optional(),
  grant_types: z.array(z.string().max(100)).max(10).optional(),
  response_types: z.array(z.string().max(40)).max(10).optional(),
  token_endpoint_auth_method: z
    .enum(["none", "client_secret_basic", "client_secret_post", "private_key_jwt"])
    .default("client_secret_basic"),
  jwks: z.object({ keys: z.array(z.record(z.string(), z.unknown())).min(1).max(5) }).optional(),
  jwks_uri: z
    .url({ protocol: /^https$/ })
    .max(500)
    .optional(),
});

const GRANTS = ["authorization_code", "refresh_token", JWT_BEARER];

export interface Answer {
  status: number;
  body: Record<string, unknown>;
  retryAfterSeconds?: number;
}

export interface RegistrationParts {
  system: System;
  issuer: string;
  clock: Clock;
  provider(): Promise<Provider>;
}

const refused = (status: number, error: string, description: string): Answer => ({
  status,
  body: { error, error_description: description },
});

/** A name is shown to people: one line, and no characters that turn the line around or hide in it. */
export const nameOf = (name: string | undefined): string | undefined =>
  name
    ?.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, "")
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, 80) || undefined;

function metadataOf({ grant_types, response_types: _, client_name, ...rest }: z.output<typeof said>) {
  const wanted = grant_types?.filter((type) => GRANTS.includes(type)) ?? [];
  const grants = wanted.length > 0 ? wanted : ["authorization_code", "refresh_token"];
  const name = nameOf(client_name);
  return {
    ...Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined)),
    ...(name && { client_name: name }),
    grant_types: grants,
    response_types: grants.includes("authorization_code") ? ["code"] : [],
  };
}

/** Dynamic registration (RFC 7591), for clients that cannot describe themselves by a document of their own. */
export interface Registration {
  /** Never throws for what a client may do wrong. How often one address may ask is the front door's business. */
  register(body: unknown): Promise<Answer>;
  /** A job: forgets clients that nobody has allowed for a day. */
  sweep(): Promise<number>;
}

export function openRegistration({ system, issuer, clock, provider }: RegistrationParts): Registration {
  const clients = system.tables.oauthClient;

  const forget = (olderThanMs: number) =>
    clients.deleteMany({ where: { allowedAt: null, createdAt: { lt: new Date(clock() - olderThanMs) } } });
  const hasRoom = async () => (await clients.count({ where: { allowedAt: null } })) < MOST_UNUSED;

  /** Whoever registers many clients closes the door for an hour at most. */
  const admit = async (): Promise<Answer | undefined> => {
    if (await hasRoom()) return undefined;
    await forget(CROWDED_MS);
    if (await hasRoom()) return undefined;
    return {
      ...refused(503, "temporarily_unavailable", "too many clients wait to be allowed"),
      retryAfterSeconds: CROWDED_MS / 1_000,
    };
  };

  return {
    async register(body) {
      const full = await admit();
      if (full) return full;
      const parsed = said.safeParse(body);
      if (!parsed.success) {
        const [issue] = parsed.error.issues;
        const field = issue?.path.join(".") || "the body";
        return refused(400, "invalid_client_metadata", `${field}: ${issue?.message ?? "is not valid"}`);
      }
      const verdict = judgeRedirectUris(parsed.data.redirect_uris, issuer, parsed.data.application_type);
      if (!verdict.ok) return refused(400, "invalid_redirect_uri", verdict.reason);
      const id = newId("cli");
      const metadata = { ...metadataOf(parsed.data), application_type: verdict.applicationType };
      const isSecret = parsed.data.token_endpoint_auth_method.startsWith("client_secret");
      const secret = isSecret ? newSecretText() : undefined;
      const refusal = await whyRefused(await provider(), { id, secret: secret ?? null, metadata });
      if (refusal !== undefined) return refused(400, "invalid_client_metadata", refusal);
      const now = new Date(clock());
      await clients.create({
        data: {
          id,
          metadata: metadata as object,
          secretHash: secret ? hashOf(secret) : null,
          createdAt: now,
        },
      });
      return {
        status: 201,
        body: {
          client_id: id,
          client_id_issued_at: Math.floor(now.getTime() / 1_000),
          ...(secret && { client_secret: secret, client_secret_expires_at: 0 }),
          ...metadata,
        },
      };
    },

    async sweep() {
      return (await forget(UNUSED_MS)).count;
    },
  };
}
