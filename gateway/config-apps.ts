import { createPrivateKey } from "node:crypto";
import { ConfigError, type Env } from "./config-error.ts";
import { Secret } from "./vault/index.ts";

/** The gateway's registration at a provider, from the environment. */
export interface AppConfig {
  provider: string;
  /** `oauth_app`, or another kind of registration. */
  variant: string;
  id: string;
  secret: Secret;
  redirectUri: string;
  /** A GitHub App's number, name in its address, and private key (PEM). */
  app?: { number: string; slug: string; key: Secret };
}

const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** Authorization codes come back here: https, or this machine. RFC 6749 section 3.1.2: no fragment. */
function checkRedirect(name: string, text: string): void {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol)) throw new ConfigError(name, "is not an http or https address");
  if (url.hash) throw new ConfigError(name, "must be without a fragment");
  if (url.protocol === "http:" && !LOOPBACK.has(url.hostname))
    throw new ConfigError(name, "must be https: codes would travel in the clear");
}

function clientOf(env: Env, prefix: string, provider: string, publicUrl: string) {
  const id = env[`${prefix}_CLIENT_ID`]?.trim();
  const secret = env[`${prefix}_CLIENT_SECRET`]?.trim();
  if (!id && !secret) return undefined;
  if (!id) throw new ConfigError(`${prefix}_CLIENT_ID`, `is missing although ${prefix}_CLIENT_SECRET is set`);
  if (!secret)
    throw new ConfigError(`${prefix}_CLIENT_SECRET`, `is missing although ${prefix}_CLIENT_ID is set`);
  const redirectUri =
    env[`${prefix}_REDIRECT_URI`]?.trim() || `${publicUrl}/integrations/${provider}/callback`;
  checkRedirect(`${prefix}_REDIRECT_URI`, redirectUri);
  return { provider, id, secret: new Secret(secret), redirectUri };
}

/** As GitHub gives it, with `\n` for its line ends, or in base64: a PEM does not fit into every kind of file. */
function pemOf(name: string, text: string): Secret {
  const lines = text.includes("-----BEGIN") ? text : Buffer.from(text, "base64").toString("utf8");
  const pem = lines.replaceAll("\\n", "\n");
  try {
    createPrivateKey(pem);
  } catch {
    throw new ConfigError(name, "is not a private key (PEM, or base64 of one)");
  }
  return new Secret(pem);
}

const GITHUB_APP = "GITHUB_APP";

function githubApp(env: Env, publicUrl: string): AppConfig | undefined {
  const client = clientOf(env, GITHUB_APP, "github", publicUrl);
  const values = ["ID", "SLUG", "PRIVATE_KEY"].map(
    (name) => [`${GITHUB_APP}_${name}`, env[`${GITHUB_APP}_${name}`]?.trim()] as const,
  );
  const [[, number], [, slug], [keyName, key]] = values as [
    readonly [string, string | undefined],
    readonly [string, string | undefined],
    readonly [string, string | undefined],
  ];
  const given = values.filter(([, value]) => value);
  if (given.length > 0 && !client)
    throw new ConfigError(`${GITHUB_APP}_CLIENT_ID`, `is missing although ${given[0]![0]} is set`);
  if (!client) return undefined;
  if (given.length === 0) return { ...client, variant: "github_app" };
  const missing = values.find(([, value]) => !value);
  if (missing || !number || !slug || !key)
    throw new ConfigError(missing?.[0] ?? keyName, `is missing although ${given[0]![0]} is set`);
  if (!/^\d{1,12}$/.test(number)) throw new ConfigError(`${GITHUB_APP}_ID`, "is not the app's number");
  if (!/^[a-z0-9-]{1,60}$/.test(slug))
    throw new ConfigError(`${GITHUB_APP}_SLUG`, "is not the name in the app's address");
  return { ...client, variant: "github_app", app: { number, slug, key: pemOf(keyName, key) } };
}

/** `{PROVIDER}_CLIENT_ID` and `…_SECRET` of these providers, and the GitHub App. Throws `ConfigError`. */
export function appsOf(env: Env, providers: readonly string[], publicUrl: string): AppConfig[] {
  const apps = providers.flatMap((provider): AppConfig[] => {
    const client = clientOf(env, provider.toUpperCase(), provider, publicUrl);
    return client ? [{ ...client, variant: "oauth_app" }] : [];
  });
  const app = githubApp(env, publicUrl);
  return app ? [...apps, app] : apps;
}
