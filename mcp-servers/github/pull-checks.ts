import { z } from "zod";
import { type Api, path, readAnswer, ToolError } from "../kit/index.ts";
import { checkRunsSchema, combinedStatusSchema } from "./pull-upstream.ts";
import { repoPath } from "./repo.ts";

const PER_PAGE = 100;
const PAGES = 3;
const MOST_SHOWN = 40;

export const checksOutput = z.object({
  /** `failure` once one failed, else `pending`, else `success`; `none` without any. */
  state: z.string(),
  total: z.number().int(),
  /** How many of each conclusion. */
  counts: z.record(z.string(), z.number().int()),
  /** Those that failed or go on first. */
  items: z.array(z.object({ name: z.string(), state: z.string(), url: z.string().optional() })),
});
export type Checks = z.output<typeof checksOutput>;
export interface Check {
  name: string;
  /** The conclusion; of what has none yet, `queued`, `in_progress`, `pending`, …. */
  state: string;
  url?: string | undefined;
}

const PASSED = new Set(["success", "neutral", "skipped"]);
const FAILED = new Set([
  "failure",
  "error",
  "timed_out",
  "cancelled",
  "action_required",
  "startup_failure",
  "stale",
]);

/**
 * Check runs (GitHub Actions and other apps) and the older commit statuses of one commit, and what is missing of them. An
 * app has a permission for each: what it may not read is said, not thrown.
 */
export async function checksOf(
  api: Api,
  repo: string,
  sha: string,
): Promise<{ all: Check[] | undefined; missing: string[] }> {
  const where = `${repoPath(repo)}${path`/commits/${sha}`}`;
  const [runs, statuses] = await Promise.all([
    allowed(checkRuns(api, where)),
    allowed(commitStatuses(api, where)),
  ]);
  return {
    all: runs || statuses ? [...(runs?.all ?? []), ...(statuses?.all ?? [])] : undefined,
    missing: [
      ...(runs ? [] : ["Check runs are missing: this connection may not read them (checks:read)."]),
      ...(statuses
        ? []
        : ["Commit statuses are missing: this connection may not read them (statuses:read)."]),
      ...(runs?.more || statuses?.more ? ["There are more checks than were read."] : []),
    ],
  };
}

async function allowed<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ToolError && error.fault === "no_permission") return undefined;
    throw error;
  }
}

interface Found {
  all: Check[];
  more: boolean;
}

async function checkRuns(api: Api, where: string): Promise<Found> {
  const all: Check[] = [];
  for (let page = 1; page <= PAGES; page++) {
    const query = { filter: "latest", per_page: PER_PAGE, page };
    const { check_runs } = readAnswer(checkRunsSchema, await api.get(`${where}/check-runs`, { query }));
    for (const run of check_runs) {
      const state = run.status === "completed" ? run.conclusion || "neutral" : run.status;
      all.push({ name: run.name, state, url: run.html_url || run.details_url || undefined });
    }
    if (check_runs.length < PER_PAGE) return { all, more: false };
  }
  return { all, more: true };
}

async function commitStatuses(api: Api, where: string): Promise<Found> {
  const query = { per_page: PER_PAGE };
  const answer = await api.get(`${where}/status`, { query });
  const { statuses, total_count } = readAnswer(combinedStatusSchema, answer);
  const all = statuses.map(({ context, state, target_url }) => ({
    name: context,
    state,
    url: target_url || undefined,
  }));
  return { all, more: total_count > all.length };
}

export const isPassed = ({ state }: Check): boolean => PASSED.has(state);

/** By conclusion, what needs a look first. Pure. */
export function summary(all: readonly Check[]): Checks {
  const counts = new Map<string, number>();
  for (const { state } of all) counts.set(state, (counts.get(state) ?? 0) + 1);
  const urgency = ({ state }: Check) => (FAILED.has(state) ? 0 : PASSED.has(state) ? 2 : 1);
  const worst = Math.min(3, ...all.map(urgency));
  return {
    state: ["failure", "pending", "success", "none"][worst] ?? "none",
    total: all.length,
    counts: Object.fromEntries(counts),
    items: all
      .toSorted((a, b) => urgency(a) - urgency(b))
      .slice(0, MOST_SHOWN)
      .map(({ name, state, url }) => ({ name, state, ...(url && { url }) })),
  };
}

export function checksText({ state, total, counts, items }: Checks): string {
  if (total === 0) return "Checks: none.";
  const by = Object.entries(counts).map(([name, count]) => `${count} ${name}`);
  const telling = items.filter((one) => !PASSED.has(one.state));
  const hidden = total - items.length;
  return [
    `Checks: ${state} (${by.join(", ")})`,
    ...telling.map((one) => `- ${one.name}: ${one.state}${one.url ? ` · ${one.url}` : ""}`),
    ...(hidden > 0 ? [`[${hidden} more checks are counted, not listed.]`] : []),
  ].join("\n");
}
