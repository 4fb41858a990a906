import { z } from "zod";
import {
  type Api,
  cursorOf,
  defineTool,
  eachOf,
  fitResult,
  openCursor,
  READS,
  ToolError,
} from "../kit/index.ts";
import { type JobLog, logItem, logOutput, logText, readLog } from "./job-log.ts";
import { needing } from "./needing.ts";
import { PROVENANCE } from "./provenance.ts";
import { repoName, repoPath } from "./repo.ts";
import { readJob, readJobs, wantedJobs } from "./run-jobs.ts";
import type { Job } from "./run-upstream.ts";
import { PRIVATE, READ_RUNS } from "./scopes.ts";
import { repository } from "./targets.ts";

/** Logs read in one call, and at the same time: each may have 20 MB. */
const JOBS_PER_CALL = 5;
const WIDTH = 2;

const id = z.int().min(1).max(99_999_999_999);
const input = z.strictObject({
  repo: repoName,
  run_id: id.optional(),
  job_id: id.optional(),
  failed_only: z.boolean().default(true),
  tail_lines: z.int().min(10).max(5000).default(200),
  max_chars: z.int().min(500).max(100_000).describe("Cut here; continue with cursor").default(20_000),
  cursor: z.string().max(2000).describe("From next_cursor; goes further back").optional(),
});
type Input = z.output<typeof input>;

const output = z.object({
  logs: z.array(logOutput),
  /** Logs of further jobs of the run. */
  next_cursor: z.string().optional(),
  warnings: z.array(z.string()).optional(),
});
type Output = z.output<typeof output>;

/** Further back in the log of one job, or on to further jobs of the run. */
const position = z.union([
  z.object({ job: id, end: z.number().int().min(1) }),
  z.object({ jobs: z.number().int().min(1) }),
]);
type Position = z.output<typeof position>;

/** https://docs.github.com/en/rest/actions/workflow-jobs#download-job-logs-for-a-workflow-run */
export const githubGetJobLogs = defineTool({
  name: "github_get_job_logs",
  title: "Read CI logs",
  description: "The last lines of the log of a job, or of the failed jobs of a run: give job_id or run_id.",
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
      () => read(api, asked),
    ),
  render,
});

async function read(api: Api, asked: Input): Promise<Output> {
  const { repo, run_id, job_id, failed_only, tail_lines: most } = asked;
  if ((run_id === undefined) === (job_id === undefined))
    throw new ToolError(
      "bad_argument",
      "Give either `job_id` or `run_id`, as github_list_workflow_runs names them.",
    );
  const query = { repo, run_id, job_id, failed_only };
  const at = asked.cursor === undefined ? undefined : openCursor(asked.cursor, query, position);
  const where = repoPath(repo);
  const { jobs, next, warnings } = await jobsAt(api, where, asked, at);
  const logs = await eachOf(jobs, WIDTH, (job) => readLog(api, where, job));
  if (job_id !== undefined) refuseEmpty(logs);
  const end = at && "end" in at ? at.end : undefined;
  return fitResult((share) => {
    const maxChars = Math.max(100, Math.floor((asked.max_chars / Math.max(1, logs.length)) * share));
    const items = logs.map((log) =>
      logItem(log, { end, most, maxChars, cursor: (to) => cursorOf(query, { job: log.job.id, end: to }) }),
    );
    return {
      logs: items,
      ...(next !== undefined && { next_cursor: cursorOf(query, { jobs: next }) }),
      ...(warnings.length > 0 && { warnings }),
    };
  }, render);
}

interface Jobs {
  jobs: Job[];
  /** How many of the run's wanted jobs come before those that follow. */
  next: number | undefined;
  warnings: string[];
}

async function jobsAt(api: Api, where: string, asked: Input, at: Position | undefined): Promise<Jobs> {
  const one = asked.job_id ?? (at && "job" in at ? at.job : undefined);
  if (one !== undefined) return { jobs: [await readJob(api, where, one)], next: undefined, warnings: [] };
  const { all, total } = await readJobs(api, where, asked.run_id ?? 0);
  const wanted = wantedJobs(all, asked.failed_only);
  const from = at && "jobs" in at ? at.jobs : 0;
  const to = from + JOBS_PER_CALL;
  const running = all.filter(({ status }) => status !== "completed").length;
  return {
    jobs: wanted.slice(from, to),
    next: to < wanted.length ? to : undefined,
    warnings: [
      ...(wanted.length === 0
        ? [
            `None of the ${total} jobs of this run ${asked.failed_only ? "has failed" : "has a log"}${running > 0 ? `; ${running} have not ended yet` : ""}.`,
          ]
        : []),
      ...(to < wanted.length || from > 0
        ? [`Jobs ${from + 1} to ${Math.min(to, wanted.length)} of ${wanted.length}.`]
        : []),
      ...(all.length < total ? [`Only the first ${all.length} of ${total} jobs were looked at.`] : []),
    ],
  };
}

/** Asked for one job's log, its absence is the answer. */
function refuseEmpty([log]: readonly JobLog[]): void {
  if (log?.note !== undefined) throw new ToolError("not_found", log.note);
}

function render({ logs, next_cursor, warnings }: Output): string {
  return [
    ...(logs.length > 0 ? [PROVENANCE, ...logs.map(logText)] : []),
    ...(warnings ?? []).map((text) => `[${text}]`),
    ...(next_cursor === undefined ? [] : [`[More jobs: continue with cursor ${next_cursor}]`]),
  ].join("\n");
}
