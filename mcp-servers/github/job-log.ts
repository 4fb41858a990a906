import { z } from "zod";
import { type Api, ToolError, truncatedSchema } from "../kit/index.ts";
import { type LogTail, logTail } from "./log-text.ts";
import { failedStep, type Job } from "./run-upstream.ts";

const MAX_BYTES = 20_000_000;

export const logOutput = z.object({
  job_id: z.number().int(),
  name: z.string(),
  status: z.string(),
  conclusion: z.string().optional(),
  failed_step: z.string().optional(),
  url: z.string(),
  log: z.string().optional(),
  /** Lines of the log; `next_cursor` leads further back. */
  truncated: truncatedSchema.optional(),
  /** Why there is no log. */
  note: z.string().optional(),
});
export type LogItem = z.output<typeof logOutput>;

/** A job with what could be had of its log. */
export interface JobLog {
  job: Job;
  bytes?: Uint8Array | undefined;
  note?: string | undefined;
}

/**
 * The log as GitHub keeps it: `api.bytes` follows its redirect to the storage. What one job lacks is a note of it.
 * https://docs.github.com/en/rest/actions/workflow-jobs#download-job-logs-for-a-workflow-run
 */
export async function readLog(api: Api, repoPath: string, job: Job): Promise<JobLog> {
  if (job.status !== "completed")
    return { job, note: `The job is ${job.status}: GitHub gives its log when it has ended. Ask again then.` };
  try {
    const { bytes } = await api.bytes(`${repoPath}/actions/jobs/${job.id}/logs`, { maxBytes: MAX_BYTES });
    return { job, bytes };
  } catch (error) {
    const note = error instanceof ToolError ? whyNone(error) : undefined;
    if (note === undefined) throw error;
    return { job, note };
  }
}

function whyNone({ fault, status }: ToolError): string | undefined {
  if (fault === "too_large") return `The log has more than ${MAX_BYTES / 1e6} MB: read it on GitHub.`;
  if (status === 410)
    return "The log is gone (410): it has expired, or somebody deleted it. Run the job again for a new one.";
  if (fault === "not_found") return "There is no log: the job never ran a step, or its log has expired.";
  return undefined;
}

/** A log from line `end` back. `cursor` makes the one that goes on. Pure. */
export function logItem(
  { job, bytes, note }: JobLog,
  of: { end: number | undefined; most: number; maxChars: number; cursor(end: number): string },
): LogItem {
  const step = failedStep(job);
  const tail = bytes && logTail(bytes, of);
  return {
    job_id: job.id,
    name: job.name,
    status: job.status,
    ...(job.conclusion && { conclusion: job.conclusion }),
    ...(step && { failed_step: step }),
    url: job.html_url,
    ...(tail && { log: tail.lines.join("\n") }),
    ...(tail && tail.lines.length < tail.total && { truncated: truncation(tail, of.cursor) }),
    ...(note !== undefined && { note }),
  };
}

const truncation = ({ lines, before, total }: LogTail, cursor: (end: number) => string) => ({
  returned: lines.length,
  total,
  ...(before > 0 && { next_cursor: cursor(before) }),
});

export function logText(item: LogItem): string {
  const { truncated, log, note } = item;
  const end = item.conclusion ?? item.status;
  return [
    `=== job ${item.job_id} · ${item.name} · ${end}${item.failed_step ? ` at "${item.failed_step}"` : ""} · ${item.url}`,
    ...(truncated ? [backLine(truncated)] : []),
    ...(note === undefined ? [] : [`[${note}]`]),
    ...(log === undefined ? [] : [log]),
  ].join("\n");
}

function backLine({ returned, total, next_cursor }: NonNullable<LogItem["truncated"]>): string {
  return next_cursor === undefined
    ? `[The first ${returned} of ${total} lines; the others came before.]`
    : `[${returned} of ${total} lines are here. Further back with cursor ${next_cursor}]`;
}
