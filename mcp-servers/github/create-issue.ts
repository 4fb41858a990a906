import { z } from "zod";
import { type Api, defineTool, readAnswer, SENDS, ToolError } from "../kit/index.ts";
import { marked, markOf } from "./comment-mark.ts";
import { inTurn } from "./in-turn.ts";
import { goneInWords, repoName, repoPath } from "./repo.ts";
import { PRIVATE, WRITE_ISSUES } from "./scopes.ts";
import { repository } from "./targets.ts";
import { type Issue, issueListSchema, issueSchema } from "./upstream.ts";

const LONGEST = 65_536;
/** How far back an earlier issue with the key is looked for, and in how many pages of 100. */
const LOOK_BACK_MS = 24 * 60 * 60_000;
const LOOK_PAGES = 5;

const input = z.strictObject({
  repo: repoName,
  title: z.string().max(256),
  body: z.string().max(LONGEST).optional(),
  labels: z.array(z.string().max(50)).max(20).optional(),
  assignees: z.array(z.string().max(40)).max(10).optional(),
  milestone: z.int().min(1).max(100_000).optional(),
  type: z.string().max(50).optional(),
  idempotency_key: z.string().max(100).describe("Same key: same result").optional(),
});
type Input = z.output<typeof input>;
type Fields = Omit<Input, "repo" | "idempotency_key">;

const output = z.object({
  number: z.number(),
  url: z.string(),
  /** An earlier call with the same idempotency key made it; this one made nothing. */
  already_sent: z.boolean().optional(),
  warnings: z.array(z.string()).optional(),
});
type Output = z.output<typeof output>;

/** https://docs.github.com/en/rest/issues/issues#create-an-issue */
export const githubCreateIssue = defineTool({
  name: "github_create_issue",
  title: "Create an issue",
  description: "Open an issue, with labels, assignees and milestone where the account may set them.",
  effect: "destructive",
  targets: repository,
  labels: SENDS,
  scopes: WRITE_ISSUES,
  extras: [PRIVATE],
  input,
  output,
  run: create,
  render: ({ number, url, already_sent, warnings }) =>
    [
      already_sent
        ? `Created earlier with this idempotency key; nothing new was created: issue #${number} · ${url}`
        : `Created issue #${number} · ${url}`,
      ...(warnings ?? []).map((text) => `[${text}]`),
    ].join("\n"),
});

/** With a key, its hash goes along in the body, and the issues of the last day are searched for it first. */
async function create(api: Api, asked: Input, signal: AbortSignal): Promise<Output> {
  const { repo, idempotency_key: key, ...fields } = asked;
  if (fields.title.trim() === "")
    throw new ToolError("bad_argument", "`title` is empty. Nothing was created.");
  const where = `${repoPath(repo)}/issues`;
  const mark = key === undefined ? undefined : markOf(api, key);
  const body = mark === undefined ? fields.body : marked(fields.body ?? "", mark);
  if ((body?.length ?? 0) > LONGEST) {
    throw new ToolError(
      "too_large",
      "With an idempotency key the body may have 100 characters less. Nothing was created.",
    );
  }
  return inTurn(api, signal, async () => {
    const earlier = mark === undefined ? undefined : await earlierOf(api, where, mark);
    if (earlier) return { number: earlier.number, url: earlier.html_url, already_sent: true };
    const made = await api.post(where, { ...fields, body }).catch((error: unknown) => {
      throw goneInWords(error, repo);
    });
    const issue = readAnswer(issueSchema, made);
    const warnings = dropped(fields, issue);
    return { number: issue.number, url: issue.html_url, ...(warnings.length > 0 && { warnings }) };
  });
}

async function earlierOf(api: Api, where: string, mark: string): Promise<Issue | undefined> {
  const since = `${new Date(Date.now() - LOOK_BACK_MS).toISOString().slice(0, 19)}Z`;
  for (let page = 1; page <= LOOK_PAGES; page++) {
    const query = { state: "all", since, sort: "created", direction: "desc", per_page: 100, page };
    const issues = readAnswer(issueListSchema, await api.get(where, { query }));
    const found = issues.find((one) => one.body.endsWith(mark));
    if (found || issues.length < 100) return found;
  }
  return undefined;
}

/** Without push access GitHub leaves these out and says nothing. */
function dropped({ labels = [], assignees = [], milestone, type }: Fields, issue: Issue): string[] {
  const has = (names: readonly string[], name: string) =>
    names.some((one) => one.toLowerCase() === name.toLowerCase());
  const lost = [
    ...labels.filter((name) => !has(issue.labels, name)).map((name) => `label ${name}`),
    ...assignees.filter((name) => !has(issue.assignees ?? [], name)).map((name) => `assignee ${name}`),
    ...(milestone !== undefined && !issue.milestone ? [`milestone ${milestone}`] : []),
    ...(type !== undefined && !issue.type ? [`type ${type}`] : []),
  ];
  return lost.length > 0 ? [`GitHub left out: ${lost.join(", ")}. That takes push access.`] : [];
}
