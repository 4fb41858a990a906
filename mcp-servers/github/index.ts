import { defineServer } from "../kit/index.ts";
import { githubAddComment } from "./add-comment.ts";
import { githubCreateIssue } from "./create-issue.ts";
import { githubGetFile } from "./get-file.ts";
import { githubGetIssue } from "./get-issue.ts";
import { githubGetMe } from "./get-me.ts";
import { githubListIssues } from "./list-issues.ts";
import { githubSearchRepositories } from "./search-repositories.ts";

export const github = defineServer({
  id: "github",
  provider: "github",
  title: "GitHub",
  description: "Find repositories, read code and issues, create issues and comment.",
  baseUrl: "https://api.github.com",
  tools: [
    githubGetMe,
    githubSearchRepositories,
    githubGetFile,
    githubListIssues,
    githubGetIssue,
    githubCreateIssue,
    githubAddComment,
  ],
});
