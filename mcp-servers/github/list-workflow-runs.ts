import { z } from "zod";
import {
  type Api,
  defineTool,
  fitResult,
  pageOfScan,
  path,
  placeOf,
  READS,
  readAnswer,
  scanPages,
} from "../kit/index.ts";
import { findWorkflow } from "./find-workflow.ts";
import { needing } from "./needing.ts";
import { PROVENANCE } from "./provenance.ts";
import { repoName, repoPath } from "./repo.ts";
import { failedStep, hasFailed, type Job, jobListSchema, type Run, runListSchema } from "./run-upstream.ts";
import { PRIVATE, READ_RUNS } from "./scopes.ts";
import { repository } from "./targets.ts";

const MOST_JOBS = 50;
/** GitHub gives no more of a filtered list of runs. */
const MOST_RUNS = 1000;

const input = z.strictObject({
  repo: repoName,
  branch: z.string().max(255).optional(),
  status: z.enum(["queued", "in_progress", "success", "failure", "any"]).default("any"),
  workflow: z.string().max(255).describe("name, file or id").optional(),
  page_size: z.int().min(1).max(50).default(20),
  cursor: z.string().max(2000).describe("From next_cursor").optional(),
});
type Input = z.output<typeof input>;

const output = z.object({
  items: z.array(
    z.object({
      run_id: z.number().int(),
      workflow: z.string(),
      title: z.string(),
      number: z.number().int(),
      attempt: z.number().int().optional(),
      branch: z.string(),
      head_sha: z.string(),
      event: z.string(),
      status: z.string(),
      conclusion: z.string().optional(),
      actor: z.string(),
      created: z.string(),
      updated: z.string(),
      url: z.string(),
    }),
  ),
  /** Of the first item; on the first page only. Those that failed first. */
  latest_jobs: z
    .array(
      z.object({
        job_id: z.number().int(),
        name: z.string(),
        status: z.string(),
        conclusion: z.string().optional(),
        failed_step: z.string().optional(),
        started: z.string().optional(),
        completed: z.string().optional(),
      }),
    )
    .optional(),
  total: z.number().int(),
  next_cursor: z.string().optional(),
  warnings: z.array(z.string()).optional(),
});
type Output = z.output<typeof output>;

/** https://docs.github.com/en/rest/actions/workflow-runs#list-workflow-runs-for-a-repository */
export const githubListWorkflowRuns = defineTool({
  name: "github_list_workflow_runs",
  title: "List workflow runs",
  description: "CI runs with jobs of the latest.",
  effect: "read",
  targets: repository,
  labels: READS,
  scopes: READ_RUNS,
  extras: [PRIVATE],
  input,
  output,
  run: (api, asked) =>
    needing(
      "of a GitHub App the permission actions:read, of an OAuth app the scope repo where the repository is private",
      () => list(api, asked),
    ),
  render,
});

async function list(api: Api, asked: Input): Promise<Output> {
  const { cursor, ...query } = asked;
  const repo = repoPath(asked.repo);
  const where =
    asked.workflow === undefined
      ? `${repo}/actions/runs`
      : `${repo}${path`/actions/workflows/${await findWorkflow(api, repo, asked.workflow)}/runs`}`;
  const filter = {
    branch: asked.branch,
    status: asked.status === "any" ? undefined : asked.status,
    exclude_pull_requests: true,
    per_page: asked.page_size,
  };
  let total = 0;
  const scan = await scanPages({
    from: placeOf(cursor, query),
    want: asked.page_size,
    maxPages: 1,
    async read(page = "1") {
      const answer = readAnswer(runListSchema, await api.get(where, { query: { ...filter, page } }));
      total = answer.total_count;
      const more = Number(page) * asked.page_size < Math.min(total, MOST_RUNS);
      return { rows: answer.workflow_runs, next: more ? String(Number(page) + 1) : undefined };
    },
    keep: () => true,
  });
  const latest = cursor === undefined ? scan.found[0]?.row : undefined;
  const jobs = latest && (await jobsOf(api, repo, latest.id));
  return fitResult((share) => {
    const { rows, next_cursor, cut } = pageOfScan(scan, query, share);
    const shownJobs = jobs?.all.slice(0, Math.max(1, Math.floor(MOST_JOBS * share)));
    const warnings = [
      ...(cut ? [`Only ${rows.length} of ${scan.found.length} runs fit in one result.`] : []),
      ...(jobs && shownJobs && shownJobs.length < jobs.total
        ? [`${shownJobs.length} of ${jobs.total} jobs of the latest run are listed.`]
        : []),
      ...(total > MOST_RUNS ? [`GitHub may show the first ${MOST_RUNS} of ${total} runs only.`] : []),
    ];
    return {
      items: rows.map(rowOf),
      ...(shownJobs && { latest_jobs: shownJobs.map(jobRow) }),
      total,
      ...(next_cursor !== undefined && { next_cursor }),
      ...(warnings.length > 0 && { warnings }),
    };
  }, render);
}

async function jobsOf(api: Api, repo: string, run: number): Promise<{ all: Job[]; total: number }> {
  const query = { filter: "latest", per_page: 100 };
  const answer = await api.get(`${repo}/actions/runs/${run}/jobs`, { query });
  const { jobs, total_count } = readAnswer(jobListSchema, answer);
  return { all: jobs.toSorted((a, b) => Number(hasFailed(b)) - Number(hasFailed(a))), total: total_count };
}

function rowOf(run: Run): Output["items"][number] {
  return {
    run_id: run.id,
    workflow: run.name,
    title: run.display_title.slice(0, 300),
    number: run.run_number,
    ...(run.run_attempt && { attempt: run.run_attempt }),
    branch: run.head_branch,
    head_sha: run.head_sha,
    event: run.event,
    status: run.status,
    ...(run.conclusion && { conclusion: run.conclusion }),
    actor: run.actor,
    created: run.created_at,
    updated: run.updated_at,
    url: run.html_url,
  };
}

function jobRow(job: Job): NonNullable<Output["latest_jobs"]>[number] {
  const step = failedStep(job);
  return {
    job_id: job.id,
    name: job.name,
    status: job.status,
    ...(job.conclusion && { conclusion: job.conclusion }),
    ...(step && { failed_step: step }),
    ...(job.started_at && { started: job.started_at }),
    ...(job.completed_at && { completed: job.completed_at }),
  };
}

function render({ items, latest_jobs, total, next_cursor, warnings }: Output): string {
  const rows = items.map(
    (run) =>
      `- run ${run.run_id} · ${run.workflow} #${run.number} · ${run.conclusion ?? run.status} · ${run.title.replace(/\s+/g, " ")} · ${run.branch} (${run.head_sha.slice(0, 10)}) · ${run.event} by ${run.actor} · ${run.created}`,
  );
  const jobs = (latest_jobs ?? []).map(
    (job) =>
      `- job ${job.job_id} · ${job.name} · ${job.conclusion ?? job.status}${job.failed_step ? ` at "${job.failed_step}"` : ""}`,
  );
  return [
    ...(items.length > 0 ? [`${total} runs.`, PROVENANCE, ...rows] : ["No runs match."]),
    ...(jobs.length > 0 ? [`Jobs of run ${items[0]?.run_id}:`, ...jobs] : []),
    ...(warnings ?? []).map((text) => `[${text}]`),
    ...(next_cursor === undefined ? [] : [`[More: continue with cursor ${next_cursor}]`]),
  ].join("\n");
}
