import type { Provider } from "../../mcp-servers/kit/index.ts";
import { address, idOf, named, refuse, scopeTitles } from "./checks.ts";
import { FACTS, type Facts, standardRevocation } from "./facts.ts";

export const AUTHS = ["oauth2", "api_key", "basic"] as const;
type Auth = (typeof AUTHS)[number];

/** As `parseArgs` gives them. */
export interface Options {
  id?: string | undefined;
  provider?: string | undefined;
  auth?: string | undefined;
  title?: string | undefined;
  "base-url"?: string | undefined;
  issuer?: string | undefined;
  "authorization-endpoint"?: string | undefined;
  "token-endpoint"?: string | undefined;
  "revocation-endpoint"?: string | undefined;
  "identity-endpoint"?: string | undefined;
  "identity-id"?: string[] | undefined;
  "identity-label"?: string[] | undefined;
  scope?: string[] | undefined;
  "identity-scope"?: string[] | undefined;
}

/** Everything that is written, decided before the first byte is. */
export interface Plan {
  id: string;
  /** Of its folder and its test. */
  folder: string;
  /** First word of its tools. */
  prefix: string;
  title: string;
  baseUrl: string;
  provider: string;
  auth: Auth;
  /** What the example tool asks. */
  account: {
    method: "GET" | "POST";
    path: string;
    body?: Readonly<Record<string, unknown>>;
    id: readonly string[];
    label: readonly string[];
  };
  /** A definition to write; undefined: it is there, or cannot be yet. */
  definition: (Facts & { scopeTitles: Readonly<Record<string, string>> }) | undefined;
}

/** What is there already. */
export interface Present {
  servers: readonly { id: string; tools: readonly { name: string }[] }[];
  providers: readonly Provider[];
}

/** Checks the call and fills in what is known. Throws `OperatorError` with all that is missing. */
export function planOf(options: Options, present: Present): Plan {
  const id = idOf(options.id, "--id");
  const provider = idOf(options.provider, "--provider");
  const auth =
    AUTHS.find((one) => one === options.auth) ?? refuse(`--auth must be one of ${AUTHS.join(", ")}.`);
  const prefix = prefixOf(id, present);
  const known = present.providers.find((one) => one.id === provider);
  if (known && auth !== "oauth2") refuse(`${provider} is a provider with OAuth 2.0: say --auth oauth2.`);
  const fresh = known ? undefined : factsOf(provider, auth, options);
  const facts = fresh ?? factsOfKnown(known as Provider, options);
  return {
    id,
    folder: id.replaceAll("_", "-"),
    prefix,
    title: options.title ?? (known ? titleOf(id) : facts.title),
    baseUrl: facts.baseUrl,
    provider,
    auth,
    account: accountOf(facts, known),
    definition:
      fresh && auth === "oauth2" ? { ...fresh, scopeTitles: scopeTitles(fresh, options) } : undefined,
  };
}

function prefixOf(id: string, { servers }: Present): string {
  if (servers.some((one) => one.id === id)) refuse(`There is a server ${id} already.`);
  const prefix = id.split("_").at(-1) ?? id;
  if (servers.some(({ tools }) => tools.some(({ name }) => name.startsWith(`${prefix}_`))))
    refuse(`There are tools named ${prefix}_… already. The last word of --id begins the names of tools.`);
  return prefix;
}

function accountOf(
  { baseUrl, identity }: Pick<Facts, "baseUrl" | "identity">,
  known: Provider | undefined,
): Plan["account"] {
  const base = new URL(baseUrl);
  const endpoint = new URL(identity.endpoint);
  if (known && !known.apiHosts.includes(base.host))
    refuse(
      `${base.host} is no host of ${known.id}'s API: say --base-url and --identity-endpoint at one of ${known.apiHosts.join(", ")}.`,
    );
  if (!endpoint.href.startsWith(`${baseUrl}/`))
    refuse(`The account is read at ${endpoint.href}, which is not under --base-url ${baseUrl}.`);
  const { method, body, id, label } = identity;
  return { method, path: endpoint.href.slice(baseUrl.length), ...(body && { body }), id, label };
}

const titleOf = (id: string) =>
  id
    .split("_")
    .map((one) => `${one[0]?.toUpperCase()}${one.slice(1)}`)
    .join(" ");

/** A provider that is there says itself whose account it is. */
function factsOfKnown(known: Provider, options: Options): Pick<Facts, "title" | "baseUrl" | "identity"> {
  const own = address(options, "identity-endpoint");
  const { id, label } = known.identity;
  const asked: Facts["identity"] = own ? { method: "GET", endpoint: own, id, label } : known.identity;
  const identity = { ...asked, ...named(options) };
  return {
    title: known.title,
    baseUrl: address(options, "base-url") ?? new URL(identity.endpoint).origin,
    identity,
  };
}

function factsOf(provider: string, auth: Auth, options: Options): Facts {
  const known = FACTS[provider];
  const needed: (keyof Options)[] = known ? [] : ["title", "identity-endpoint", "identity-id"];
  if (!known && auth === "oauth2")
    needed.push("authorization-endpoint", "token-endpoint", "revocation-endpoint");
  const missing = needed.filter((name) => options[name] === undefined);
  if (missing.length > 0)
    refuse(
      `Nothing is known of ${provider} yet. Say ${missing.map((name) => `--${name}`).join(", ")} too, from its documentation.`,
    );
  const endpoint = address(options, "identity-endpoint");
  const authorization = address(options, "authorization-endpoint");
  const revocation = address(options, "revocation-endpoint");
  const { id = [], label = [] } = known?.identity ?? {};
  const asked = endpoint ? { method: "GET" as const, endpoint, id, label } : known?.identity;
  const identity: Facts["identity"] = { ...(asked as Facts["identity"]), ...named(options) };
  return {
    title: options.title ?? known?.title ?? "",
    source: known?.source ?? authorization ?? "",
    baseUrl: address(options, "base-url") ?? known?.baseUrl ?? new URL(identity.endpoint).origin,
    issuer:
      address(options, "issuer") ?? known?.issuer ?? (authorization ? new URL(authorization).origin : ""),
    authorizationEndpoint: authorization ?? known?.authorizationEndpoint ?? "",
    tokenEndpoint: address(options, "token-endpoint") ?? known?.tokenEndpoint ?? "",
    authorizationParams: known?.authorizationParams ?? {},
    pkce: known?.pkce ?? "S256",
    clientAuthentication: known?.clientAuthentication ?? "client_secret_post",
    scopeSeparator: known?.scopeSeparator ?? " ",
    scopes: known?.scopes ?? [],
    identityScopes: options["identity-scope"] ?? known?.identityScopes ?? [],
    refreshTokenExpected: known?.refreshTokenExpected ?? false,
    identity,
    revocation: revocation ? standardRevocation(revocation) : (known?.revocation ?? standardRevocation("")),
  };
}
