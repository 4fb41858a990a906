import { z } from "zod";
import {
  type Api,
  cursorOf,
  defineTool,
  fitResult,
  openCursor,
  READS,
  readAnswer,
  ToolError,
} from "../kit/index.ts";
import { authorOf, type Commit, commitListSchema, subjectOf } from "./commit-upstream.ts";
import { PROVENANCE } from "./provenance.ts";
import { moment, repoName, repoPath } from "./repo.ts";
import { PRIVATE, READ_CODE } from "./scopes.ts";
import { repository } from "./targets.ts";

const input = z.strictObject({
  repo: repoName,
  ref: z.string().max(255).describe("Branch, tag or commit").optional(),
  path: z.string().max(1000).optional(),
  author: z.string().max(100).describe("Login or email").optional(),
  since: z.string().max(40).optional(),
  until: z.string().max(40).optional(),
  page_size: z.int().min(1).max(50).default(20),
  cursor: z.string().max(2000).describe("From next_cursor").optional(),
});
type Input = z.output<typeof input>;

const output = z.object({
  items: z.array(
    z.object({
      sha: z.string(),
      subject: z.string(),
      author: z.string(),
      date: z.string(),
      merge: z.boolean(),
    }),
  ),
  next_cursor: z.string().optional(),
});
type Output = z.output<typeof output>;

/** `head`: what the list began at, so that commits pushed meanwhile do not move the pages. */
const position = z.object({ skip: z.number().int().min(0), head: z.string().optional() });

/** https://docs.github.com/en/rest/commits/commits#list-commits */
export const githubListCommits = defineTool({
  name: "github_list_commits",
  title: "List commits",
  description: "Commits of a branch, tag or path, newest first; by author and time if wanted.",
  effect: "read",
  targets: repository,
  labels: READS,
  scopes: READ_CODE,
  extras: [PRIVATE],
  input,
  output,
  run: list,
  render,
});

async function list(api: Api, asked: Input): Promise<Output> {
  const { cursor, ...query } = asked;
  const start = cursor === undefined ? { skip: 0, head: undefined } : openCursor(cursor, query, position);
  const size = asked.page_size;
  const filter = {
    path: asked.path?.replace(/^\/+|\/+$/g, "") || undefined,
    author: asked.author,
    since: asked.since === undefined ? undefined : moment(asked.since, "since"),
    until: asked.until === undefined ? undefined : moment(asked.until, "until"),
  };
  // A result may show less than a page, so the next one begins inside it.
  const page = Math.floor(start.skip / size) + 1;
  const commits = await commitsOf(api, asked, {
    sha: start.head ?? asked.ref,
    ...filter,
    per_page: size,
    page,
  });
  const plain = Object.values(filter).every((value) => value === undefined);
  // The first of a filtered list is not where the branch stands.
  const head = start.head ?? (plain ? commits[0]?.sha : undefined);
  const skipped = start.skip % size;
  const rest = commits.slice(skipped);
  return fitResult((share) => {
    const shown = rest.slice(0, Math.max(1, Math.floor(rest.length * share)));
    const more = shown.length < rest.length || commits.length === size;
    return {
      items: shown.map(rowOf),
      ...(more && {
        next_cursor: cursorOf(query, { skip: start.skip + shown.length, ...(head && { head }) }),
      }),
    };
  }, render);
}

async function commitsOf(api: Api, { repo, ref }: Input, query: Record<string, string | number | undefined>) {
  try {
    return readAnswer(commitListSchema, await api.get(`${repoPath(repo)}/commits`, { query }));
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    // https://docs.github.com/en/rest/commits/commits#list-commits--status-codes
    if (error.status === 409) throw new ToolError("not_found", `${repo} is empty: it has no commits yet.`);
    if (error.status !== 404 || ref === undefined) throw error;
    throw new ToolError(
      "not_found",
      `GitHub shows no ${ref} in ${repo}. See github_list_branches; or this account may not see the repository.`,
      { status: 404 },
    );
  }
}

const rowOf = (one: Commit): Output["items"][number] => ({
  sha: one.sha,
  subject: subjectOf(one.commit.message),
  author: authorOf(one),
  date: one.commit.author?.date ?? "",
  merge: one.parents.length > 1,
});

function render({ items, next_cursor }: Output): string {
  return [
    ...(items.length > 0
      ? [
          PROVENANCE,
          ...items.map(
            ({ sha, subject, author, date, merge }) =>
              `- ${sha} · ${subject}${merge ? " · merge" : ""} · ${author} · ${date}`,
          ),
        ]
      : ["No commits match."]),
    ...(next_cursor === undefined ? [] : [`[More: continue with cursor ${next_cursor}]`]),
  ].join("\n");
}
