import { z } from "zod";
import type { Egress, EgressPolicy } from "../egress/index.ts";
import { GatewayError } from "../errors.ts";
import { DefinitionError, type ProviderDefinition } from "./configured-providers.ts";
import { urlProblem } from "./provider-address.ts";

/** Every address that a provider's definition needs. */
export interface Endpoints {
  authorization: string;
  token: string;
  identity: string;
  revocation: string;
  jwks?: string;
  clientAuthentication: "client_secret_basic" | "client_secret_post";
}

const TIMEOUT_MS = 10_000;
const MAX_BYTES = 256 * 1024;

/** As much of RFC 8414 section 2 and OpenID Connect Discovery section 3 as is used. */
const metadata = z.object({
  issuer: z.string(),
  authorization_endpoint: z.string(),
  token_endpoint: z.string(),
  userinfo_endpoint: z.string().optional(),
  revocation_endpoint: z.string().optional(),
  jwks_uri: z.string().optional(),
  token_endpoint_auth_methods_supported: z.array(z.string()).optional(),
  code_challenge_methods_supported: z.array(z.string()).optional(),
});
type Metadata = z.output<typeof metadata>;

/**
 * Endpoints of a definition, from the issuer's metadata where it says so: asked for once, through the egress, at the
 * issuer's own host only and without following redirects. Metadata of another issuer is refused (RFC 8414 section
 * 3.3), and so are endpoints at hosts that the definition does not name. Throws `DefinitionError`.
 */
export async function endpointsOf(egress: Egress, one: ProviderDefinition): Promise<Endpoints> {
  const found = one.discovery ? await discover(egress, one) : undefined;
  const { identity, revocation } = one;
  return {
    authorization: one.authorization_endpoint ?? found?.authorization_endpoint ?? "",
    token: one.token_endpoint ?? found?.token_endpoint ?? "",
    identity: identity.endpoint ?? needed(one, "identity.endpoint", found?.userinfo_endpoint),
    revocation: revocation.endpoint ?? needed(one, "revocation.endpoint", found?.revocation_endpoint),
    ...(found?.jwks_uri && { jwks: found.jwks_uri }),
    clientAuthentication: one.client_authentication ?? announced(one, found),
  };
}

const wrong = (one: ProviderDefinition, field: string, problem: string) =>
  new DefinitionError(`entry ${one.id}`, field, problem);

function needed(one: ProviderDefinition, field: string, found: string | undefined): string {
  if (found === undefined) throw wrong(one, field, "is missing, and the issuer's metadata has none");
  return found;
}

/** RFC 8414 section 2: no list means `client_secret_basic`. */
function announced(one: ProviderDefinition, found: Metadata | undefined): Endpoints["clientAuthentication"] {
  const methods = found?.token_endpoint_auth_methods_supported ?? ["client_secret_basic"];
  const known = (["client_secret_basic", "client_secret_post"] as const).find((one) => methods.includes(one));
  if (!known)
    throw wrong(one, "client_authentication", "the issuer's metadata offers neither basic nor post");
  return known;
}

async function discover(egress: Egress, one: ProviderDefinition): Promise<Metadata> {
  const answers: string[] = [];
  for (const url of metadataUrls(one.issuer)) {
    const answer = await ask(egress, one, url);
    if (typeof answer === "string") answers.push(`${new URL(url).pathname} ${answer}`);
    else return checked(one, answer);
  }
  throw wrong(one, "discovery", `the issuer's metadata could not be read: ${answers.join("; ")}`);
}

/** OpenID Connect Discovery section 4 appends, RFC 8414 section 3 inserts. */
function metadataUrls(issuer: string): string[] {
  const { origin, pathname } = new URL(issuer);
  const path = pathname.replace(/\/$/, "");
  return [
    `${origin}${path}/.well-known/openid-configuration`,
    `${origin}/.well-known/oauth-authorization-server${path}`,
  ];
}

/** What came back, or why nothing did. */
async function ask(egress: Egress, one: ProviderDefinition, url: string): Promise<Metadata | string> {
  const { host, origin } = new URL(one.issuer);
  const policy: EgressPolicy = one.sandbox
    ? { hosts: new Set(), sandboxOrigins: new Set([origin]) }
    : { hosts: new Set([host]) };
  const request = { method: "GET", url, headers: { accept: "application/json" }, timeoutMs: TIMEOUT_MS };
  try {
    const { status, body } = await egress.send({ ...request, retry: { withinMs: TIMEOUT_MS / 2 } }, policy);
    if (status !== 200) return `answered ${status}`;
    if (body.byteLength > MAX_BYTES) return "is too large";
    const read = metadata.safeParse(JSON.parse(Buffer.from(body).toString("utf8")));
    return read.success ? read.data : `has no usable ${read.error.issues[0]?.path.join(".") || "content"}`;
  } catch (error) {
    if (error instanceof SyntaxError) return "is not JSON";
    if (!(error instanceof GatewayError)) throw error;
    return error.data.reason === "redirect" ? "answered with a redirect" : `was not reached (${error.code})`;
  }
}

function checked(one: ProviderDefinition, found: Metadata): Metadata {
  if (found.issuer !== one.issuer)
    throw wrong(one, "issuer", "differs from the issuer that its metadata names");
  const hosts = new Set([new URL(one.issuer).host, ...one.endpoint_hosts]);
  for (const name of [
    "authorization_endpoint",
    "token_endpoint",
    "userinfo_endpoint",
    "revocation_endpoint",
    "jwks_uri",
  ] as const) {
    const url = found[name];
    const problem = url === undefined ? undefined : urlProblem(url, "endpoint", one.sandbox);
    if (problem) throw wrong(one, "discovery", `the metadata's ${name} ${problem}`);
    if (url !== undefined && !hosts.has(new URL(url).host))
      throw wrong(one, "endpoint_hosts", `must name the host of the metadata's ${name} to allow it`);
  }
  const challenges = found.code_challenge_methods_supported;
  if (one.pkce === "S256" && challenges && !challenges.includes("S256"))
    throw wrong(one, "pkce", "must be none: the issuer's metadata does not offer S256");
  return found;
}
