import type { Clock } from "../clock.ts";
import type { Principal } from "../context.ts";
import type { System } from "../db/index.ts";
import { GatewayError } from "../errors.ts";
import type { Agents } from "./agents.ts";
import type { ApiTokens } from "./api-tokens.ts";
import { type EmbedContents, openEmbed, type SealingKeys, sealEmbed } from "./cookie.ts";
import { permissionsOf } from "./permissions.ts";
import { mint } from "./principal.ts";
import type { Sessions } from "./sessions.ts";

/** Short: it lies in pages of others. A page that stays open asks for the next one. */
const EMBED_MS = 15 * 60_000;
const PREFIX = "ve_";

/**
 * Tokens with which another product's page shows what somebody lacks, and that is all: the principal they give has no
 * permission and is handed to nothing that calls. They are sealed and kept nowhere; they end with what they were made
 * with: a session, or an API token.
 */
export interface EmbedTokens {
  /** For whoever asks; of an agent as itself, for those who may look at it. Throws `forbidden`, `not_found`. */
  issue(who: Principal, agent?: string): Promise<{ token: string; expiresAt: Date }>;
  /** Whose lacks it shows. Throws `embed_token_invalid`. */
  read(token: string): Promise<Principal>;
  /** Of the workspace of somebody whom a token gave. */
  slugOf(who: Principal): Promise<string | undefined>;
}

export interface EmbedTokenOptions {
  system: Pick<System, "tables">;
  sessions: Pick<Sessions, "roleOf">;
  tokens: Pick<ApiTokens, "ofId">;
  agents: Pick<Agents, "asItself">;
  /** `derive("embed-token")` of the vault. */
  keys: SealingKeys;
  clock: Clock;
}

export function openEmbedTokens(options: EmbedTokenOptions): EmbedTokens {
  const { system, sessions, tokens, agents, keys, clock } = options;

  /** A member, as their own session would have them, without its permissions. */
  const person = async (workspaceId: string, userId: string, credentialId: string) => {
    const user = await system.tables.user.findUnique({ where: { id: userId } });
    if (!user) return undefined;
    return mint({
      workspaceId,
      kind: "user",
      id: userId,
      label: user.email,
      userId,
      agentId: undefined,
      role: undefined,
      permissions: new Set(),
      via: "session",
      credentialId,
      servers: undefined,
      tools: undefined,
      readOnly: false,
    });
  };

  const ofSession = async ({ w, u, a, c }: EmbedContents): Promise<Principal | undefined> => {
    const who = u === undefined ? undefined : await person(w, u, c);
    const role = who && (await sessions.roleOf(who));
    if (!who || role === undefined) return undefined;
    if (a === undefined) return who;
    return permissionsOf(role).has("workspace.read") ? agents.asItself(who, a) : undefined;
  };

  return {
    async issue(who, agent) {
      const { workspaceId: w, credentialId: c } = who;
      if (c === undefined) throw new GatewayError("forbidden");
      if (agent !== undefined) {
        if (!who.permissions.has("workspace.read")) throw new GatewayError("forbidden");
        await agents.asItself(who, agent);
      }
      const e = clock() + EMBED_MS;
      const contents = { w, c, e, ...(who.userId && { u: who.userId }), ...(agent && { a: agent }) };
      return { token: PREFIX + sealEmbed(keys, contents), expiresAt: new Date(e) };
    },

    async read(token) {
      const contents = token.startsWith(PREFIX)
        ? openEmbed(keys, token.slice(PREFIX.length), clock())
        : undefined;
      if (!contents) throw new GatewayError("embed_token_invalid");
      const { w, c } = contents;
      const found = c.startsWith("tok_") ? tokens.ofId(w, c) : ofSession(contents);
      const who = await found.catch((error: unknown) => {
        if (error instanceof GatewayError && error.status < 500) return undefined;
        throw error;
      });
      if (!who) throw new GatewayError("embed_token_invalid");
      return who;
    },

    async slugOf({ workspaceId: id }) {
      return (await system.tables.workspace.findUnique({ where: { id } }))?.slug;
    },
  };
}
