import type { IncomingMessage, ServerResponse } from "node:http";
import type { Provider } from "oidc-provider";
import type { Clock } from "../../clock.ts";
import type { Db, System } from "../../db/index.ts";
import type { Egress } from "../../egress/index.ts";
import type { SealingKeys } from "../cookie.ts";
import type { Sessions } from "../sessions.ts";
import { type AgentClients, openAgentClients } from "./agent-clients.ts";
import { type Bearer, openBearer } from "./bearer.ts";
import { type Consents, openConsents } from "./consents.ts";
import { openDocuments } from "./documents.ts";
import { registerIdJag } from "./id-jag.ts";
import { consentOf } from "./ids.ts";
import { type Interactions, openInteractions } from "./interactions.ts";
import { openTrustedIssuers, type TrustedIssuers } from "./issuers.ts";
import { buildProvider } from "./provider.ts";
import { openRegistration, type Registration } from "./registration.ts";
import { openResources, type Resources } from "./resources.ts";
import { openSigningKeys, type SigningKeys } from "./signing-keys.ts";
import { openStanding } from "./standing.ts";

export type { AgentClientView } from "./agent-clients.ts";
export type { ConsentView } from "./consents.ts";
export type { Asked, Decided, Decision } from "./interactions.ts";
export type { IssuerView } from "./issuers.ts";
export { routes as oauthRoutes } from "./provider.ts";

/** What happened without anybody at a page, for the record. */
export type OAuthEvent =
  /** A code or refresh token came twice (`reused`), or the client gave its own up: everything issued with it ended. */
  | {
      type: "tokens_ended";
      workspaceId: string;
      consentId: string;
      clientId: string;
      reason: "reused" | "given_up";
    }
  /** A trusted issuer's word let a client in for a person for the first time. */
  | {
      type: "let_in";
      workspaceId: string;
      consentId: string;
      userId: string;
      clientId: string;
      issuer: string;
    };

export interface OAuthOptions {
  db: Db;
  system: System;
  sessions: Sessions;
  egress: Egress;
  /** PUBLIC_URL. */
  issuer: string;
  /** Each `derive(…)` of the vault, of its own label: they change in place when a key comes or goes. */
  keys: { records: SealingKeys; signing: SealingKeys; cookies: SealingKeys };
  /** Ids of the MCP servers. */
  servers: () => readonly string[];
  /** Whether clients may register themselves. */
  registration: boolean;
  clock: Clock;
  /** Tests only: https origins, and loopback origins that stand in for them when documents are fetched. */
  standIns?: ReadonlyMap<string, string> | undefined;
  onEvent(event: OAuthEvent): void;
  onError(error: unknown): void;
}

/** The authorization server for MCP clients, and what it knows of them. */
export interface OAuth {
  readonly issuer: string;
  readonly resources: Resources;
  readonly bearer: Bearer;
  readonly interactions: Interactions;
  readonly consents: Consents;
  readonly agentClients: AgentClients;
  readonly issuers: TrustedIssuers;
  /** Undefined: clients may not register themselves. */
  readonly registration: Registration | undefined;
  /** Serves the addresses of `oauthRoutes` and the two of metadata. `browser`: the digest of this browser's cookie. */
  handle(req: IncomingMessage, res: ServerResponse, browser?: string): Promise<void>;
  /** Jobs, each minute on one replica. */
  sweep(): Promise<void>;
  rotateKeys(): ReturnType<SigningKeys["rotate"]>;
}

/** One at a time and as long as the keys stay: a new key makes another one. */
function keep(signing: SigningKeys, build: () => Promise<Provider>): () => Promise<Provider> {
  let built: { kids: string; provider: Promise<Provider> } | undefined;
  return async () => {
    const kids = (await signing.all()).map(({ kid }) => kid).join();
    if (built?.kids !== kids) {
      const provider = build();
      const mine = { kids, provider };
      built = mine;
      provider.catch(() => {
        if (built === mine) built = undefined;
      });
    }
    return built.provider;
  };
}

function watch(provider: Provider, { system, onEvent, onError }: OAuthOptions): void {
  provider.on("server_error", (_ctx, error) => onError(error));
  provider.on("grant.revoked", (ctx, grantId) => {
    const consentId = consentOf(grantId);
    const reason = ctx.oidc.route === "revocation" ? "given_up" : "reused";
    if (consentId === undefined) return;
    system.tables.clientConsent.findFirst({ where: { id: consentId } }).then((row) => {
      const { workspaceId, clientId } = row ?? {};
      if (workspaceId !== undefined && clientId !== undefined)
        onEvent({ type: "tokens_ended", workspaceId, consentId, clientId, reason });
    }, onError);
  });
}

export function openOAuth(options: OAuthOptions): OAuth {
  const { db, system, sessions, egress, issuer, keys, servers, standIns, clock } = options;
  const { channel } = db;
  const resources = openResources(issuer, servers);
  const signing = openSigningKeys({ system, channel, keys: keys.signing, clock });
  const documents = openDocuments({ egress, publicUrl: issuer, standIns });
  const standing = openStanding(system, resources);
  const consents = openConsents(db, system, clock);
  const browsers = new WeakMap<IncomingMessage, string>();
  const provider = keep(signing, async () => {
    const built = await buildProvider({
      issuer,
      system,
      clock,
      recordKeys: keys.records,
      cookieKeys: keys.cookies,
      signing,
      resources,
      documents,
      registration: options.registration,
      standing,
      browserOf: (req) => browsers.get(req),
    });
    registerIdJag(built, {
      issuer,
      system,
      recordKeys: keys.records,
      documents,
      resources,
      consents,
      signing,
      clock,
      onLetIn: (letIn) => options.onEvent({ type: "let_in", ...letIn }),
    });
    watch(built, options);
    return built;
  });
  const registration = openRegistration({ system, issuer, clock, provider });

  return {
    issuer,
    resources,
    bearer: openBearer({
      issuer,
      signing,
      standing,
      channel,
      clock,
      onUse: (principal, at) => consents.noteUse(principal, at),
    }),
    interactions: openInteractions({ system, sessions, consents, resources, provider }),
    consents,
    agentClients: openAgentClients({ db, system, issuer, clock, provider }),
    issuers: openTrustedIssuers({ db, system, documents, clock }),
    registration: options.registration ? registration : undefined,
    async handle(req, res, browser) {
      if (browser !== undefined) browsers.set(req, browser);
      const { host, protocol } = new URL(issuer);
      // Addresses in answers, and whether cookies are for https, follow PUBLIC_URL and nothing a caller sends.
      req.headers["x-forwarded-host"] = host;
      req.headers["x-forwarded-proto"] = protocol.slice(0, -1);
      delete req.headers["x-forwarded-for"];
      await (await provider()).callback()(req, res);
    },
    async sweep() {
      await registration.sweep();
      await system.tables.oauthRecord.deleteMany({ where: { expiresAt: { lt: new Date() } } });
    },
    rotateKeys: () => signing.rotate(),
  };
}
