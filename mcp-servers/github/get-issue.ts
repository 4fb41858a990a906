import { z } from "zod";
import { type Api, defineTool, fitResult, openCursor, READS, readAnswer } from "../kit/index.ts";
import { withoutMark } from "./comment-mark.ts";
import { linkedPulls } from "./issue-links.ts";
import { type IssueOutput, issueOutput, issuePage, issueText, position } from "./issue-page.ts";
import { goneInWords, repoName, repoPath } from "./repo.ts";
import { PRIVATE, READ_ISSUES } from "./scopes.ts";
import { repository } from "./targets.ts";
import { type Comment, commentListSchema, issueSchema } from "./upstream.ts";

const PER_PAGE = 50;

const input = z.strictObject({
  repo: repoName,
  number: z.int().min(1).max(100_000_000),
  include_comments: z.boolean().default(true),
  max_chars: z.int().min(500).max(60_000).describe("Cut here; continue with cursor").default(12_000),
  cursor: z.string().max(2000).describe("From next_cursor").optional(),
});
type Input = z.output<typeof input>;

/** https://docs.github.com/en/rest/issues/issues#get-an-issue and /comments#list-issue-comments */
export const githubGetIssue = defineTool({
  name: "github_get_issue",
  title: "Read an issue",
  description:
    "An issue (or a pull request's conversation) with its comments, linked pull requests and sub-issue counts.",
  effect: "read",
  targets: repository,
  labels: READS,
  scopes: READ_ISSUES,
  extras: [PRIVATE],
  input,
  output: issueOutput,
  run: read,
  render: issueText,
});

async function read(api: Api, asked: Input): Promise<IssueOutput> {
  const { repo, number, include_comments, max_chars, cursor } = asked;
  const bound = { repo, number, include_comments };
  const start = cursor === undefined ? { page: 1, piece: 0, offset: 0 } : openCursor(cursor, bound, position);
  const where = `${repoPath(repo)}/issues/${number}`;
  const found = await api.get(where).catch((error: unknown) => {
    throw goneInWords(error, repo);
  });
  const issue = readAnswer(issueSchema, found);
  const [comments, links] = await Promise.all([
    include_comments && issue.comments > 0 ? commentPage(api, where, start.page) : [],
    include_comments && cursor === undefined && !issue.pull_request
      ? linkedPulls(api, where, repo)
      : undefined,
  ]);
  const more = comments.length === PER_PAGE && start.page * PER_PAGE < issue.comments;
  return fitResult(
    (share) =>
      issuePage({ issue, comments, links, start, more, bound, maxChars: Math.floor(max_chars * share) }),
    issueText,
  );
}

async function commentPage(api: Api, where: string, page: number): Promise<Comment[]> {
  const query = { per_page: PER_PAGE, page };
  const comments = readAnswer(commentListSchema, await api.get(`${where}/comments`, { query }));
  return comments.map((comment) => ({ ...comment, body: withoutMark(comment.body) }));
}
