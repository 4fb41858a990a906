import { z } from "zod";
import { login, text, words } from "./upstream.ts";

/** https://docs.github.com/en/rest/actions/workflow-runs */
const runSchema = z.object({
  id: z.number().int(),
  name: words,
  display_title: words,
  run_number: z.number().int(),
  run_attempt: z.number().int().nullish(),
  event: words,
  status: words,
  conclusion: text,
  head_branch: words,
  head_sha: z.string(),
  actor: login,
  created_at: words,
  updated_at: words,
  html_url: words,
});
export type Run = z.output<typeof runSchema>;
export const runListSchema = z.object({ total_count: z.number().int(), workflow_runs: z.array(runSchema) });

/** https://docs.github.com/en/rest/actions/workflow-jobs */
export const jobSchema = z.object({
  id: z.number().int(),
  run_id: z.number().int(),
  name: z.string(),
  status: z.string(),
  conclusion: text,
  started_at: text,
  completed_at: text,
  html_url: words,
  steps: z.array(z.object({ name: z.string(), number: z.number().int(), conclusion: text })).nullish(),
});
export type Job = z.output<typeof jobSchema>;
export const jobListSchema = z.object({ total_count: z.number().int(), jobs: z.array(jobSchema) });

/** https://docs.github.com/en/rest/actions/workflows */
export const workflowListSchema = z.object({
  total_count: z.number().int(),
  workflows: z.array(z.object({ id: z.number().int(), name: z.string(), path: z.string() })),
});
export type Workflow = z.output<typeof workflowListSchema>["workflows"][number];

const BAD = new Set(["failure", "timed_out", "startup_failure"]);

/** Failed in itself; one that was cancelled or skipped did not. */
export const hasFailed = ({ conclusion }: { conclusion?: string | null | undefined }): boolean =>
  BAD.has(conclusion ?? "");

export const failedStep = ({ steps }: Job): string | undefined => steps?.find(hasFailed)?.name;
