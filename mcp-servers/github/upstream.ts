import { z } from "zod";

export const text = z.string().nullish();
export const words = text.transform((value) => value ?? "");
/** Of a deleted account GitHub tells nothing; its pages call it ghost. */
export const login = z
  .object({ login: z.string() })
  .nullish()
  .transform((user) => user?.login ?? "ghost");

/** https://docs.github.com/en/rest/users/users#get-the-authenticated-user */
export const userSchema = z.object({
  login: z.string(),
  id: z.number().int(),
  type: text,
  name: text,
  company: text,
  email: text,
  html_url: text,
  public_repos: z.number().int().nullish(),
});

/** https://docs.github.com/en/rest/search/search#search-repositories */
export const repositorySearchSchema = z.object({
  total_count: z.number().int(),
  incomplete_results: z.boolean().nullish(),
  items: z.array(
    z.object({
      full_name: z.string(),
      description: words,
      stargazers_count: z.number().int().default(0),
      updated_at: text,
      default_branch: words,
      private: z.boolean().default(false),
    }),
  ),
});
export type Repository = z.output<typeof repositorySearchSchema>["items"][number];

/** https://docs.github.com/en/rest/repos/contents#get-repository-content */
export const entrySchema = z.object({
  type: z.string(),
  name: z.string(),
  path: z.string(),
  sha: z.string(),
  size: z.number().int().default(0),
  /** `none`: the file has more than 1 MB. */
  encoding: text,
  content: text,
  /** Of a symbolic link. */
  target: text,
});
export type Entry = z.output<typeof entrySchema>;
export const contentsSchema = z.union([z.array(entrySchema), entrySchema]);
/** https://docs.github.com/en/rest/git/blobs#get-a-blob */
export const blobSchema = z.object({ content: z.string(), encoding: z.string() });

/** https://docs.github.com/en/rest/issues/issues */
export const issueSchema = z.object({
  number: z.number().int(),
  title: z.string(),
  state: z.string(),
  state_reason: text,
  body: words,
  user: login,
  author_association: words,
  labels: z
    .array(z.union([z.string(), z.object({ name: words })]))
    .default([])
    .transform((labels) => labels.map((label) => (typeof label === "string" ? label : label.name))),
  assignees: z.array(login).nullish(),
  comments: z.number().int().default(0),
  created_at: words,
  updated_at: words,
  closed_at: text,
  html_url: words,
  milestone: z.object({ title: z.string() }).nullish(),
  /** Pull requests are issues, too. */
  pull_request: z.unknown().optional(),
});
export type Issue = z.output<typeof issueSchema>;
export const issueListSchema = z.array(issueSchema);

/** https://docs.github.com/en/rest/issues/comments */
export const commentSchema = z.object({
  id: z.number().int(),
  body: words,
  user: login,
  author_association: words,
  created_at: words,
  html_url: words,
});
export type Comment = z.output<typeof commentSchema>;
export const commentListSchema = z.array(commentSchema);
