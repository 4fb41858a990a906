import { type Api, ToolError } from "../kit/index.ts";
import { checksOf, isPassed } from "./pull-checks.ts";
import { latestReviews, reviewsOf } from "./pull-reviews.ts";
import { shortName } from "./pull-row.ts";
import type { Pull } from "./pull-upstream.ts";

const MOST_NAMED = 5;

/**
 * What a rule of the branch may be waiting for: GitHub says only that something is. Checks and reviews as they are now,
 * in sentences; empty where they cannot be read. Which of them the rule requires takes administration to know.
 */
export async function whatBlocks(api: Api, repo: string, where: string, pull: Pull): Promise<string> {
  try {
    const [checks, reviews] = await Promise.all([checksOf(api, repo, pull.head.sha), reviewsOf(api, where)]);
    const waiting = (checks.all ?? []).filter((one) => !isPassed(one));
    const latest = latestReviews(reviews.all);
    const by = (state: string) => latest.filter((one) => one.state === state).map(({ reviewer }) => reviewer);
    const [approved, refused] = [by("approved"), by("changes_requested")];
    return [
      ...(waiting.length > 0
        ? [`Checks not passed: ${some(waiting.map((one) => `${shortName(one.name)} (${one.state})`))}.`]
        : []),
      ...(refused.length > 0 ? [`Changes requested by ${some(refused)}.`] : []),
      approved.length > 0 ? `Approved by ${some(approved)}.` : "Nobody has approved it.",
    ].join(" ");
  } catch (error) {
    if (error instanceof ToolError) return "";
    throw error;
  }
}

function some(names: readonly string[]): string {
  const more = names.length - MOST_NAMED;
  return [...names.slice(0, MOST_NAMED), ...(more > 0 ? [`${more} more`] : [])].join(", ");
}
