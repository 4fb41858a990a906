import { defineServer } from "../kit/index.ts";
import { githubAddComment } from "./add-comment.ts";
import { githubCreateIssue } from "./create-issue.ts";
import { githubCreatePullRequest } from "./create-pull-request.ts";
import { githubGetFile } from "./get-file.ts";
import { githubGetIssue } from "./get-issue.ts";
import { githubGetJobLogs } from "./get-job-logs.ts";
import { githubGetMe } from "./get-me.ts";
import { githubGetPullRequest } from "./get-pull-request.ts";
import { githubGetPullRequestDiff } from "./get-pull-request-diff.ts";
import { githubListIssues } from "./list-issues.ts";
import { githubListPullRequests } from "./list-pull-requests.ts";
import { githubListReviewThreads } from "./list-review-threads.ts";
import { githubListWorkflowRuns } from "./list-workflow-runs.ts";
import { githubMergePullRequest } from "./merge-pull-request.ts";
import { githubReviewPullRequest } from "./review-pull-request.ts";
import { githubSearchRepositories } from "./search-repositories.ts";
import { githubUpdatePullRequest } from "./update-pull-request.ts";

export const github = defineServer({
  id: "github",
  provider: "github",
  title: "GitHub",
  description:
    "Find repositories, read code and issues, create issues and comment; pull requests, reviews, merges and CI logs.",
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
    githubGetFile,
    githubListIssues,
    githubGetIssue,
    githubCreateIssue,
    githubAddComment,
    githubListPullRequests,
    githubGetPullRequest,
    githubGetPullRequestDiff,
    githubListReviewThreads,
    githubCreatePullRequest,
    githubUpdatePullRequest,
    githubReviewPullRequest,
    githubMergePullRequest,
    githubListWorkflowRuns,
    githubGetJobLogs,
  ],
});
