import { createPublicKey } from "node:crypto";
import { decodeJwt, jwtVerify } from "jose";
import { githubFailed, notFound, pageOf } from "./github-answers.ts";
import type { GitHubServer, Installation, Permissions } from "./github-server.ts";

const LEVELS = ["none", "read", "write", "admin"];
const MOST_SECONDS = 600;

/**
 * What an app may do with a JWT of its own key.
 * https://docs.github.com/en/rest/apps/apps
 */
export async function appRoute(
  github: GitHubServer,
  request: Request,
  url: URL,
  bearer: string | undefined,
): Promise<Response> {
  const wrong = await wrongJwt(github, bearer);
  if (wrong !== undefined) return githubFailed(401, wrong);
  const route = /^\/app(?:\/installations(?:\/(\d+)(\/access_tokens)?)?)?$/.exec(url.pathname);
  if (!route) return notFound();
  const [path, number, tokens] = route;
  if (number === undefined) {
    if (request.method !== "GET") return notFound();
    if (path === "/app") return Response.json(shownApp(github));
    const all = [...github.installations.values()].map((one) => shownInstallation(github, one));
    const page = pageOf(all, url);
    return Response.json(page.items, { headers: page.headers });
  }
  const installation = github.installations.get(Number(number));
  if (!installation) return notFound();
  switch (`${request.method} ${tokens ?? ""}`) {
    case "GET ":
      return Response.json(shownInstallation(github, installation));
    case "DELETE ":
      github.uninstall(installation.id);
      return new Response(null, { status: 204 });
    case "POST /access_tokens":
      return mint(github, installation, request);
    default:
      return notFound();
  }
}

/** https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app */
async function wrongJwt({ options }: GitHubServer, jwt: string | undefined): Promise<string | undefined> {
  const undecodable = "A JSON web token could not be decoded";
  if (jwt === undefined) return undecodable;
  try {
    await jwtVerify(jwt, createPublicKey(options.app.privateKey), {
      algorithms: ["RS256"],
      // Times are checked below, in GitHub's words.
      currentDate: new Date(0),
    });
  } catch (error) {
    if ((error as { code?: string }).code !== "ERR_JWT_CLAIM_VALIDATION_FAILED") return undecodable;
  }
  const { iss, iat, exp } = decodeJwt(jwt);
  const now = Math.floor(Date.now() / 1000);
  if (![String(options.app.id), options.appClient.id].includes(String(iss)))
    return "Integration must generate a public key";
  if (typeof iat !== "number" || iat > now)
    return "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued";
  if (typeof exp !== "number" || exp <= now)
    return "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires";
  return exp > now + MOST_SECONDS ? "'Expiration time' claim ('exp') is too far in the future" : undefined;
}

/** https://docs.github.com/en/rest/apps/apps#create-an-installation-access-token-for-an-app */
async function mint(github: GitHubServer, installation: Installation, request: Request): Promise<Response> {
  const body = await bodyOf(request);
  const permissions = { metadata: "read", ...(body.permissions ?? installation.permissions) };
  if (!within(permissions, installation.permissions))
    return githubFailed(422, "The permissions requested are not granted to this installation.");
  const repositories = named(github, installation, body);
  if (repositories === "unknown")
    return githubFailed(
      422,
      "There is at least one repository that does not exist or is not accessible to the parent installation.",
    );
  const grant = { kind: "installation", installation, permissions, repositories } as const;
  const { ledger, installationTokenSeconds: seconds } = github;
  const token = ledger.keepAccess(ledger.mint("ghs_", 27), grant, seconds);
  const expires_at = new Date(Date.now() + seconds * 1000).toISOString().replace(/\.\d+Z$/, "Z");
  const repository_selection = repositories ? "selected" : "all";
  return Response.json({ token, expires_at, permissions, repository_selection }, { status: 201 });
}

interface MintBody {
  permissions?: Permissions;
  repositories?: readonly string[];
  repository_ids?: readonly number[];
}

async function bodyOf(request: Request): Promise<MintBody> {
  const text = await request.text();
  return text === "" ? {} : (JSON.parse(text) as MintBody);
}

const within = (asked: Permissions, granted: Permissions): boolean =>
  Object.entries(asked).every(
    ([name, level]) => LEVELS.indexOf(level) <= LEVELS.indexOf(granted[name] ?? "none"),
  );

/** Full names of the repositories asked for; undefined: all. */
function named(
  { store }: GitHubServer,
  { account }: Installation,
  { repositories, repository_ids }: MintBody,
): readonly string[] | undefined | "unknown" {
  if (!repositories && !repository_ids) return undefined;
  const own = store.repos
    .all()
    .filter((one) => one.owner_id === account.id && one.owner_type === account.type);
  const found = [
    ...(repositories ?? []).map((name) => own.find((one) => one.name === name)),
    ...(repository_ids ?? []).map((id) => own.find((one) => one.id === id)),
  ];
  const names = found.flatMap((one) => (one ? [one.full_name] : []));
  return names.length === found.length ? names : "unknown";
}

function shownApp({ options, installations }: GitHubServer): Record<string, unknown> {
  const { app, appClient } = options;
  return {
    id: app.id,
    client_id: appClient.id,
    slug: app.slug,
    name: app.name,
    html_url: `https://github.com/apps/${app.slug}`,
    permissions: app.permissions,
    events: [],
    installations_count: installations.size,
  };
}

export function shownInstallation(
  { options, url }: GitHubServer,
  { id, account, permissions, createdAt }: Installation,
): Record<string, unknown> {
  return {
    id,
    account,
    app_id: options.app.id,
    app_slug: options.app.slug,
    target_id: account.id,
    target_type: account.type,
    repository_selection: "all",
    permissions,
    events: [],
    access_tokens_url: `${url}/app/installations/${id}/access_tokens`,
    repositories_url: `${url}/installation/repositories`,
    created_at: createdAt,
    updated_at: createdAt,
    suspended_at: null,
    suspended_by: null,
  };
}
