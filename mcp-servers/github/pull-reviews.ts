import { z } from "zod";
import { type Api, cutText, readAnswer } from "../kit/index.ts";
import { type Review, reviewListSchema } from "./pull-upstream.ts";

const PER_PAGE = 100;
const PAGES = 5;
const LONGEST_BODY = 500;

export const reviewOutput = z.object({
  reviewer: z.string(),
  /** `approved`, `changes_requested`, `commented`, `dismissed`. */
  state: z.string(),
  submitted: z.string().optional(),
  commit_sha: z.string().optional(),
  /** At most 500 characters. */
  body_md: z.string().optional(),
});
export type ShownReview = z.output<typeof reviewOutput>;

/** Every review, oldest first as GitHub lists them; `more` when there are more than are read. */
export async function reviewsOf(api: Api, pull: string): Promise<{ all: Review[]; more: boolean }> {
  const all: Review[] = [];
  for (let page = 1; page <= PAGES; page++) {
    const query = { per_page: PER_PAGE, page };
    const read = readAnswer(reviewListSchema, await api.get(`${pull}/reviews`, { query }));
    all.push(...read);
    if (read.length < PER_PAGE) return { all, more: false };
  }
  return { all, more: true };
}

/**
 * What each reviewer says last, as GitHub counts it: a comment takes no approval or request back. Pure.
 * https://docs.github.com/en/pull-requests/collaborating-with-pull-requests/reviewing-changes-in-pull-requests/about-pull-request-reviews
 */
export function latestReviews(all: readonly Review[]): ShownReview[] {
  const latest = new Map<string, Review>();
  for (const review of all) {
    if (review.state === "PENDING") continue;
    const known = latest.get(review.user);
    if (known && review.state === "COMMENTED" && known.state !== "COMMENTED") continue;
    latest.delete(review.user);
    latest.set(review.user, review);
  }
  return [...latest.values()].map((review) => ({
    reviewer: review.user,
    state: review.state.toLowerCase(),
    ...(review.submitted_at && { submitted: review.submitted_at }),
    ...(review.commit_id && { commit_sha: review.commit_id }),
    ...(review.body && { body_md: shortened(review.body) }),
  }));
}

function shortened(body: string): string {
  const { part, end } = cutText(body, 0, LONGEST_BODY);
  return end < body.length ? `${part}… [${part.length} of ${body.length} characters]` : part;
}

export function reviewText(one: ShownReview, head: string): string {
  const old =
    one.commit_sha && one.commit_sha !== head ? ` of the earlier ${one.commit_sha.slice(0, 10)}` : "";
  return `- ${one.reviewer}: ${one.state}${old}${one.body_md ? ` · ${one.body_md}` : ""}`;
}
