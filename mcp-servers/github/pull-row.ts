import { z } from "zod";
import type { Pull } from "./pull-upstream.ts";

const LONGEST_TITLE = 300;
const MOST_NAMES = 20;

export const pullRow = z.object({
  number: z.number().int(),
  title: z.string(),
  /** `open`, `closed` or `merged`. */
  state: z.string(),
  draft: z.boolean(),
  author: z.string(),
  author_association: z.string(),
  /** `owner:branch` of what is to be merged. */
  head: z.string(),
  head_sha: z.string(),
  base: z.string(),
  labels: z.array(z.string()),
  created: z.string(),
  updated: z.string(),
  merged: z.string().optional(),
  url: z.string(),
});
export type PullRow = z.output<typeof pullRow>;

export const stateOf = (pull: Pull): string => (pull.merged || pull.merged_at ? "merged" : pull.state);

export function rowOfPull(pull: Pull): PullRow {
  return {
    number: pull.number,
    title: pull.title.slice(0, LONGEST_TITLE),
    state: stateOf(pull),
    draft: pull.draft === true,
    author: pull.user,
    author_association: pull.author_association,
    head: pull.head.label || pull.head.ref,
    head_sha: pull.head.sha,
    base: pull.base.ref,
    labels: pull.labels.slice(0, MOST_NAMES),
    created: pull.created_at,
    updated: pull.updated_at,
    ...(pull.merged_at && { merged: pull.merged_at }),
    url: pull.html_url,
  };
}

export function pullText(row: PullRow): string {
  return [
    `#${row.number} ${row.title.replace(/\s+/g, " ")}`,
    row.draft ? `${row.state} (draft)` : row.state,
    `by ${row.author}${row.author_association ? ` (${row.author_association})` : ""}`,
    `${row.head} (${row.head_sha.slice(0, 10)}) into ${row.base}`,
    ...(row.labels.length > 0 ? [`labels ${row.labels.join(", ")}`] : []),
    row.merged ? `merged ${row.merged}` : `updated ${row.updated}`,
  ].join(" · ");
}

/** A name that somebody outside gave, for a sentence of ours: one line, and short. */
export const shortName = (name: string): string => name.replace(/\s+/g, " ").slice(0, 60);
