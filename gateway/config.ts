import { readFileSync } from "node:fs";
import { z } from "zod";
import type { ProviderDefinition } from "./catalog/index.ts";
import { type AppConfig, appsOf } from "./config-apps.ts";
import { ConfigError, type Env } from "./config-error.ts";
import { kmsOf } from "./config-keys.ts";
import { type LoginConfig, loginOf } from "./config-login.ts";
import { providersOf } from "./config-providers.ts";
import { type KmsSource, Secret } from "./vault/index.ts";

export { ConfigError };

export interface Config {
  databaseUrl: string | undefined;
  dataDir: string;
  /** Without a trailing slash. */
  publicUrl: string;
  host: string;
  port: number;
  logLevel: "trace" | "debug" | "info" | "warn" | "error" | "silent";
  workspaceName: string;
  ownerEmail: string;
  /** Host names (without port) that requests may name, besides that of `publicUrl`. */
  allowedHosts: string[];
  /** Number of proxies in front whose `X-Forwarded-*` may be believed. */
  trustProxy: number;
  /** Connectors whose evidence is older than this many minutes are probed; 0: never. */
  probeMinutes: number;
  /** AWS KMS: the keys that wrap, or that did. */
  kms: KmsSource | undefined;
  /** Providers that the operator has defined. */
  providers: readonly ProviderDefinition[];
  /** A session ends after so many minutes without a request. */
  sessionIdleMinutes: number;
  /** Requests a minute that one session may send to the API, on each replica. */
  apiRequestsPerMinute: number;
  /** Origins whose pages may ask what somebody lacks, with an embed token. */
  embedOrigins: readonly string[];
  /** Whether OAuth clients may register themselves (RFC 7591). */
  clientRegistration: boolean;
  /** Sign-in with the company's OpenID provider. */
  login: LoginConfig | undefined;
  version: string;
}

/** Apart from the rest, so that nobody logs or passes it along by accident. */
export interface Secrets {
  vaultKeys: Secret | undefined;
  loginClientSecret: Secret | undefined;
  /** The gateway's registrations at providers. */
  apps: readonly AppConfig[];
}
/** Providers of this build that may have a client in the environment. */
const BUILT_IN = ["google", "slack", "github"];
const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);
const port = z.coerce.number().int().min(0).max(65_535);
const levels = ["trace", "debug", "info", "warn", "error", "silent"] as const;

function read<T>(env: Env, name: string, schema: z.ZodType<T>, fallback: T): T {
  const text = env[name]?.trim();
  if (!text) return fallback;
  const parsed = schema.safeParse(text);
  if (!parsed.success)
    throw new ConfigError(name, `is not valid: ${parsed.error.issues[0]?.message ?? "bad value"}`);
  return parsed.data;
}

function publicUrlOf(env: Env, portNumber: number): string {
  const text = env.PUBLIC_URL?.trim() || `http://localhost:${portNumber}`;
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol))
    throw new ConfigError("PUBLIC_URL", "is not an http or https address");
  if (url.pathname !== "/" || url.search || url.hash)
    throw new ConfigError("PUBLIC_URL", "must be an origin without a path");
  if (url.protocol === "http:" && !LOOPBACK.has(url.hostname)) {
    throw new ConfigError(
      "PUBLIC_URL",
      "must be https: over http only localhost is served, as cookies and codes would travel in the clear",
    );
  }
  return url.origin;
}

function embedOriginsOf(env: Env): string[] {
  const origins = (env.EMBED_ORIGINS ?? "").split(",").map((one) => one.trim());
  return origins.filter(Boolean).map((origin) => {
    const url = URL.parse(origin);
    const isSafe = url?.protocol === "https:" || (url?.protocol === "http:" && LOOPBACK.has(url.hostname));
    if (url?.origin !== origin || !isSafe || origin.includes("*"))
      throw new ConfigError(
        "EMBED_ORIGINS",
        `has ${origin}, which is not an https origin such as https://app.example.com`,
      );
    return origin;
  });
}

function databaseUrlOf(env: Env): string | undefined {
  const text = env.DATABASE_URL?.trim();
  if (!text) return undefined;
  if (!/^postgres(ql)?:$/.test(URL.parse(text)?.protocol ?? "")) {
    throw new ConfigError("DATABASE_URL", "is not a postgresql:// address");
  }
  return text;
}

const packageVersion = (): string =>
  (JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as { version: string })
    .version;

/** Reads the environment once. Throws `ConfigError` with one line that names the variable. */
export function loadConfig(env: Env = process.env): { config: Config; secrets: Secrets } {
  const portNumber = read(env, "PORT", port, 8787);
  const publicUrl = publicUrlOf(env, portNumber);
  const company = loginOf(env);
  const config: Config = {
    databaseUrl: databaseUrlOf(env),
    dataDir: read(env, "DATA_DIR", z.string(), "./data"),
    publicUrl,
    host: read(env, "HOST", z.string(), "127.0.0.1"),
    port: portNumber,
    logLevel: read(env, "LOG_LEVEL", z.enum(levels), "info"),
    workspaceName: read(env, "WORKSPACE_NAME", z.string().max(80), "Default"),
    ownerEmail: read(env, "OWNER_EMAIL", z.email(), "owner@example.com"),
    allowedHosts: read(env, "ALLOWED_HOSTS", z.string(), "")
      .split(",")
      .map((h) => h.trim().toLowerCase())
      .filter(Boolean),
    trustProxy: read(env, "TRUST_PROXY", z.coerce.number().int().min(0).max(10), 0),
    kms: kmsOf(env),
    providers: providersOf(env),
    probeMinutes: read(env, "PROBE_MINUTES", z.coerce.number().int().min(0).max(1_440), 15),
    sessionIdleMinutes: read(env, "SESSION_IDLE_MINUTES", z.coerce.number().int().min(5).max(720), 240),
    apiRequestsPerMinute: read(
      env,
      "API_REQUESTS_PER_MINUTE",
      z.coerce.number().int().min(60).max(100_000),
      1_200,
    ),
    embedOrigins: embedOriginsOf(env),
    clientRegistration: read(env, "CLIENT_REGISTRATION", z.enum(["on", "off"]), "on") === "on",
    login: company?.login,
    version: packageVersion(),
  };
  const vaultKeys = env.VAULT_KEYS?.trim();
  const apps = appsOf(env, [...BUILT_IN, ...config.providers.map(({ id }) => id)], publicUrl);
  return {
    config,
    secrets: {
      vaultKeys: vaultKeys ? new Secret(vaultKeys) : undefined,
      loginClientSecret: company?.clientSecret,
      apps,
    },
  };
}
