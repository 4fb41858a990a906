import { z } from "zod";
import { diffFileSchema } from "./diff-page.ts";
import { login, text, words } from "./upstream.ts";

const names = z
  .array(z.object({ name: words }))
  .default([])
  .transform((labels) => labels.map(({ name }) => name));
const end = z.object({
  ref: z.string(),
  sha: z.string(),
  /** `owner:branch`. */
  label: words,
  /** Gone where a fork was deleted. */
  repo: z.object({ full_name: z.string() }).nullish(),
});

/** https://docs.github.com/en/rest/pulls/pulls. Lists leave out what is behind `merged`. */
export const pullSchema = z.object({
  number: z.number().int(),
  node_id: words,
  title: z.string(),
  state: z.string(),
  draft: z.boolean().nullish(),
  body: words,
  user: login,
  author_association: words,
  labels: names,
  head: end,
  base: end,
  requested_reviewers: z.array(login).nullish(),
  requested_teams: z.array(z.object({ slug: z.string() })).nullish(),
  created_at: words,
  updated_at: words,
  merged_at: text,
  merge_commit_sha: text,
  html_url: words,
  merged: z.boolean().nullish(),
  /** Null while GitHub works it out in the background. */
  mergeable: z.boolean().nullish(),
  mergeable_state: text,
  commits: z.number().int().nullish(),
  additions: z.number().int().nullish(),
  deletions: z.number().int().nullish(),
  changed_files: z.number().int().nullish(),
});
export type Pull = z.output<typeof pullSchema>;
export const pullListSchema = z.array(pullSchema);

/** https://docs.github.com/en/rest/pulls/pulls#list-pull-requests-files */
export const pullFilesSchema = z.array(diffFileSchema);

/** https://docs.github.com/en/rest/pulls/reviews */
export const reviewSchema = z.object({
  id: z.number().int(),
  user: login,
  state: z.string(),
  body: words,
  submitted_at: text,
  commit_id: text,
  html_url: words,
});
export type Review = z.output<typeof reviewSchema>;
export const reviewListSchema = z.array(reviewSchema);

/** https://docs.github.com/en/rest/checks/runs#list-check-runs-for-a-git-reference */
export const checkRunsSchema = z.object({
  total_count: z.number().int(),
  check_runs: z.array(
    z.object({ name: z.string(), status: z.string(), conclusion: text, html_url: text, details_url: text }),
  ),
});

/** https://docs.github.com/en/rest/commits/statuses#get-the-combined-status-for-a-specific-reference */
export const combinedStatusSchema = z.object({
  total_count: z.number().int().default(0),
  statuses: z.array(z.object({ context: z.string(), state: z.string(), target_url: text })),
});

/** https://docs.github.com/en/rest/pulls/pulls#merge-a-pull-request */
export const mergedSchema = z.object({ sha: z.string(), merged: z.boolean() });

/** https://docs.github.com/en/rest/repos/repos#get-a-repository; told to those who may push. */
export const mergeMethodsSchema = z.object({
  allow_merge_commit: z.boolean().nullish(),
  allow_squash_merge: z.boolean().nullish(),
  allow_rebase_merge: z.boolean().nullish(),
});

/** https://docs.github.com/en/rest/commits/commits#compare-two-commits */
export const comparisonSchema = z.object({ ahead_by: z.number().int(), behind_by: z.number().int() });
