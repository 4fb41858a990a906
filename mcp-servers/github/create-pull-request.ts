import { z } from "zod";
import { type Api, defineTool, path, readAnswer, SENDS, ToolError } from "../kit/index.ts";
import { inTurn } from "./in-turn.ts";
import { needing } from "./needing.ts";
import { comparisonSchema, type Pull, pullListSchema, pullSchema } from "./pull-upstream.ts";
import { repoName, repoPath } from "./repo.ts";
import { requestReviews, reviewersOf } from "./reviewers.ts";
import { PRIVATE, WRITE_PULLS } from "./scopes.ts";
import { pullRequest } from "./targets.ts";

const input = z.strictObject({
  repo: repoName,
  title: z.string().max(256),
  head: z.string().max(255).describe("branch, or owner:branch of a fork"),
  base: z.string().max(255),
  body: z.string().max(65_536).optional(),
  draft: z.boolean().default(false),
  reviewers: z.array(z.string().max(60)).max(15).describe("login or org/team").optional(),
});
type Input = z.output<typeof input>;

const output = z.object({
  number: z.number().int(),
  url: z.string(),
  draft: z.boolean(),
  head_sha: z.string(),
  warnings: z.array(z.string()).optional(),
});
type Output = z.output<typeof output>;

/** https://docs.github.com/en/rest/pulls/pulls#create-a-pull-request */
export const githubCreatePullRequest = defineTool({
  name: "github_create_pull_request",
  title: "Open a pull request",
  description: "Open a pull request from head (a branch, or owner:branch of a fork) into base.",
  effect: "destructive",
  targets: pullRequest,
  labels: SENDS,
  scopes: WRITE_PULLS,
  extras: [PRIVATE],
  input,
  output,
  run: (api, asked, signal) =>
    needing("access to the repository, of a GitHub App pull_requests:write", () =>
      create(api, asked, signal),
    ),
  render: ({ number, url, draft, warnings }) =>
    [
      `Opened ${draft ? "draft " : ""}pull request #${number} · ${url}`,
      ...(warnings ?? []).map((text) => `[${text}]`),
    ].join("\n"),
});

async function create(api: Api, asked: Input, signal: AbortSignal): Promise<Output> {
  const { repo, title, head, base, draft, body } = asked;
  const empty = Object.entries({ title, head, base }).find(([, value]) => value.trim() === "");
  if (empty) throw new ToolError("bad_argument", `\`${empty[0]}\` is empty. Nothing was created.`);
  if (head === base)
    throw new ToolError("bad_argument", "`head` and `base` are the same branch. Nothing was created.");
  const names = reviewersOf(asked.reviewers ?? [], repo);
  const pulls = `${repoPath(repo)}/pulls`;
  return inTurn(api, signal, async () => {
    let pull: Pull;
    try {
      const fields = { title, head, base, draft, ...(body !== undefined && { body }) };
      pull = readAnswer(pullSchema, await api.post(pulls, fields));
    } catch (error) {
      throw error instanceof ToolError && error.status === 422 ? await refusal(api, asked, error) : error;
    }
    const warning =
      names.reviewers.length + names.team_reviewers.length > 0
        ? await askReviewers(api, `${pulls}/${pull.number}`, names)
        : undefined;
    return {
      number: pull.number,
      url: pull.html_url,
      draft: pull.draft === true,
      head_sha: pull.head.sha,
      ...(warning !== undefined && { warnings: [warning] }),
    };
  });
}

/** The pull request is there by now, so what goes wrong here is said beside it. */
async function askReviewers(api: Api, where: string, names: ReturnType<typeof reviewersOf>) {
  try {
    await requestReviews(api, where, names);
    return undefined;
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    return `No review was asked for: ${error.message} Ask with github_update_pull_request.`;
  }
}

/** GitHub refuses for many reasons under one status; what is the case tells which it was. */
async function refusal(api: Api, { repo, head, base, draft }: Input, refused: ToolError): Promise<ToolError> {
  const where = repoPath(repo);
  const label = head.includes(":") ? head : `${repo.trim().split("/")[0]}:${head}`;
  const query = { head: label, base, state: "open", per_page: 1 };
  const [open] = readAnswer(pullListSchema, await api.get(`${where}/pulls`, { query }));
  if (open) {
    return new ToolError(
      "conflict",
      `Pull request #${open.number} from ${label} into ${base} is open already: ${open.html_url}. Change it with github_update_pull_request. Nothing was created.`,
      { status: 422, data: { number: open.number, url: open.html_url } },
    );
  }
  if (refused.reason === "base.invalid")
    return new ToolError("not_found", `There is no branch ${base} in ${repo}. Nothing was created.`, {
      status: 422,
    });
  if (refused.reason === "head.invalid")
    return new ToolError(
      "not_found",
      `There is no branch ${head}, or it is in no fork of ${repo}. Push it first. Nothing was created.`,
      {
        status: 422,
      },
    );
  const ahead = await commitsAhead(api, where, base, head);
  if (ahead === 0)
    return new ToolError("bad_argument", `${head} has no commits that ${base} lacks. Nothing was created.`, {
      status: 422,
    });
  const hint = draft ? " Drafts are not allowed in every repository: try without `draft`." : "";
  return new ToolError("bad_argument", `${refused.message}${hint} Nothing was created.`, {
    status: 422,
    reason: refused.reason,
  });
}

/** Undefined where it cannot be told. https://docs.github.com/en/rest/commits/commits#compare-two-commits */
async function commitsAhead(
  api: Api,
  where: string,
  base: string,
  head: string,
): Promise<number | undefined> {
  try {
    const answer = await api.get(`${where}${path`/compare/${`${base}...${head}`}`}`, {
      query: { per_page: 1 },
    });
    return readAnswer(comparisonSchema, answer).ahead_by;
  } catch (error) {
    if (error instanceof ToolError) return undefined;
    throw error;
  }
}
