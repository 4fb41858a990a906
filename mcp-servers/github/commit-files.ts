import { z } from "zod";
import { type Api, defineTool, eachOf, SENDS, SOURCE, sourceSchema, ToolError } from "../kit/index.ts";
import { build, movedOn, presentHead } from "./commit-build.ts";
import { type Change, isWorkflow, requireApart, safePath } from "./commit-plan.ts";
import { inTurn } from "./in-turn.ts";
import { branchName, fullSha } from "./ref-name.ts";
import { repoName } from "./repo.ts";
import { PRIVATE, WORKFLOW_FILES, WRITE_CODE } from "./scopes.ts";
import { committed } from "./targets.ts";

const MOST_FILES = 100;
const MOST_BYTES = 40 * 1024 * 1024;
const MOST_OF_ONE = 25 * 1024 * 1024;

const file = z.strictObject({
  path: z.string().min(1).max(1000),
  content: z.string().max(500_000).describe("Whole new text").optional(),
  source: sourceSchema.describe(SOURCE).optional(),
  delete: z.boolean().optional(),
  executable: z.boolean().optional(),
});
type File = z.output<typeof file>;

const input = z.strictObject({
  repo: repoName,
  branch: z.string().max(255),
  message: z.string().max(2000),
  files: z.array(file).min(1).max(MOST_FILES),
  expected_head_sha: z.string().max(40).describe("Refuse if the branch moved on").optional(),
});
type Input = z.output<typeof input>;

const output = z.object({
  sha: z.string(),
  url: z.string(),
  parent: z.string(),
  files: z.array(z.object({ path: z.string(), status: z.string() })),
  warnings: z.array(z.string()).optional(),
});
type Output = z.output<typeof output>;

/** Blobs, one tree, one commit, and the branch moved forward: https://docs.github.com/en/rest/git */
export const githubCommitFiles = defineTool({
  name: "github_commit_files",
  title: "Commit files",
  description:
    "Add, replace or delete files of a branch in one commit, each by whole content, source or delete. The branch must exist (github_create_branch).",
  effect: "destructive",
  targets: committed,
  labels: SENDS,
  scopes: WRITE_CODE,
  extras: [PRIVATE, WORKFLOW_FILES],
  input,
  output,
  run: commit,
  render: ({ sha, url, files, warnings }) =>
    [
      `Committed ${sha} · ${url}`,
      ...files.map(({ path, status }) => `- ${path} · ${status}`),
      ...(warnings ?? []).map((text) => `[${text}]`),
    ].join("\n"),
});

async function commit(api: Api, asked: Input, signal: AbortSignal): Promise<Output> {
  branchName(asked.branch, "branch");
  if (asked.message.trim() === "")
    throw new ToolError("bad_argument", "`message` is empty. Nothing was committed.");
  const expected =
    asked.expected_head_sha === undefined ? undefined : fullSha(asked.expected_head_sha, "expected_head_sha");
  requireFitting(api, asked.files);
  const changes = await changesOf(api, asked.files);
  return inTurn(api, signal, async () => {
    const head = await presentHead(api, asked);
    if (expected !== undefined && expected !== head) throw movedOn(asked.branch, head);
    const { made, steps } = await build(api, asked, { changes, head });
    const same = changes.length - steps.length;
    return {
      sha: made.sha,
      url: made.html_url,
      parent: head,
      files: steps.map(({ status, entry }) => ({ path: entry.path, status })),
      ...(same > 0 && { warnings: [`${same} files were like this already and are not in the commit.`] }),
    };
  });
}

function requireFitting(api: Api, files: readonly File[]): void {
  for (const one of files) {
    safePath(one.path);
    const given = [one.content !== undefined, one.source !== undefined, one.delete === true].filter(Boolean);
    if (given.length !== 1)
      throw new ToolError("bad_argument", `${one.path} takes exactly one of content, source and delete.`);
    if (one.content?.isWellFormed() === false)
      throw new ToolError("bad_argument", `The content of ${one.path} is not valid text.`);
    if (one.delete && one.executable !== undefined)
      throw new ToolError("bad_argument", `${one.path} is deleted, so it takes no executable.`);
  }
  requireApart(files.map(({ path }) => path));
  const workflow = files.find(({ path }) => isWorkflow(path));
  if (workflow && !api.hasScope("workflow") && !api.hasScope("workflows:write")) {
    throw new ToolError(
      "no_permission",
      `${workflow.path} is a workflow file. That takes the scope workflow of an OAuth app, or the permission workflows:write of a GitHub App, which this connection lacks. Nothing was committed.`,
    );
  }
}

/** Everything that is sent, at hand before anything is written. */
async function changesOf(api: Api, files: readonly File[]): Promise<Change[]> {
  let left = MOST_BYTES;
  return eachOf(files, 2, async ({ path, content, source, executable }) => {
    const bytes =
      source === undefined
        ? content === undefined
          ? undefined
          : Buffer.from(content, "utf8")
        : (await api.openSource(source, { maxBytes: Math.max(1, Math.min(left, MOST_OF_ONE)) })).bytes;
    left -= bytes?.length ?? 0;
    if (left < 0) throw new ToolError("too_large", "The files of one commit may have 40 MB together.");
    return { path, bytes, text: content, executable };
  });
}
