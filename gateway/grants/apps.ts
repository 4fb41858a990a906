import { LRUCache } from "lru-cache";
import { OAUTH_APP, type Provider, variantOf } from "../../mcp-servers/kit/index.ts";
import type { Principal } from "../context.ts";
import type { Db, Models } from "../db/index.ts";
import { GatewayError } from "../errors.ts";
import type { OAuthClient, Vault } from "../vault/index.ts";

/** The gateway's registration at a provider, from the environment. */
export interface EnvironmentApp extends OAuthClient {
  provider: string;
  /** Kind of registration: `oauth_app` or a variant of the provider's definition. */
  variant: string;
  redirectUri: string;
}

/** A registration that can be used: from the environment (id `env` or `env_<variant>`) or entered in the workspace. */
export interface App {
  id: string;
  provider: string;
  variant: string;
  name: string;
  redirectUri: string;
  isDefault: boolean;
  client: OAuthClient;
  /** The row of one that was entered. */
  row: Models.ProviderAppModel | undefined;
}

/** What a grant is used with: the definition for its kind of registration, and the client it was given to. */
export interface GrantClient {
  provider: Provider;
  client: OAuthClient;
}
export interface GrantedTo {
  provider: string;
  appId: string;
  variant: string;
  clientId: string;
}

export interface Apps {
  /** Those of the workspace first, by name; then those of the environment. */
  list(who: Principal): Promise<readonly App[]>;
  /** Throws `not_found`. */
  get(who: Principal, id: string): Promise<App>;
  /** Providers for which there is an app. */
  configured(who: Principal): Promise<ReadonlySet<string>>;
  /** The app named, or the workspace's default, its only one, or the environment's. Throws `provider_not_configured`. */
  choose(who: Principal, provider: string, appId?: string): Promise<App>;
  /** Throws `provider_not_configured` when its app or the definition of its kind is gone. */
  ofGrant(who: Principal, grant: GrantedTo): Promise<GrantClient>;
  redirectUriOf(provider: string): string;
  /** Where this gateway itself takes codes, whatever is registered. */
  ownRedirectUri(provider: string): string;
}

const MAX_WORKSPACES = 2_000;
const ENV = "env";

export const envAppId = (variant: string): string => (variant === OAUTH_APP ? ENV : `${ENV}_${variant}`);

/** The definition as it is for one kind of access; undefined when this build has none. */
export function accessOf(providers: ReadonlyMap<string, Provider>, id: string, variant: string) {
  const provider = providers.get(id);
  return provider && variantOf(provider, variant);
}

export interface AppsOptions {
  db: Db;
  vault: Pick<Vault, "openSecrets">;
  providers: ReadonlyMap<string, Provider>;
  environment: readonly EnvironmentApp[];
  publicUrl: string;
}

/**
 * Read once a workspace and kept while the notification lease holds; a load that a change overtakes is not kept.
 * Client secrets stay `Secret`s: only the vault can read them.
 */
export function openApps({ db, vault, providers, environment, publicUrl }: AppsOptions): Apps {
  const loaded = new LRUCache<string, readonly App[]>({ max: MAX_WORKSPACES });
  let era = 0;
  const drop = (workspace: string) => {
    era++;
    loaded.delete(workspace);
  };
  db.channel.on("provider_apps", ({ workspace }) => drop(workspace));
  db.channel.onGap(() => {
    era++;
    loaded.clear();
  });
  const ownRedirectUri = (provider: string) => `${publicUrl}/integrations/${provider}/callback`;
  const redirectUriOf = (provider: string) =>
    environment.find((app) => app.provider === provider)?.redirectUri ?? ownRedirectUri(provider);
  const fromEnvironment = (): App[] =>
    environment.map(({ provider, variant, redirectUri, ...client }) => ({
      id: envAppId(variant),
      provider,
      variant,
      name: "From the environment",
      redirectUri,
      isDefault: false,
      client,
      row: undefined,
    }));

  const open = async (who: Principal, row: Models.ProviderAppModel): Promise<App> => {
    const { secret, privateKey } = await vault.openSecrets(who, row.id);
    const { appNumber: number, appSlug: slug } = row;
    const app = privateKey && number && slug ? { number, slug, key: privateKey } : undefined;
    return {
      id: row.id,
      provider: row.provider,
      variant: row.variant,
      name: row.name,
      redirectUri: row.redirectUri ?? redirectUriOf(row.provider),
      isDefault: row.isDefault,
      client: { id: row.clientId, secret, app },
      row,
    };
  };

  const entered = async (who: Principal): Promise<readonly App[]> => {
    const known = db.channel.fresh() ? loaded.get(who.workspaceId) : undefined;
    if (known) return known;
    const startedIn = era;
    const rows = await db.inWorkspace(who, (tx) =>
      tx.providerApp.findMany({ orderBy: [{ provider: "asc" }, { name: "asc" }] }),
    );
    const apps = await Promise.all(rows.map((row) => open(who, row)));
    if (startedIn === era) loaded.set(who.workspaceId, apps);
    return apps;
  };
  const load = async (who: Principal) => [...(await entered(who)), ...fromEnvironment()];

  const missing = (service: string) => new GatewayError("provider_not_configured", { data: { service } });

  return {
    list: load,
    async get(who, id) {
      const app = (await load(who)).find((one) => one.id === id);
      if (!app) throw new GatewayError("not_found", { detail: "There is no such provider app." });
      return app;
    },
    configured: async (who) => new Set((await load(who)).map((app) => app.provider)),
    async choose(who, provider, appId) {
      const all = (await load(who)).filter((app) => app.provider === provider);
      const named = appId === undefined ? undefined : all.find((app) => app.id === appId);
      if (appId !== undefined && !named)
        throw new GatewayError("not_found", { detail: "There is no such provider app." });
      const app = named ?? all.find((one) => one.isDefault) ?? all[0];
      if (!app) throw missing(provider);
      return app;
    },
    async ofGrant(who, { provider: id, appId, variant, clientId }) {
      const provider = accessOf(providers, id, variant);
      const app = (await load(who)).find((one) => one.provider === id && one.id === appId);
      // An environment that names another client now must not get what was granted to the old one.
      if (!provider || !app || app.client.id !== clientId) throw missing(id);
      return { provider, client: app.client };
    },
    redirectUriOf,
    ownRedirectUri,
  };
}
