import type { GitHubRepo } from "./emulator-internals.ts";
import type { GitHubCall } from "./github-account.ts";
import { githubFailed, notFound, pageOf } from "./github-answers.ts";
import { bodyOf } from "./github-bodies.ts";
import { ISSUE_TYPES } from "./github-issue-ledger.ts";
import { type Fields, issueOf, rowOf, type Shown } from "./github-issue-shape.ts";
import { type PullRow, pullIn, pullStore } from "./github-pull-ledger.ts";
import { ownerOf } from "./github-server.ts";

const ROUTE = /^\/repos\/([^/]+\/[^/]+)\/issues(?:\/(\d+)(\/(?:timeline|assignees))?)?$/;
const CREATE = ["title", "body", "labels", "assignees", "assignee", "milestone", "type"];
const UPDATE = [...CREATE, "state", "state_reason"];
const REASONS = ["completed", "not_planned", "duplicate", "reopened", null];

/**
 * Issues as GitHub has them, where the stock emulator differs: pull requests are issues, too, and are listed and changed
 * as such. https://docs.github.com/en/rest/issues/issues, /assignees and /timeline
 */
export async function issuesRoute(call: GitHubCall): Promise<Response | undefined> {
  const { github, request, url } = call;
  const [, fullName = "", digits, below = ""] = ROUTE.exec(url.pathname) ?? [];
  const repo = github.store.repos.findOneBy("full_name", fullName);
  if (!repo) return undefined;
  const number = Number(digits);
  switch (`${request.method} ${digits === undefined ? "" : "n"}${below}`) {
    case "GET ":
      return list(call, repo);
    case "POST ":
      return create(call, repo);
    case "GET n":
      return show(call, repo, number);
    case "PATCH n":
      return change(call, repo, number);
    case "GET n/timeline":
      return timeline(call, repo, number);
    case "POST n/assignees":
    case "DELETE n/assignees":
      return assign(call, repo, number);
  }
  return undefined;
}

/** Who may set labels, people, milestones and types. */
function mayPush({ github, grant }: GitHubCall, repo: GitHubRepo): boolean {
  return grant.kind === "installation" || github.roleIn(grant.login, ownerOf(repo)) !== undefined;
}

async function show(call: GitHubCall, repo: GitHubRepo, number: number): Promise<Response> {
  const issue = await issueOf(call, repo, number);
  return issue ? Response.json(issue) : notFound();
}

/** https://docs.github.com/en/rest/issues/issues#list-repository-issues */
async function list(call: GitHubCall, repo: GitHubRepo): Promise<Response> {
  const query = call.url.searchParams;
  const state = query.get("state") ?? "open";
  const labels = (query.get("labels") ?? "").split(",").filter((name) => name !== "");
  const people = query.get("assignee");
  const since = query.get("since");
  const by = query.get("sort") === "updated" ? "updated_at" : "created_at";
  const numbers = call.github.store.issues.all().filter((one) => one.repo_id === repo.id);
  const all = await Promise.all(numbers.map(({ number }) => issueOf(call, repo, number)));
  const found = all
    .filter((one) => one !== undefined)
    .filter((one) => state === "all" || one.state === state)
    .filter((one) => labels.every((label) => namesIn(one.labels, "name").includes(label.toLowerCase())))
    .filter((one) => since === null || Date.parse(String(one.updated_at)) >= Date.parse(since))
    .filter((one) => fits(namesIn(one.assignees, "login"), people))
    .sort((a, b) => String(b[by]).localeCompare(String(a[by])) || b.number - a.number);
  if (query.get("direction") === "asc") found.reverse();
  const { items, headers } = pageOf(found, call.url);
  return Response.json(items, { headers });
}

const namesIn = (rows: unknown, field: string): string[] =>
  (rows as Record<string, string>[]).map((row) => String(row[field]).toLowerCase());

const fits = (people: readonly string[], asked: string | null): boolean =>
  asked === null ||
  (asked === "*"
    ? people.length > 0
    : asked === "none"
      ? people.length === 0
      : people.includes(asked.toLowerCase()));

const json = (method: string, body: Fields): RequestInit => ({
  method,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
});

/** Without push access labels, people, milestone and type are left out silently. */
function allowed(call: GitHubCall, repo: GitHubRepo, { assignee, type, ...body }: Fields): Fields {
  if (mayPush(call, repo)) return body;
  const { labels, assignees, milestone, ...rest } = body;
  return rest;
}

function wrongType(type: unknown): boolean {
  return type !== undefined && type !== null && !ISSUE_TYPES.includes(String(type));
}

const unprocessable = (field: string, code = "invalid"): Response =>
  Response.json(
    {
      message: "Validation Failed",
      errors: [{ resource: "Issue", field, code }],
      documentation_url: "https://docs.github.com/rest/issues/issues",
      status: "422",
    },
    { status: 422 },
  );

async function create(call: GitHubCall, repo: GitHubRepo): Promise<Response> {
  const body = await bodyOf(call, CREATE);
  if (body instanceof Response) return body;
  if (typeof body.title !== "string" || body.title.trim() === "")
    return unprocessable("title", "missing_field");
  if (wrongType(body.type)) return unprocessable("type");
  const answer = await call.stock(`/repos/${repo.full_name}/issues`, json("POST", allowed(call, repo, body)));
  if (answer.status !== 201) return answer;
  const { number } = (await answer.json()) as Shown;
  if (typeof body.type === "string" && mayPush(call, repo))
    call.github.issues.set(repo.full_name, number, { type: body.type });
  return Response.json(await issueOf(call, repo, number), { status: 201 });
}

async function change(call: GitHubCall, repo: GitHubRepo, number: number): Promise<Response> {
  const body = await bodyOf(call, UPDATE);
  if (body instanceof Response) return body;
  const issue = await issueOf(call, repo, number);
  const row = rowOf(call, repo, number);
  if (!issue || !row) return notFound();
  const { grant } = call;
  const own =
    grant.kind !== "installation" && (issue.user as { login?: string } | null)?.login === grant.login;
  if (!mayPush(call, repo) && !own) return githubFailed(403, "Must have admin rights to Repository.");
  if (!REASONS.includes((body.state_reason ?? null) as string | null)) return unprocessable("state_reason");
  if (body.state !== undefined && body.state !== "open" && body.state !== "closed")
    return unprocessable("state");
  if (wrongType(body.type)) return unprocessable("type");
  const { state_reason, ...rest } = allowed(call, repo, body);
  const kind = row.is_pull_request ? "pulls" : "issues";
  const answer = await call.stock(`/repos/${repo.full_name}/${kind}/${number}`, json("PATCH", rest));
  if (answer.status !== 200) return answer;
  // The stock emulator does not know every reason.
  if (typeof state_reason === "string") call.github.store.issues.update(row.id, { state_reason });
  if (typeof body.type === "string") call.github.issues.set(repo.full_name, number, { type: body.type });
  return Response.json(await issueOf(call, repo, number));
}

/** Those who cannot be assigned are passed over silently. https://docs.github.com/en/rest/issues/assignees */
async function assign(call: GitHubCall, repo: GitHubRepo, number: number): Promise<Response> {
  const body = await bodyOf(call, ["assignees"]);
  if (body instanceof Response) return body;
  if (!rowOf(call, repo, number)) return notFound();
  const asked = Array.isArray(body.assignees) ? body.assignees.map(String) : [];
  const assignees = asked.filter(
    (login) => mayPush(call, repo) && call.github.roleIn(login, ownerOf(repo)) !== undefined,
  );
  const pull = pullIn(call.github, repo, number);
  if (pull) {
    assignPull(call, pull, assignees);
    return Response.json(await issueOf(call, repo, number), {
      status: call.request.method === "POST" ? 201 : 200,
    });
  }
  const where = `/repos/${repo.full_name}/issues/${number}/assignees`;
  const answer = await call.stock(where, json(call.request.method, { assignees }));
  if (answer.status >= 300) return answer;
  return Response.json(await issueOf(call, repo, number), { status: answer.status });
}

/** The stock emulator knows this for issues alone. */
function assignPull({ github, request }: GitHubCall, pull: PullRow, logins: readonly string[]): void {
  const named = new Set(logins.map((login) => github.account(login)?.id));
  const now = pull.assignee_ids as number[];
  const ids =
    request.method === "POST" ? [...new Set([...now, ...named])] : now.filter((id) => !named.has(id));
  pullStore(github).pullRequests.update(pull.id, { assignee_ids: ids });
}

/** What mentions an issue, among the other events. https://docs.github.com/en/rest/using-the-rest-api/issue-event-types#cross-referenced */
async function timeline(call: GitHubCall, repo: GitHubRepo, number: number): Promise<Response> {
  if (!rowOf(call, repo, number)) return notFound();
  const mentions = new RegExp(`(?:^|[\\s(])(?:${repo.full_name.replaceAll(".", "\\.")})?#${number}\\b`);
  const others = call.github.store.issues
    .all()
    .filter((one) => one.repo_id === repo.id && one.number !== number);
  const issues = await Promise.all(others.map((one) => issueOf(call, repo, one.number)));
  const events = issues.flatMap((one) =>
    one && mentions.test(String(one.body ?? ""))
      ? [
          {
            event: "cross-referenced",
            actor: one.user,
            created_at: one.created_at,
            source: { type: "issue", issue: { ...one, repository: { full_name: repo.full_name } } },
          },
        ]
      : [],
  );
  const labels = Array.from({ length: 2 }, () => ({ event: "labeled", created_at: "2026-01-01T00:00:00Z" }));
  const { items, headers } = pageOf([...labels, ...events], call.url);
  return Response.json(items, { headers });
}
