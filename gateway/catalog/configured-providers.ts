import { z } from "zod";
import { providers, servers } from "../../mcp-servers/index.ts";
import { type Complain, checkAddresses, checkEndpoints, checkScopes } from "./provider-checks.ts";

/** What is wrong with a definition, in one line: which entry, which field, why. */
export class DefinitionError extends Error {
  constructor(entry: string, field: string, problem: string) {
    super(`${entry}${field && `, field ${field}`}: ${problem}`);
    this.name = "DefinitionError";
  }
}

const line = (max: number) =>
  z
    .string()
    .min(1, "must not be empty")
    .max(max, `must be at most ${max} characters`)
    .regex(/^[^\p{Cc}]*$/u, "must be one line");
const address = z.string().max(2_000, "must be at most 2000 characters");
/** RFC 6749 section 3.3. */
const scope = z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]{1,200}$/, "must be a scope, without spaces");
/** Names of one answer: `sub`, `account.login`. */
const paths = z
  .union(
    [line(100).transform((one) => [one]), z.array(line(100)).min(1).max(5)],
    "must be a field name, or up to five",
  )
  .readonly();

/** Parameters that the gateway sets itself, or that would take the answer elsewhere. */
const OWN_PARAMETERS = [
  "client_id",
  "client_secret",
  "code_challenge",
  "code_challenge_method",
  "login_hint",
  "nonce",
  "redirect_uri",
  "request",
  "request_uri",
  "response_mode",
  "response_type",
  "scope",
  "state",
];
const parameter = line(60).refine(
  (name) => !OWN_PARAMETERS.includes(name.toLowerCase()),
  "is set by the gateway",
);

const OWN_HEADERS = [
  "authorization",
  "cookie",
  "host",
  "proxy-authorization",
  "content-length",
  "content-type",
];
const header = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,60}$/, "must be a header name in lower case")
  .refine((name) => !OWN_HEADERS.includes(name), "is set by the gateway")
  .refine((name) => !/^(connection|transfer-encoding|x-(http-)?method.*)$/.test(name), "may not be set");

const definition = z.strictObject({
  /** Names connectors, the path `/mcp/<id>`, the tool `<id>_get_account` and the variables `<ID>_CLIENT_ID` and so on. */
  id: z.string().regex(/^[a-z][a-z0-9_]{1,27}$/, "must be lower snake case, 2 to 28 characters"),
  title: line(60),
  description: line(200),
  /** Where people look for it. */
  category: z.enum(["productivity", "communication", "development", "other"]).default("other"),
  /** Exactly as the provider writes it in `iss` and in its metadata. */
  issuer: address,
  /** Endpoints come from the issuer's metadata, read once at start. */
  discovery: z.literal(true, "must be true, or left out").optional(),
  /** Hosts besides the issuer's own that its metadata may name. */
  endpoint_hosts: z.array(z.string()).max(10).default([]),
  authorization_endpoint: address.optional(),
  token_endpoint: address.optional(),
  authorization_params: z.record(parameter, line(500)).default({}),
  pkce: z.enum(["S256", "none"]).default("S256"),
  /** Default: what the metadata says, else `client_secret_basic`. */
  client_authentication: z.enum(["client_secret_basic", "client_secret_post"]).optional(),
  scope_separator: z.enum([" ", ","]).default(" "),
  /** Asked for in every grant, to learn whose account it is. */
  identity_scopes: z.array(scope).max(20),
  scopes: z
    .record(
      scope,
      z.strictObject({
        title: line(120),
        sensitivity: z.enum(["basic", "sensitive", "restricted"]).default("sensitive"),
        implies: z.array(scope).max(50).default([]),
      }),
    )
    .default({}),
  /** A returned scope that means the same as one of `scopes`. */
  scope_aliases: z.record(scope, scope).default({}),
  refresh_token_expected: z.boolean().default(false),
  /** GET with the access token; the endpoint defaults to the metadata's `userinfo_endpoint`. */
  identity: z
    .strictObject({
      endpoint: address.optional(),
      id: paths.default(["sub"]),
      label: paths.default(["email"]),
    })
    .prefault({}),
  /** The endpoint defaults to the metadata's `revocation_endpoint`. */
  revocation: z
    .strictObject({
      endpoint: address.optional(),
      method: z.enum(["POST", "DELETE"]).default("POST"),
      authentication: z.enum(["none", "client", "basic", "token"]).default("client"),
      body: z.enum(["form", "json", "none"]).default("form"),
      accepts: z.enum(["any", "access"]).default("any"),
      ends_whole_grant: z.boolean().default(false),
      already_dead: z.array(z.number().int().min(400).max(499)).max(10).default([]),
    })
    .prefault({}),
  /** Default: the identity call. */
  probe: z.strictObject({ url: address, label: line(60) }).optional(),
  api_hosts: z.array(z.string()).max(20).default([]),
  api_headers: z.record(header, line(500)).default({}),
  /** Only for tests on this machine: every address is then on loopback, and may be http. */
  sandbox: z.boolean().default(false),
});
/** A provider that the operator has defined, checked; endpoints that discovery will find are still absent. */
export type ProviderDefinition = Readonly<z.output<typeof definition>>;

const whole = definition.superRefine((one, context) => {
  const complain: Complain = (path, message) => context.addIssue({ code: "custom", path, message });
  checkAddresses(one, complain);
  checkEndpoints(one, complain);
  checkScopes(one, complain);
});

/** Names of this build, of its kinds of registration (`GITHUB_APP_…`) and of the company's sign-in (`LOGIN_OIDC_…`). */
const TAKEN: ReadonlySet<string> = new Set([
  ...providers.flatMap(({ id, variants = {} }) => [id, ...Object.keys(variants)]),
  ...servers.map(({ id }) => id),
  "login_oidc",
]);

/** The definitions in the text of a `PROVIDERS_FILE`. Throws `DefinitionError` for the first thing that is wrong. */
export function readDefinitions(text: string): ProviderDefinition[] {
  const list = parse(text);
  if (!Array.isArray(list)) throw new DefinitionError("the file", "", "must hold a JSON list of definitions");
  const seen = new Set<string>();
  return list.map((raw: unknown, at) => {
    const entry = nameOf(raw, at);
    const read = whole.safeParse(raw);
    if (!read.success) throw refusal(entry, read.error.issues[0]);
    const { id } = read.data;
    if (TAKEN.has(id)) throw new DefinitionError(entry, "id", "is the name of something built in");
    if (seen.has(id)) throw new DefinitionError(entry, "id", "is used twice");
    seen.add(id);
    return read.data;
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text, (name, value: unknown) => {
      if (name === "__proto__") throw new SyntaxError();
      return value;
    });
  } catch {
    throw new DefinitionError("the file", "", "is not JSON");
  }
}

/** `entry 2 (acme)`; what is not an id is not repeated. */
function nameOf(raw: unknown, at: number): string {
  const id: unknown = typeof raw === "object" && raw !== null ? (raw as { id?: unknown }).id : undefined;
  return `entry ${at + 1}${typeof id === "string" && /^\w{1,40}$/.test(id) ? ` (${id})` : ""}`;
}

function refusal(entry: string, issue: z.core.$ZodIssue | undefined): DefinitionError {
  const [unknown] = issue?.code === "unrecognized_keys" ? issue.keys : [];
  const path = [...(issue?.path ?? []), ...(unknown === undefined ? [] : [unknown])];
  const field = path
    .map((part) =>
      String(part)
        .replace(/[^\x21-\x7e]/g, "?")
        .slice(0, 80),
    )
    .join(".");
  const missing = issue?.code === "invalid_type" && issue.message.endsWith("undefined");
  const why = issue?.code === "invalid_key" ? issue.issues[0]?.message : issue?.message;
  const problem = unknown !== undefined ? "is not known" : missing ? "is missing" : why;
  return new DefinitionError(entry, field, problem ?? "is not valid");
}
