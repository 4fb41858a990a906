import type { GitHubRepo } from "./emulator-internals.ts";
import { githubFailed, notForApps, notFound } from "./github-answers.ts";
import { type GitHubGrant, type GitHubServer, ownerOf, type Permissions } from "./github-server.ts";

interface Needed {
  /** Any one of them. */
  permissions: readonly string[];
  level: "read" | "write";
}

/**
 * Which permission opens which route below `/repos/{owner}/{repo}` (the stock emulator asks people for none). What is
 * not here is closed. https://docs.github.com/en/rest/authentication/permissions-required-for-github-apps
 */
const RULES: readonly [RegExp, readonly string[]][] = [
  [/^$/, ["metadata"]],
  [/^\/(?:topics|languages|contributors|forks|collaborators)(?:\/.*)?$/, ["metadata"]],
  [/^\/pulls\/\d+\/merge$/, ["contents"]],
  [/^\/actions\/(?:runs|jobs|workflows)(?:\/.*)?$/, ["actions"]],
  [/^\/(?:commits\/[^/]+\/check-(?:runs|suites)|check-(?:runs|suites)(?:\/.*)?)$/, ["checks"]],
  [/^\/(?:commits\/[^/]+\/status(?:es)?|statuses\/[^/]+)$/, ["statuses"]],
  [/^\/(?:contents|readme|commits|branches|git|compare|tags|releases|comments)(?:\/.*)?$/, ["contents"]],
  [/^\/issues(?:\/(?:\d+|comments)(?:\/(?:comments|labels|\d+)(?:\/.*)?)?)?$/, ["issues", "pull_requests"]],
  [/^\/(?:issues|milestones)(?:\/.*)?$/, ["issues"]],
  [/^\/labels(?:\/.*)?$/, ["issues", "pull_requests"]],
  [/^\/pulls(?:\/.*)?$/, ["pull_requests"]],
];

/** Undefined: the route is closed. */
function neededFor(method: string, below: string): Needed | undefined {
  const rule = RULES.find(([path]) => path.test(below));
  const level = method === "GET" || method === "HEAD" ? "read" : "write";
  // Changing a repository itself is administration, which no client here has.
  if (!rule || (level === "write" && rule[1][0] === "metadata")) return undefined;
  // Comments and labels belong to issues and pull requests alike; the issue itself is one of the two.
  const permissions = /^\/issues(?:\/\d+)?$/.test(below) ? ["issues"] : rule[1];
  return { permissions, level };
}

/**
 * What a token may do in a repository: what its permissions say, read all of it, or not even know of it. Scopes of an
 * OAuth app are checked where they are needed.
 */
export function reach(
  github: GitHubServer,
  grant: GitHubGrant,
  repo: GitHubRepo,
): Permissions | "readable" | "none" {
  const outside = repo.private ? "none" : "readable";
  if (grant.kind === "installation") {
    const { installation, repositories, permissions } = grant;
    const own = ownerOf(repo) === installation.account.login;
    return own && (repositories?.includes(repo.full_name) ?? true) ? permissions : outside;
  }
  const member = github.roleIn(grant.login, ownerOf(repo)) !== undefined;
  if (grant.kind === "oauth_app") return member && grant.scopes.includes("repo") ? "readable" : outside;
  return (member && github.installationOn(ownerOf(repo))?.permissions) || outside;
}

/** Whether a token reads something of a repository. */
export function reads(
  github: GitHubServer,
  grant: GitHubGrant,
  repo: GitHubRepo,
  permission: string,
): boolean {
  const may = reach(github, grant, repo);
  return (
    !repo.private ||
    may === "readable" ||
    (may !== "none" && holds(may, { permissions: [permission], level: "read" }))
  );
}

const holds = (may: Permissions, { permissions, level }: Needed): boolean =>
  permissions.some((name) => may[name] === "write" || (level === "read" && may[name] === "read"));

/** Refuses a call below `/repos`, as GitHub does; undefined lets it through. */
export function refuseInRepo(
  github: GitHubServer,
  grant: GitHubGrant,
  { method, fullName, below }: { method: string; fullName: string; below: string },
): Response | undefined {
  const repo = github.store.repos.findOneBy("full_name", fullName);
  const needed = neededFor(method, below);
  if (!repo || !needed) return notFound();
  const may = reach(github, grant, repo);
  if (grant.kind === "oauth_app") return refuseOauth(grant.scopes, repo, needed, may === "none");
  if (may === "none") return notFound();
  if (!repo.private && needed.level === "read") return undefined;
  if (may !== "readable" && holds(may, needed)) return undefined;
  return notForApps({
    "x-accepted-github-permissions": needed.permissions.map((one) => `${one}=${needed.level}`).join("; "),
  });
}

/** A missing scope looks like a missing thing: https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/scopes-for-oauth-apps */
function refuseOauth(
  scopes: readonly string[],
  repo: GitHubRepo,
  { level }: Needed,
  hidden: boolean,
): Response | undefined {
  const enough = repo.private ? ["repo"] : ["public_repo", "repo"];
  const open = level === "read" && !repo.private;
  if (!hidden && (open || enough.some((one) => scopes.includes(one)))) return undefined;
  return notFound({ "x-accepted-oauth-scopes": enough.join(", ") });
}

/** What the routes of a person's own account ask of an OAuth app; other tokens are told in `github-account.ts`. */
export function missingScope(scopes: readonly string[], accepted: readonly string[]): Response | undefined {
  if (accepted.some((one) => scopes.includes(one))) return undefined;
  return githubFailed(404, "Not Found", { "x-accepted-oauth-scopes": accepted.join(", ") });
}
