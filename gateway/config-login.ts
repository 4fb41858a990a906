import { ConfigError, type Env } from "./config-error.ts";
import { Secret } from "./vault/index.ts";

/** The company's sign-in: its OpenID provider, and who gets in. */
export interface LoginConfig {
  /** As the provider's discovery document names itself, with or without a slash at its end. */
  issuer: string;
  clientId: string;
  /** What the button says. */
  title: string;
  /** Lower case; empty: every domain. */
  allowedDomains: string[];
  join: { workspace: string; role: "member" | "auditor" } | undefined;
  trustEmail: boolean;
}

const PREFIX = "LOGIN_OIDC_";
const NAMES = ["ISSUER", "CLIENT_ID", "CLIENT_SECRET", "TITLE", "ALLOWED_DOMAINS", "JOIN", "TRUST_EMAIL"];
const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);
const DOMAIN = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{1,62}$/;
const fail = (name: string, problem: string) => new ConfigError(PREFIX + name, problem);

function issuerOf(text: string): string {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol)) throw fail("ISSUER", "is not an http or https address");
  if (url.search || url.hash || url.username || url.password)
    throw fail("ISSUER", "must be an address without query, fragment and password");
  if (url.protocol === "http:" && !LOOPBACK.has(url.hostname))
    throw fail("ISSUER", "must be https: over http only this machine is asked");
  return text;
}

function domainsOf(text: string): string[] {
  const domains = text
    .split(",")
    .map((domain) => domain.trim().toLowerCase())
    .filter(Boolean);
  const wrong = domains.some((domain) => !DOMAIN.test(domain));
  if (wrong) throw fail("ALLOWED_DOMAINS", "must be domains separated by commas: acme.com,acme.org");
  return domains;
}

function joinOf(text: string): LoginConfig["join"] {
  const [, workspace, role] = /^([a-z0-9][a-z0-9_-]{0,39}):(member|auditor)$/.exec(text) ?? [];
  if (!workspace) throw fail("JOIN", "must be <workspace slug>:member or <workspace slug>:auditor");
  return { workspace, role: role as "member" | "auditor" };
}

function flagOf(text: string): boolean {
  if (!/^(true|false)$/.test(text)) throw fail("TRUST_EMAIL", "must be true or false");
  return text === "true";
}

/** Undefined without LOGIN_OIDC_ISSUER. Half a configuration is a mistake, and says which half is missing. */
export function loginOf(env: Env): { login: LoginConfig; clientSecret: Secret } | undefined {
  const given = new Map(NAMES.map((name) => [name, env[PREFIX + name]?.trim() || undefined]));
  const set = NAMES.find((name) => given.get(name) !== undefined);
  if (!set) return undefined;
  const required = (name: string): string => {
    const text = given.get(name);
    if (text === undefined) throw fail(name, `is missing although ${PREFIX}${set} is set`);
    return text;
  };
  const issuer = issuerOf(required("ISSUER"));
  const clientId = required("CLIENT_ID");
  const clientSecret = new Secret(required("CLIENT_SECRET"));
  const title = given.get("TITLE") ?? "Company sign-in";
  if (title.length > 60) throw fail("TITLE", "is longer than 60 characters");
  const allowedDomains = domainsOf(given.get("ALLOWED_DOMAINS") ?? "");
  const join = given.get("JOIN");
  if (join !== undefined && allowedDomains.length === 0) {
    throw fail(
      "ALLOWED_DOMAINS",
      `is missing although ${PREFIX}JOIN is set: everybody at the issuer would join`,
    );
  }
  const trustEmail = flagOf(given.get("TRUST_EMAIL") ?? "false");
  const login = {
    issuer,
    clientId,
    title,
    allowedDomains,
    join: join ? joinOf(join) : undefined,
    trustEmail,
  };
  return { login, clientSecret };
}
