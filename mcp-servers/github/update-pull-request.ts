import { z } from "zod";
import { type Api, defineTool, SENDS, ToolError } from "../kit/index.ts";
import { inTurn } from "./in-turn.ts";
import { needing } from "./needing.ts";
import { PROVENANCE } from "./provenance.ts";
import { branchStep, draftSteps, fieldSteps, reviewStep, type Step } from "./pull-changes.ts";
import { pullRow, rowOfPull } from "./pull-row.ts";
import { pullNumber, pullPath, readPull } from "./read-pull.ts";
import { repoName } from "./repo.ts";
import { reviewersOf } from "./reviewers.ts";
import { PRIVATE, WRITE_PULLS } from "./scopes.ts";
import { repository } from "./targets.ts";

const input = z.strictObject({
  repo: repoName,
  number: pullNumber,
  title: z.string().max(256).optional(),
  body: z.string().max(65_536).optional(),
  state: z.enum(["open", "closed"]).optional(),
  draft: z.boolean().describe("false: ready for review").optional(),
  base: z.string().max(255).optional(),
  reviewers_add: z.array(z.string().max(60)).max(15).describe("login or org/team").optional(),
  update_branch: z.boolean().describe("Merge base into head").optional(),
});
type Input = z.output<typeof input>;

const output = z.object({
  pull_request: pullRow.pick({
    number: true,
    title: true,
    state: true,
    draft: true,
    head_sha: true,
    base: true,
    url: true,
  }),
  /** What this call did; empty where all was so already. */
  done: z.array(z.string()),
});
type Output = z.output<typeof output>;

/** https://docs.github.com/en/rest/pulls/pulls#update-a-pull-request */
export const githubUpdatePullRequest = defineTool({
  name: "github_update_pull_request",
  title: "Change a pull request",
  description:
    "Change a pull request: title, body, base, draft or ready, close or reopen, ask reviewers, update its branch.",
  effect: "destructive",
  idempotent: true,
  targets: repository,
  labels: SENDS,
  scopes: WRITE_PULLS,
  extras: [PRIVATE, { title: "Update branches", scopes: ["contents:write"] }],
  input,
  output,
  run: (api, asked, signal) =>
    needing(
      "write access to the repository, of a GitHub App pull_requests:write, and contents:write to update a branch",
      () => update(api, asked, signal),
    ),
  render: ({ pull_request: pull, done }) =>
    [
      done.length > 0 ? `Done: ${done.join(", ")}.` : "Everything was so already; nothing was changed.",
      PROVENANCE,
      `#${pull.number} ${pull.title.replace(/\s+/g, " ")} · ${pull.state}${pull.draft ? " (draft)" : ""} · ${pull.head_sha} into ${pull.base} · ${pull.url}`,
    ].join("\n"),
});

async function update(api: Api, asked: Input, signal: AbortSignal): Promise<Output> {
  const where = pullPath(asked);
  if (asked.title?.trim() === "")
    throw new ToolError("bad_argument", "`title` is empty. Nothing was changed.");
  const reviewers = reviewersOf(asked.reviewers_add ?? [], asked.repo);
  return inTurn(api, signal, async () => {
    const pull = await readPull(api, where);
    const fields = fieldSteps(api, where, pull, asked);
    const others = [
      ...draftSteps(api, pull, asked),
      ...(asked.reviewers_add?.length ? [reviewStep(api, where, pull, reviewers)] : []),
      ...(asked.update_branch ? [branchStep(api, where, pull, asked)] : []),
    ];
    // Most of it takes an open pull request.
    const steps = asked.state === "closed" ? [...others, ...fields] : [...fields, ...others];
    if (steps.length === 0) throw new ToolError("bad_argument", "Nothing to change was given.");
    const done = await doAll(steps, signal);
    const now = done.length > 0 ? await readPull(api, where) : pull;
    return { pull_request: rowOfPull(now), done };
  });
}

/** One after the other; a failure says what was done before it. */
async function doAll(steps: readonly Step[], signal: AbortSignal): Promise<string[]> {
  const done: string[] = [];
  for (const { name, run } of steps) {
    try {
      signal.throwIfAborted();
      if (await run()) done.push(name);
    } catch (error) {
      if (!(error instanceof ToolError) || done.length === 0) throw error;
      const { fault, retryAfter, status, reason, data } = error;
      throw new ToolError(fault, `Done: ${done.join(", ")}. Then ${name} failed: ${error.message}`, {
        retryAfter,
        status,
        reason,
        data,
      });
    }
  }
  return done;
}
