import { z } from "zod";
import type { Issue } from "./upstream.ts";

const LONGEST_TITLE = 300;
const MOST_NAMES = 20;

export const issueRow = z.object({
  number: z.number().int(),
  title: z.string(),
  state: z.string(),
  /** Why it is closed: `completed`, `not_planned`, `duplicate`. */
  state_reason: z.string().optional(),
  author: z.string(),
  /** What the author is to the repository: `OWNER`, `MEMBER`, `CONTRIBUTOR`, `NONE`, … */
  author_association: z.string(),
  labels: z.array(z.string()),
  assignees: z.array(z.string()),
  comments: z.number().int(),
  created: z.string(),
  updated: z.string(),
  url: z.string(),
});
export type IssueRow = z.output<typeof issueRow>;

export function rowOf(issue: Issue): IssueRow {
  return {
    number: issue.number,
    title: issue.title.slice(0, LONGEST_TITLE),
    state: issue.state,
    ...(issue.state_reason && { state_reason: issue.state_reason }),
    author: issue.user,
    author_association: issue.author_association,
    labels: issue.labels.slice(0, MOST_NAMES),
    assignees: (issue.assignees ?? []).slice(0, MOST_NAMES),
    comments: issue.comments,
    created: issue.created_at,
    updated: issue.updated_at,
    url: issue.html_url,
  };
}

export function rowText(row: IssueRow): string {
  return [
    `#${row.number} ${row.title.replace(/\s+/g, " ")}`,
    row.state_reason ? `${row.state} (${row.state_reason})` : row.state,
    `by ${row.author}${row.author_association ? ` (${row.author_association})` : ""}`,
    ...(row.labels.length > 0 ? [`labels ${row.labels.join(", ")}`] : []),
    ...(row.assignees.length > 0 ? [`assigned to ${row.assignees.join(", ")}`] : []),
    ...(row.comments > 0 ? [`${row.comments} comments`] : []),
    `updated ${row.updated}`,
  ].join(" · ");
}
