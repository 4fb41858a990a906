import type { Ground } from "./app-ground.ts";
import type { Secrets } from "./config.ts";
import {
  type CompanyOptions,
  openConnectLinks,
  openEmbedTokens,
  openIdentity,
  openIssuer,
  openOAuth,
} from "./identity/index.ts";
import { recordOAuth } from "./oauth-events.ts";
import { authenticateBy } from "./vault/index.ts";

export interface PeopleOptions {
  secrets: Secrets;
  /** Tests only: https origins, and the loopback origins that stand in for them where OAuth documents are fetched. */
  standIns?: ReadonlyMap<string, string> | undefined;
}

/** The company's sign-in, where one is configured. */
function companyOf({ config, clock, egress, keys }: Ground, secrets: Secrets): CompanyOptions | undefined {
  const { login, publicUrl } = config;
  if (!login || !secrets.loginClientSecret) return undefined;
  const issuer = openIssuer({
    issuer: login.issuer,
    clientId: login.clientId,
    authenticate: authenticateBy(secrets.loginClientSecret),
    redirectUri: `${publicUrl}/sign-in/company/callback`,
    egress,
    clock,
  });
  return { issuer, rules: login, attemptKeys: keys.derive("company-sign-in") };
}

/** Who may come in and by what: people, agents, tokens, and the authorization server of MCP clients. */
export function openPeople(ground: Ground, { secrets, standIns }: PeopleOptions) {
  const { config, clock, log, egress, keys, db, system, registry, audit } = ground;
  const { publicUrl } = config;
  const identity = openIdentity({
    db,
    system,
    cookieKeys: keys.derive("session-cookie"),
    clock,
    idleMs: config.sessionIdleMinutes * 60_000,
    company: companyOf(ground, secrets),
  });
  const oauth = openOAuth({
    db,
    system,
    sessions: identity.sessions,
    egress,
    issuer: publicUrl,
    keys: {
      records: keys.derive("oauth-records"),
      signing: keys.derive("oauth-signing"),
      cookies: keys.derive("oauth-cookies"),
    },
    servers: () => [...registry.servers.keys()],
    registration: config.clientRegistration,
    clock,
    standIns,
    onEvent: (event) =>
      recordOAuth(audit, identity.people.systemPrincipal(event.workspaceId, "oauth"), event).catch(
        (err: unknown) => log.error({ err }, "an event of the authorization server could not be recorded"),
      ),
    onError: (err) => log.error({ err }, "the authorization server failed"),
  });
  const connectLinks = openConnectLinks({ keys: keys.derive("connect-link"), publicUrl, clock });
  const embeds = openEmbedTokens({
    system,
    sessions: identity.sessions,
    tokens: identity.tokens,
    agents: identity.agents,
    keys: keys.derive("embed-token"),
    clock,
  });
  const { systemPrincipal } = identity.people;
  return { identity, oauth, connectLinks, embeds, systemPrincipal };
}
export type People = ReturnType<typeof openPeople>;
