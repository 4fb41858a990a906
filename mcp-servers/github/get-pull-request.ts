import { z } from "zod";
import { type Api, defineTool, fitResult, READS, readAnswer } from "../kit/index.ts";
import type { DiffFile } from "./diff-page.ts";
import { checksOf } from "./pull-checks.ts";
import { latestReviews, reviewsOf } from "./pull-reviews.ts";
import {
  MOST_FILES,
  PARTS,
  type PullSummary,
  summaryOf,
  summaryOutput,
  summaryText,
} from "./pull-summary.ts";
import { pullFilesSchema } from "./pull-upstream.ts";
import { pullNumber, pullPath, readPull, readPullSettled } from "./read-pull.ts";
import { repoName } from "./repo.ts";
import { PRIVATE, READ_PULL_SUMMARY } from "./scopes.ts";
import { repository } from "./targets.ts";

const input = z.strictObject({
  repo: repoName,
  number: pullNumber,
  include: z.array(z.enum(PARTS)).max(5).describe("Default all").optional(),
  max_chars: z.int().min(500).max(60_000).describe("Of the body").default(12_000),
});
type Input = z.output<typeof input>;

/** https://docs.github.com/en/rest/pulls/pulls#get-a-pull-request */
export const githubGetPullRequest = defineTool({
  name: "github_get_pull_request",
  title: "Read a pull request",
  description: "One pull request: body, mergeability, checks, reviews and changed files with line counts.",
  effect: "read",
  targets: repository,
  labels: READS,
  scopes: READ_PULL_SUMMARY,
  extras: [PRIVATE, { title: "With commit statuses", scopes: ["statuses:read"] }],
  input,
  output: summaryOutput,
  run: read,
  render: summaryText,
});

async function read(api: Api, asked: Input, signal: AbortSignal): Promise<PullSummary> {
  const include = new Set<string>(asked.include ?? PARTS);
  const where = pullPath(asked);
  const pull = include.has("mergeability")
    ? await readPullSettled(api, where, signal)
    : await readPull(api, where);
  const [checks, reviews, files] = await Promise.all([
    include.has("checks") ? checksOf(api, asked.repo, pull.head.sha) : undefined,
    include.has("reviews") ? reviewsOf(api, where) : undefined,
    include.has("files") ? filesOf(api, where) : undefined,
  ]);
  const warnings = [
    ...(checks?.missing ?? []),
    ...(reviews?.more
      ? [`Only the first ${reviews.all.length} reviews were read; later ones may say otherwise.`]
      : []),
  ];
  const parts = {
    pull,
    include,
    checks: checks?.all,
    reviews: reviews && latestReviews(reviews.all),
    files,
    warnings,
  };
  return fitResult((share) => summaryOf(parts, asked.max_chars, share), summaryText);
}

const filesOf = async (api: Api, where: string): Promise<DiffFile[]> =>
  readAnswer(pullFilesSchema, await api.get(`${where}/files`, { query: { per_page: MOST_FILES } }));
