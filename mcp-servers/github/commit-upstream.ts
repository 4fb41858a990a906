import { z } from "zod";
import { diffFileSchema } from "./diff-page.ts";

const words = z
  .string()
  .nullish()
  .transform((value) => value ?? "");
/** Whoever git names. */
const person = z.object({ name: words, email: words, date: words }).nullish();
/** The account it belongs to, where GitHub knows one; sometimes an empty object. */
const account = z.object({ login: z.string().optional() }).nullish();

/** https://docs.github.com/en/rest/commits/commits */
export const commitSchema = z.object({
  sha: z.string(),
  html_url: words,
  commit: z.object({
    message: words,
    author: person,
    committer: person,
    verification: z.object({ verified: z.boolean() }).nullish(),
  }),
  author: account,
  committer: account,
  parents: z.array(z.object({ sha: z.string() })).default([]),
  stats: z.object({ additions: z.number().int(), deletions: z.number().int() }).nullish(),
  files: z.array(diffFileSchema).nullish(),
});
export type Commit = z.output<typeof commitSchema>;
export const commitListSchema = z.array(commitSchema);

/** https://docs.github.com/en/rest/branches/branches#list-branches and /repos/repos#list-repository-tags */
export const refListSchema = z.array(
  z.object({
    name: z.string(),
    commit: z.object({ sha: z.string() }),
    protected: z.boolean().nullish(),
  }),
);

/** https://docs.github.com/en/rest/git/refs */
export const gitRefSchema = z.object({
  ref: z.string(),
  object: z.object({ sha: z.string(), type: z.string() }),
});
/** https://docs.github.com/en/rest/git/commits */
export const gitCommitSchema = z.object({
  sha: z.string(),
  html_url: words,
  tree: z.object({ sha: z.string() }),
});
/** https://docs.github.com/en/rest/git/trees */
export const gitTreeSchema = z.object({
  sha: z.string(),
  truncated: z.boolean().nullish(),
  tree: z.array(
    z.object({ path: z.string(), mode: z.string(), type: z.string(), sha: z.string().nullish() }),
  ),
});
/** https://docs.github.com/en/rest/git/blobs */
export const gitBlobSchema = z.object({ sha: z.string() });

/** Who made a commit: the account where GitHub knows it, and else the name in the commit, which anybody may write. */
export const authorOf = ({ author, commit }: Commit): string =>
  author?.login || commit.author?.name || "unknown";

/** The first line of a message. */
export const subjectOf = (message: string): string => {
  const [line = ""] = message.split("\n", 1);
  return line.length > 200 ? `${line.slice(0, 200)}…` : line;
};
