import { type Api, readAnswer } from "../kit/index.ts";
import { hasFailed, type Job, jobListSchema, jobSchema } from "./run-upstream.ts";

const PER_PAGE = 100;
const PAGES = 5;

/** https://docs.github.com/en/rest/actions/workflow-jobs#get-a-job-for-a-workflow-run */
export const readJob = async (api: Api, repoPath: string, job: number): Promise<Job> =>
  readAnswer(jobSchema, await api.get(`${repoPath}/actions/jobs/${job}`));

/**
 * Jobs of the latest attempt of a run, at most 500, in GitHub's order. `total`: how many there are.
 * https://docs.github.com/en/rest/actions/workflow-jobs#list-jobs-for-a-workflow-run
 */
export async function readJobs(
  api: Api,
  repoPath: string,
  run: number,
): Promise<{ all: Job[]; total: number }> {
  const all: Job[] = [];
  let total = 0;
  for (let page = 1; page <= PAGES; page++) {
    const query = { filter: "latest", per_page: PER_PAGE, page };
    const answer = readAnswer(
      jobListSchema,
      await api.get(`${repoPath}/actions/runs/${run}/jobs`, { query }),
    );
    all.push(...answer.jobs);
    total = answer.total_count;
    if (answer.jobs.length < PER_PAGE) break;
  }
  return { all, total: Math.max(total, all.length) };
}

/** Whose logs are asked for: of a run those that failed, or all. Pure. */
export const wantedJobs = (all: readonly Job[], failedOnly: boolean): Job[] =>
  failedOnly ? all.filter(hasFailed) : all.filter(({ conclusion }) => conclusion !== "skipped");
