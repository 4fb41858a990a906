import { z } from "zod";
import { type Api, defineTool, readAnswer, ToolError } from "../kit/index.ts";
import { inTurn } from "./in-turn.ts";
import { repoName, repoPath } from "./repo.ts";
import { WRITE_ISSUES } from "./scopes.ts";
import { type Issue, issueSchema } from "./upstream.ts";

const input = z.strictObject({
  repo: repoName,
  title: z.string().max(256),
  body: z.string().max(65_536).optional(),
  labels: z.array(z.string().max(50)).max(20).optional(),
  assignees: z.array(z.string().max(40)).max(10).optional(),
  milestone: z.int().min(1).max(100_000).optional(),
  type: z.string().max(50).optional(),
});
type Input = z.output<typeof input>;

const output = z.object({
  number: z.number().int(),
  url: z.string(),
  warnings: z.array(z.string()).optional(),
});
type Output = z.output<typeof output>;

/** https://docs.github.com/en/rest/issues/issues#create-an-issue */
export const githubCreateIssue = defineTool({
  name: "github_create_issue",
  title: "Create an issue",
  description: "Create an issue.",
  effect: "destructive",
  scopes: WRITE_ISSUES,
  input,
  output,
  run: create,
  render: ({ number, url, warnings }) =>
    [`Created issue #${number} · ${url}`, ...(warnings ?? []).map((text) => `[${text}]`)].join("\n"),
});

async function create(api: Api, { repo, ...fields }: Input, signal: AbortSignal): Promise<Output> {
  if (fields.title.trim() === "")
    throw new ToolError("bad_argument", "`title` is empty. Nothing was created.");
  const where = `${repoPath(repo)}/issues`;
  const made = await inTurn(api, signal, () => api.post(where, fields));
  const issue = readAnswer(issueSchema, made);
  const warnings = dropped(fields, issue);
  return { number: issue.number, url: issue.html_url, ...(warnings.length > 0 && { warnings }) };
}

/** Without push access GitHub leaves these out and says nothing. */
function dropped({ labels = [], assignees = [], milestone }: Omit<Input, "repo">, issue: Issue): string[] {
  const has = (names: readonly string[], name: string) =>
    names.some((one) => one.toLowerCase() === name.toLowerCase());
  const lost = [
    ...labels.filter((name) => !has(issue.labels, name)).map((name) => `label ${name}`),
    ...assignees.filter((name) => !has(issue.assignees ?? [], name)).map((name) => `assignee ${name}`),
    ...(milestone !== undefined && !issue.milestone ? [`milestone ${milestone}`] : []),
  ];
  return lost.length > 0 ? [`GitHub left out: ${lost.join(", ")}. That takes push access.`] : [];
}
