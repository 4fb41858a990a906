/** Why a file gives no text. Only these words cross from the process that reads, never anything out of the file. */
export const PROBLEMS = [
  "empty",
  "encrypted",
  "damaged",
  "scan",
  "foreign_encoding",
  "picture",
  "media",
  "archive",
  "program",
  "old_office",
  "other_office",
  "binary",
  "no_text",
  "too_big_unpacked",
  "too_many_parts",
  "too_deep",
] as const;
export type Problem = (typeof PROBLEMS)[number];

/** Thrown by readers: what is wrong with the file. */
export class Unreadable extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem);
    this.name = "Unreadable";
    this.problem = problem;
  }
}

/** What the process gets. */
export interface Job {
  bytes: Uint8Array;
  name: string;
  mimeType: string;
}

export type Format = "markdown" | "csv" | "text";

/** What it answers. */
export type Answer = { text: string; format: Format; warnings: string[] } | { problem: Problem };
