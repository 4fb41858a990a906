import { z } from "zod";
import { type Api, defineTool, path, readAnswer, SENDS, ToolError } from "../kit/index.ts";
import { marked, markIn } from "./comment-mark.ts";
import { inTurn } from "./in-turn.ts";
import { type Edit, editOf } from "./issue-edit.ts";
import { issueRow, rowOf, rowText } from "./issue-row.ts";
import { PROVENANCE } from "./provenance.ts";
import { repoName, repoPath } from "./repo.ts";
import { PRIVATE, WRITE_ISSUES } from "./scopes.ts";
import { repository } from "./targets.ts";
import { type Issue, issueSchema } from "./upstream.ts";

const names = (longest: number, most: number) => z.array(z.string().min(1).max(longest)).max(most).optional();

const input = z.strictObject({
  repo: repoName,
  number: z.int().min(1).max(100_000_000),
  title: z.string().max(256).optional(),
  body: z.string().max(65_536).optional(),
  state: z.enum(["open", "closed"]).optional(),
  state_reason: z.enum(["completed", "not_planned", "duplicate", "reopened"]).optional(),
  labels_add: names(50, 20),
  labels_remove: names(50, 20),
  assignees_add: names(40, 10),
  assignees_remove: names(40, 10),
});
type Input = z.output<typeof input>;

const output = z.object({ issue: issueRow, warnings: z.array(z.string()).optional() });
type Output = z.output<typeof output>;

/** https://docs.github.com/en/rest/issues/issues#update-an-issue, /labels and /assignees */
export const githubUpdateIssue = defineTool({
  name: "github_update_issue",
  title: "Change an issue",
  description:
    "Edit, label, assign, close or reopen an issue. Labels and assignees that are not named stay; title and body are replaced.",
  effect: "destructive",
  idempotent: true,
  targets: repository,
  labels: SENDS,
  scopes: WRITE_ISSUES,
  extras: [PRIVATE],
  input,
  output,
  run: update,
  render: ({ issue, warnings }) =>
    [PROVENANCE, `${rowText(issue)} · ${issue.url}`, ...(warnings ?? []).map((text) => `[${text}]`)].join(
      "\n",
    ),
});

async function update(api: Api, asked: Input, signal: AbortSignal): Promise<Output> {
  const where = `${repoPath(asked.repo)}/issues/${asked.number}`;
  // Once without looking, so that what cannot go through is refused before anything is asked.
  editOf(asked, undefined);
  return inTurn(api, signal, async () => {
    const before = readAnswer(issueSchema, await api.get(where));
    const edit = editOf(asked, before);
    const done: string[] = [];
    for (const step of stepsOf(api, where, edit, before)) {
      try {
        await step.run();
        done.push(step.title);
      } catch (error) {
        throw partly(error, done);
      }
    }
    const after = done.length === 0 ? before : readAnswer(issueSchema, await api.get(where));
    const warnings =
      done.length === 0 ? ["It was like this already; nothing was changed."] : dropped(edit, after);
    return { issue: rowOf(after), ...(warnings.length > 0 && { warnings }) };
  });
}

interface Step {
  title: string;
  run(): Promise<unknown>;
}

/** One call each, as adding and removing leave alone what somebody else adds or removes meanwhile. */
function stepsOf(api: Api, where: string, edit: Edit, before: Issue): Step[] {
  const { body } = edit.fields;
  const mark = body === undefined ? undefined : markIn(before.body);
  const fields = mark === undefined ? edit.fields : { ...edit.fields, body: marked(body ?? "", mark) };
  const { labelsAdd: labels, labelsRemove, assigneesAdd: assignees, assigneesRemove } = edit;
  return [
    ...(Object.keys(fields).length > 0
      ? [{ title: Object.keys(fields).join(", "), run: () => api.patch(where, fields) }]
      : []),
    ...(labels.length > 0
      ? [{ title: "labels added", run: () => api.post(`${where}/labels`, { labels }) }]
      : []),
    ...labelsRemove.map((label) => ({
      title: `label ${label} removed`,
      run: () => api.delete(`${where}${path`/labels/${label}`}`).catch(goneAlready),
    })),
    ...(assignees.length > 0
      ? [{ title: "assignees added", run: () => api.post(`${where}/assignees`, { assignees }) }]
      : []),
    ...(assigneesRemove.length > 0
      ? [
          {
            title: "assignees removed",
            run: () => api.delete(`${where}/assignees`, { body: { assignees: assigneesRemove } }),
          },
        ]
      : []),
  ];
}

/** Somebody else removed the label meanwhile. */
function goneAlready(error: unknown): undefined {
  if (error instanceof ToolError && error.status === 404) return undefined;
  throw error;
}

/** A failure, and what was done before it. */
function partly(error: unknown, done: readonly string[]): unknown {
  if (!(error instanceof ToolError)) return error;
  const { fault, message, retryAfter, status, reason } = error;
  const so = done.length === 0 ? "Nothing was changed." : `Changed before that: ${done.join("; ")}.`;
  return new ToolError(fault, `${message} ${so}`, { retryAfter, status, reason });
}

/** What GitHub takes and does not do: labels and people without push access, people who cannot be assigned. */
function dropped({ labelsAdd, assigneesAdd, fields }: Edit, after: Issue): string[] {
  const has = (names: readonly string[], name: string) =>
    names.some((one) => one.toLowerCase() === name.toLowerCase());
  const lost = [
    ...labelsAdd.filter((name) => !has(after.labels, name)).map((name) => `label ${name}`),
    ...assigneesAdd.filter((name) => !has(after.assignees ?? [], name)).map((name) => `assignee ${name}`),
    ...(fields.state !== undefined && fields.state !== after.state ? [`state ${fields.state}`] : []),
  ];
  return lost.length > 0
    ? [
        `GitHub left out: ${lost.join(", ")}. That takes push access, and assignees who may see the repository.`,
      ]
    : [];
}
