import { defineServer } from "../kit/index.ts";
import { githubAddComment } from "./add-comment.ts";
import { githubFile } from "./blob-file.ts";
import { githubCommitFiles } from "./commit-files.ts";
import { githubCreateBranch } from "./create-branch.ts";
import { githubCreateIssue } from "./create-issue.ts";
import { githubCreatePullRequest } from "./create-pull-request.ts";
import { githubGetCommit } from "./get-commit.ts";
import { githubGetFile } from "./get-file.ts";
import { githubGetIssue } from "./get-issue.ts";
import { githubGetJobLogs } from "./get-job-logs.ts";
import { githubGetMe } from "./get-me.ts";
import { githubGetPullRequest } from "./get-pull-request.ts";
import { githubGetPullRequestDiff } from "./get-pull-request-diff.ts";
import { githubGetRepository } from "./get-repository.ts";
import { githubListBranches } from "./list-branches.ts";
import { githubListCommits } from "./list-commits.ts";
import { githubListIssues } from "./list-issues.ts";
import { githubListPullRequests } from "./list-pull-requests.ts";
import { githubListReviewThreads } from "./list-review-threads.ts";
import { githubListWorkflowRuns } from "./list-workflow-runs.ts";
import { githubMergePullRequest } from "./merge-pull-request.ts";
import { githubReviewPullRequest } from "./review-pull-request.ts";
import { githubSearchCode } from "./search-code.ts";
import { githubSearchIssues } from "./search-issues.ts";
import { githubSearchRepositories } from "./search-repositories.ts";
import { githubUpdateIssue } from "./update-issue.ts";
import { githubUpdatePullRequest } from "./update-pull-request.ts";
export const github = defineServer({
  id: "github",
  provider: "github",
  title: "GitHub",
  description:
    "Find repositories, read code and history, commit files; issues, comments, pull requests, reviews, merges and CI logs.",
  baseUrl: "https://api.github.com",
  queries: ["/graphql"],
  // Where the logs of jobs are kept: https://docs.github.com/en/actions/reference/runners/github-hosted-runners
  signedHosts: [
    "*.blob.core.windows.net",
    "*.actions.githubusercontent.com",
    "results-receiver.actions.githubusercontent.com",
  ],
  tools: [
    githubGetMe,
    githubSearchRepositories,
    githubGetRepository,
    githubSearchCode,
    githubGetFile,
    githubListCommits,
    githubGetCommit,
    githubListBranches,
    githubSearchIssues,
    githubListIssues,
    githubGetIssue,
    githubCreateIssue,
    githubUpdateIssue,
    githubAddComment,
    githubListPullRequests,
    githubGetPullRequest,
    githubGetPullRequestDiff,
    githubListReviewThreads,
    githubCreatePullRequest,
    githubUpdatePullRequest,
    githubReviewPullRequest,
    githubMergePullRequest,
    githubCreateBranch,
    githubCommitFiles,
    githubListWorkflowRuns,
    githubGetJobLogs,
  ],
  resources: [githubFile],
});
