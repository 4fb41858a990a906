import { z } from "zod";
import { type Api, defineTool, path, readAnswer, SENDS, ToolError } from "../kit/index.ts";
import { commitSchema, gitRefSchema } from "./commit-upstream.ts";
import { headOf } from "./git-head.ts";
import { inTurn } from "./in-turn.ts";
import { branchName } from "./ref-name.ts";
import { repoName, repoPath } from "./repo.ts";
import { PRIVATE, WRITE_CODE } from "./scopes.ts";
import { repository } from "./targets.ts";

const input = z.strictObject({
  repo: repoName,
  name: z.string().max(255),
  from: z.string().max(255).describe("Branch, tag or commit; default branch if left out").optional(),
});
type Input = z.output<typeof input>;

const output = z.object({ ref: z.string(), sha: z.string() });
type Output = z.output<typeof output>;

/** https://docs.github.com/en/rest/git/refs#create-a-reference */
export const githubCreateBranch = defineTool({
  name: "github_create_branch",
  title: "Create a branch",
  description: "Create a branch at a branch, tag or commit.",
  effect: "write",
  targets: repository,
  labels: SENDS,
  scopes: WRITE_CODE,
  extras: [PRIVATE],
  input,
  output,
  run: create,
  render: ({ ref, sha }) => `Created ${ref} at ${sha}`,
});

async function create(api: Api, { repo, name, from = "HEAD" }: Input, signal: AbortSignal): Promise<Output> {
  branchName(name, "name");
  return inTurn(api, signal, async () => {
    const sha = await shaOf(api, repo, from);
    try {
      const made = await api.post(`${repoPath(repo)}/git/refs`, { ref: `refs/heads/${name}`, sha });
      const { ref, object } = readAnswer(gitRefSchema, made);
      return { ref, sha: object.sha };
    } catch (error) {
      throw await refusalOf(api, { repo, name }, error);
    }
  });
}

/** The commit that a name stands for; tags with a message are followed to theirs. */
async function shaOf(api: Api, repo: string, from: string): Promise<string> {
  try {
    const where = `${repoPath(repo)}${path`/commits/${from}`}`;
    return readAnswer(commitSchema, await api.get(where, { query: { per_page: 1 } })).sha;
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    if (error.status === 409)
      throw new ToolError("not_found", `${repo} is empty: a branch needs a commit to start from.`);
    if (error.status !== 404 && error.status !== 422) throw error;
    throw new ToolError(
      "not_found",
      `GitHub shows no ${from} in ${repo}. See github_list_branches; or this account may not see the repository.`,
      { status: error.status },
    );
  }
}

/** GitHub answers 422 to a name that is taken, and 404 to whom it does not let write. */
async function refusalOf(
  api: Api,
  { repo, name }: { repo: string; name: string },
  error: unknown,
): Promise<unknown> {
  if (!(error instanceof ToolError)) return error;
  if (error.status === 403 || error.status === 404) {
    return new ToolError(
      "no_permission",
      `This account may not write to ${repo}. That takes the role Write there.`,
      {
        status: error.status,
      },
    );
  }
  if (error.status !== 422) return error;
  const taken = await headOf(api, repo, name).catch(() => undefined);
  if (taken === undefined) {
    return new ToolError(
      "bad_argument",
      `GitHub does not accept ${name}: a rule of the repository, or a branch that one of them would be a directory of.`,
      { status: 422 },
    );
  }
  return new ToolError("conflict", `The branch ${name} exists already, at ${taken}.`, {
    status: 422,
    data: { head_sha: taken },
  });
}
