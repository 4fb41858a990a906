import type { z } from "zod";
import { type Api, path, readAnswer, ToolError } from "../kit/index.ts";
import { type Change, planOf, type Step } from "./commit-plan.ts";
import { gitBlobSchema, gitCommitSchema } from "./commit-upstream.ts";
import { headOf, headPath } from "./git-head.ts";
import { repoPath } from "./repo.ts";
import { presentAt } from "./tree-walk.ts";

/** GitHub counts what makes content: https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits */
const MOST_UPLOADS = 50;

export interface Target {
  repo: string;
  branch: string;
}
type Made = z.output<typeof gitCommitSchema>;

/** Where the branch stands. Throws `not_found` with what to do. */
export async function presentHead(api: Api, { repo, branch }: Target): Promise<string> {
  try {
    return await headOf(api, repo, branch);
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    if (error.status === 409)
      throw new ToolError(
        "not_found",
        `${repo} is empty. Its first commit has to be made by git or on GitHub itself.`,
      );
    if (error.status !== 404) throw error;
    throw new ToolError(
      "not_found",
      `GitHub shows no branch ${branch} in ${repo}. Create it with github_create_branch; or this account may not see the repository.`,
      { status: 404 },
    );
  }
}

export const movedOn = (branch: string, head: string): ToolError =>
  new ToolError(
    "conflict",
    `${branch} moved on and is at ${head} now. Look at what changed, then call again with that expected_head_sha. Nothing was committed.`,
    { data: { head_sha: head } },
  );

/** Blobs, a tree on the branch's, a commit on its head, and the branch moved to it: https://docs.github.com/en/rest/git */
export async function build(
  api: Api,
  asked: Target & { message: string },
  { changes, head }: { changes: readonly Change[]; head: string },
): Promise<{ made: Made; steps: Step[] }> {
  const where = `${repoPath(asked.repo)}/git`;
  const { tree: base } = readAnswer(gitCommitSchema, await api.get(`${where}${path`/commits/${head}`}`));
  const steps = planOf(
    changes,
    await presentAt(api, { repo: asked.repo, root: base.sha, paths: changes.map(({ path }) => path) }),
  );
  if (steps.length === 0)
    throw new ToolError(
      "bad_argument",
      "Every file is like this on the branch already. Nothing was committed.",
    );
  if (steps.filter(({ upload }) => upload).length > MOST_UPLOADS)
    throw new ToolError(
      "too_large",
      `At most ${MOST_UPLOADS} files of more than 20,000 characters go into one commit.`,
    );
  const made = await written(asked.repo, async () => {
    for (const { upload } of steps) if (upload) await sendBlob(api, where, upload);
    const tree = await api.post(`${where}/trees`, {
      base_tree: base.sha,
      tree: steps.map(({ entry }) => entry),
    });
    const body = { message: asked.message, tree: readAnswer(gitBlobSchema, tree).sha, parents: [head] };
    return readAnswer(gitCommitSchema, await api.post(`${where}/commits`, body));
  });
  await moveBranch(api, asked, made.sha, head);
  return { made, steps };
}

function sendBlob(api: Api, where: string, { text, bytes }: Change): Promise<unknown> {
  const body =
    text === undefined
      ? { content: Buffer.from(bytes ?? []).toString("base64"), encoding: "base64" }
      : { content: text, encoding: "utf-8" };
  return api.post(`${where}/blobs`, body);
}

/** Who may read a repository and not write to it is told that it is not there. */
async function written<T>(repo: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (!(error instanceof ToolError) || (error.status !== 404 && error.fault !== "no_permission"))
      throw error;
    throw new ToolError(
      "no_permission",
      `This account may not write to ${repo}: that takes the role Write there, and the repository must not be archived. Nothing was committed.`,
      { status: error.status },
    );
  }
}

/** Not forced: a branch that moved meanwhile stays as it is. */
async function moveBranch(api: Api, { repo, branch }: Target, sha: string, head: string): Promise<void> {
  try {
    await api.patch(`${repoPath(repo)}/git/refs${headPath(branch)}`, { sha, force: false });
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    // An answer that got lost may have been a yes.
    const now = await headOf(api, repo, branch).catch(() => undefined);
    if (now === sha) return;
    if (![403, 404, 409, 422].includes(error.status ?? 0)) throw error;
    if (now !== undefined && now !== head) throw movedOn(branch, now);
    throw new ToolError(
      "no_permission",
      `GitHub does not let this account move ${branch} (${error.status}): it is protected, or a rule asks for a review. Commit to another branch and open a pull request. ${branch} is unchanged.`,
      { status: error.status },
    );
  }
}
