import { z } from "zod";
import { cutText, truncatedSchema } from "../kit/index.ts";
import type { DiffFile } from "./diff-page.ts";
import { PROVENANCE } from "./provenance.ts";
import { type Check, checksOutput, checksText, summary } from "./pull-checks.ts";
import { mergeability } from "./pull-mergeability.ts";
import { reviewOutput, reviewText, type ShownReview } from "./pull-reviews.ts";
import { pullRow, pullText, rowOfPull } from "./pull-row.ts";
import type { Pull } from "./pull-upstream.ts";

/** Of the files of a pull request, whose patches come along whether they are wanted or not. */
export const MOST_FILES = 100;
export const PARTS = ["body", "mergeability", "checks", "reviews", "files"] as const;

export const summaryOutput = z.object({
  pull_request: pullRow.extend({
    body_md: z.string().optional(),
    /** Absent while GitHub works it out. */
    mergeable: z.boolean().optional(),
    mergeable_state: z.string().optional(),
    mergeability: z.string().optional(),
    commits: z.number().int().optional(),
    additions: z.number().int().optional(),
    deletions: z.number().int().optional(),
    changed_files: z.number().int().optional(),
    /** Logins, and `org/team`. */
    reviewers_requested: z.array(z.string()).optional(),
  }),
  checks: checksOutput.optional(),
  /** The latest of each reviewer. */
  reviews: z.array(reviewOutput).optional(),
  files: z
    .array(
      z.object({
        path: z.string(),
        previous_path: z.string().optional(),
        status: z.string(),
        additions: z.number().int(),
        deletions: z.number().int(),
      }),
    )
    .optional(),
  /** Characters of the body. */
  truncated: truncatedSchema.optional(),
  warnings: z.array(z.string()).optional(),
});
export type PullSummary = z.output<typeof summaryOutput>;

export interface SummaryParts {
  pull: Pull;
  include: ReadonlySet<string>;
  checks: Check[] | undefined;
  reviews: ShownReview[] | undefined;
  files: DiffFile[] | undefined;
  warnings: readonly string[];
}

/** With a share below 1, less of the body and of the lists, and it says so. Pure. */
export function summaryOf(of: SummaryParts, maxChars: number, share: number): PullSummary {
  const { pull, include } = of;
  const { part } = cutText(pull.body, 0, Math.max(100, Math.floor(maxChars * share)));
  const files = of.files?.slice(0, Math.max(1, Math.floor(MOST_FILES * share)));
  const reviews = of.reviews?.slice(0, Math.max(1, Math.floor(of.reviews.length * share)));
  const cut = include.has("body") && part.length < pull.body.length;
  const changed = pull.changed_files ?? of.files?.length ?? 0;
  const warnings = [
    ...of.warnings,
    ...(files && files.length < changed
      ? [`${files.length} of ${changed} files are listed; github_get_pull_request_diff goes through all.`]
      : []),
    ...(reviews && of.reviews && reviews.length < of.reviews.length
      ? [`Only ${reviews.length} of ${of.reviews.length} reviewers fit in one result.`]
      : []),
  ];
  return {
    pull_request: {
      ...rowOfPull(pull),
      ...(include.has("body") && { body_md: part }),
      ...(include.has("mergeability") && mergeFacts(pull)),
      ...(include.has("files") && fileFacts(pull)),
      ...(include.has("reviews") && { reviewers_requested: requested(pull) }),
    },
    ...(of.checks && { checks: summary(of.checks) }),
    ...(reviews && { reviews }),
    ...(files && { files: files.map(shownFile) }),
    ...(cut && { truncated: { returned: part.length, total: pull.body.length } }),
    ...(warnings.length > 0 && { warnings }),
  };
}

function mergeFacts(pull: Pull) {
  return {
    ...(typeof pull.mergeable === "boolean" && { mergeable: pull.mergeable }),
    ...(pull.mergeable_state && { mergeable_state: pull.mergeable_state }),
    mergeability: mergeability(pull),
  };
}

function fileFacts({ commits, additions, deletions, changed_files }: Pull) {
  return {
    ...(typeof commits === "number" && { commits }),
    ...(typeof additions === "number" && { additions }),
    ...(typeof deletions === "number" && { deletions }),
    ...(typeof changed_files === "number" && { changed_files }),
  };
}

function requested({ requested_reviewers, requested_teams, base }: Pull): string[] {
  const org = base.repo?.full_name.split("/")[0] ?? "";
  return [...(requested_reviewers ?? []), ...(requested_teams ?? []).map(({ slug }) => `${org}/${slug}`)];
}

function shownFile({ filename, previous_filename, status, additions, deletions }: DiffFile) {
  return {
    path: filename,
    ...(previous_filename && { previous_path: previous_filename }),
    status,
    additions,
    deletions,
  };
}

export function summaryText({ pull_request: pull, truncated, warnings, ...of }: PullSummary): string {
  const asked = pull.reviewers_requested ?? [];
  const stats =
    pull.changed_files === undefined
      ? []
      : [
          `${pull.changed_files} files, +${pull.additions ?? 0} -${pull.deletions ?? 0} in ${pull.commits ?? "?"} commits:`,
        ];
  return [
    PROVENANCE,
    `${pullText(pull)} · ${pull.url}`,
    ...(pull.mergeability ? [pull.mergeability] : []),
    ...(of.checks ? [checksText(of.checks)] : []),
    ...(of.reviews ? [of.reviews.length > 0 ? "Reviews:" : "Reviews: none."] : []),
    ...(of.reviews ?? []).map((one) => reviewText(one, pull.head_sha)),
    ...(asked.length > 0 ? [`Waiting for the review of ${asked.join(", ")}.`] : []),
    ...stats,
    ...(of.files ?? []).map((file) => `- ${fileText(file)}`),
    ...(pull.body_md ? ["", pull.body_md] : []),
    ...(truncated
      ? [
          `[Cut: ${truncated.returned} of ${truncated.total} characters of the body are here. github_get_issue reads all of it.]`,
        ]
      : []),
    ...(warnings ?? []).map((text) => `[${text}]`),
  ].join("\n");
}

function fileText(file: NonNullable<PullSummary["files"]>[number]): string {
  const from = file.previous_path ? ` (from ${file.previous_path})` : "";
  return `${file.path}${from} · ${file.status} · +${file.additions} -${file.deletions}`;
}
