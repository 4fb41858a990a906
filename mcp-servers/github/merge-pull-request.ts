import { z } from "zod";
import { type Api, defineTool, readAnswer, SENDS, ToolError } from "../kit/index.ts";
import { inTurn } from "./in-turn.ts";
import { needing } from "./needing.ts";
import { obstacle } from "./pull-mergeability.ts";
import { stateOf } from "./pull-row.ts";
import { mergedSchema, mergeMethodsSchema, type Pull } from "./pull-upstream.ts";
import { pullNumber, pullPath, readPull, readPullSettled } from "./read-pull.ts";
import { repoName, repoPath } from "./repo.ts";
import { MERGE_PULLS, PRIVATE } from "./scopes.ts";
import { repository } from "./targets.ts";
import { whatBlocks } from "./what-blocks.ts";

const input = z.strictObject({
  repo: repoName,
  number: pullNumber,
  method: z.enum(["merge", "squash", "rebase"]).default("squash"),
  expected_head_sha: z.string().max(40).describe("head_sha that was reviewed"),
  title: z.string().max(256).optional(),
  message: z.string().max(65_536).optional(),
});
type Input = z.output<typeof input>;

const output = z.object({
  /** Of the commit on the base branch. */
  sha: z.string(),
  /** It was merged before, with this head; this call changed nothing. */
  already_merged: z.boolean().optional(),
});
type Output = z.output<typeof output>;

/** https://docs.github.com/en/rest/pulls/pulls#merge-a-pull-request */
export const githubMergePullRequest = defineTool({
  name: "github_merge_pull_request",
  title: "Merge a pull request",
  description:
    "Merge a pull request if its head is still expected_head_sha (head_sha of github_get_pull_request).",
  effect: "destructive",
  targets: repository,
  labels: SENDS,
  scopes: MERGE_PULLS,
  extras: [PRIVATE],
  input,
  output,
  run: (api, asked, signal) =>
    needing("write access to the repository, of a GitHub App contents:write and pull_requests:write", () =>
      merge(api, asked, signal),
    ),
  render: ({ sha, already_merged }) =>
    already_merged ? `It was merged already, as ${sha}; nothing was changed.` : `Merged as ${sha}.`,
});

async function merge(api: Api, asked: Input, signal: AbortSignal): Promise<Output> {
  const { method, title, message, expected_head_sha: expected } = asked;
  if (!/^[0-9a-f]{40}$/i.test(expected))
    throw new ToolError(
      "bad_argument",
      "`expected_head_sha` is a whole commit sha, as `head_sha` of github_get_pull_request. Nothing was merged.",
    );
  if (method === "rebase" && (title !== undefined || message !== undefined))
    throw new ToolError(
      "bad_argument",
      "A rebase keeps its commits: `title` and `message` do not apply. Nothing was merged.",
    );
  const where = pullPath(asked);
  return inTurn(api, signal, async () => {
    const pull = await readPull(api, where);
    const before = settled(pull, expected);
    if (before) return before;
    const fields = {
      sha: pull.head.sha,
      merge_method: method,
      ...(title !== undefined && { commit_title: title }),
      ...(message !== undefined && { commit_message: message }),
    };
    try {
      return { sha: readAnswer(mergedSchema, await api.put(`${where}/merge`, fields)).sha };
    } catch (error) {
      if (!(error instanceof ToolError)) throw error;
      const after = await whyNot(api, asked, error, signal);
      if (after instanceof ToolError) throw after;
      return after;
    }
  });
}

/** What needs no merging any more; throws for what cannot be merged as it is. */
function settled(pull: Pull, expected: string): Output | undefined {
  const head = pull.head.sha;
  const same = head.toLowerCase() === expected.toLowerCase();
  if (stateOf(pull) === "merged" && same) return { sha: pull.merge_commit_sha ?? head, already_merged: true };
  if (stateOf(pull) === "merged") throw conflict(`It was merged already, with another head: ${head}.`, head);
  if (pull.state !== "open") throw conflict("It is closed without being merged. Reopen it first.", head);
  if (!same)
    throw conflict(
      `The head is now ${head}: there are other commits than were expected. Review them first.`,
      head,
    );
  if (pull.draft)
    throw conflict("It is a draft. Mark it ready with github_update_pull_request (draft: false).", head);
  return undefined;
}

const conflict = (sentence: string, head: string): ToolError =>
  new ToolError("conflict", `${sentence} Nothing was merged.`, { data: { head_sha: head } });

/** GitHub says 405 or 409 and little else; what is the case now tells why. */
async function whyNot(
  api: Api,
  asked: Input,
  refused: ToolError,
  signal: AbortSignal,
): Promise<ToolError | Output> {
  const { repo, method, expected_head_sha } = asked;
  if (refused.status !== 405 && refused.status !== 409 && refused.status !== 422) return refused;
  const where = pullPath(asked);
  const pull = await readPullSettled(api, where, signal);
  try {
    const done = settled(pull, expected_head_sha);
    if (done) return done;
  } catch (error) {
    if (error instanceof ToolError) return error;
    throw error;
  }
  const head = pull.head.sha;
  if (refused.status === 409)
    return conflict("Somebody else changed the base branch at the same moment. Try again.", head);
  const methods = await methodsOf(api, repo);
  if (methods && !methods.includes(method))
    return new ToolError(
      "bad_argument",
      `${repo} does not allow the method ${method}; it allows ${methods.join(", ") || "none"}. Nothing was merged.`,
      { status: refused.status ?? 405 },
    );
  const why = obstacle(pull);
  const blocked = pull.mergeable_state === "blocked" ? await whatBlocks(api, repo, where, pull) : "";
  if (why) return conflict(`It cannot be merged: ${why}.${blocked && ` ${blocked}`}`, head);
  return conflict(
    "GitHub does not merge it now: a rule of the repository, a merge queue, or mergeability that is still being worked out. Read it with github_get_pull_request.",
    head,
  );
}

/** Undefined where GitHub does not tell. */
async function methodsOf(api: Api, repo: string): Promise<string[] | undefined> {
  const allowed = readAnswer(mergeMethodsSchema, await api.get(repoPath(repo)));
  const methods = {
    merge: allowed.allow_merge_commit,
    squash: allowed.allow_squash_merge,
    rebase: allowed.allow_rebase_merge,
  };
  if (Object.values(methods).every((one) => typeof one !== "boolean")) return undefined;
  return Object.entries(methods).flatMap(([name, may]) => (may === false ? [] : [name]));
}
