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
export const foundRepositorySchema = z.object({
  full_name: z.string(),
  description: words,
  stargazers_count: z.number().int().default(0),
  updated_at: text,
  default_branch: words,
  private: z.boolean().default(false),
});
export type FoundRepository = z.output<typeof foundRepositorySchema>;

/** https://docs.github.com/en/rest/search/search#search-code, with what matched in each file */
export const foundCodeSchema = z.object({
  path: z.string(),
  sha: z.string(),
  html_url: words,
  repository: z.object({ full_name: z.string(), private: z.boolean().default(false) }),
  text_matches: z
    .array(z.object({ property: text, fragment: words }))
    .nullish()
    .transform((matches) => matches ?? []),
});
export type FoundCode = z.output<typeof foundCodeSchema>;

/** https://docs.github.com/en/rest/repos/repos#get-a-repository */
export const repositorySchema = foundRepositorySchema.extend({
  html_url: words,
  visibility: text,
  archived: z.boolean().default(false),
  fork: z.boolean().default(false),
  parent: z.object({ full_name: z.string() }).nullish(),
  language: text,
  topics: z.array(z.string()).nullish(),
  license: z.object({ spdx_id: text, name: text }).nullish(),
  homepage: text,
  forks_count: z.number().int().default(0),
  open_issues_count: z.number().int().default(0),
  has_issues: z.boolean().default(true),
  created_at: text,
  pushed_at: text,
  /** What the connected account may do. */
  permissions: z.record(z.string(), z.boolean()).nullish(),
});
export type Repository = z.output<typeof repositorySchema>;

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
  /** Of a submodule. Directories list submodules as files, whose `git_url` is a tree of another repository. */
  submodule_git_url: text,
  git_url: text,
  html_url: text,
});
export type Entry = z.output<typeof entrySchema>;
export const isSubmodule = (entry: Entry): boolean =>
  entry.type === "submodule" ||
  (entry.type === "file" && (Boolean(entry.submodule_git_url) || /\/git\/trees\//.test(entry.git_url ?? "")));
export const contentsSchema = z.union([z.array(entrySchema), entrySchema]);

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
  milestone: z.object({ title: z.string(), number: z.number().int().nullish() }).nullish(),
  locked: z.boolean().nullish(),
  /** Of organisations that use issue types. */
  type: z.object({ name: z.string() }).nullish(),
  /** Counts by `+1`, `heart`, … beside `total_count` and `url`. */
  reactions: z.record(z.string(), z.unknown()).nullish(),
  sub_issues_summary: z.object({ total: z.number().int(), completed: z.number().int() }).nullish(),
  parent_issue_url: text,
  issue_dependencies_summary: z.object({ blocked_by: z.number().int() }).nullish(),
  /** In search results. */
  repository_url: text,
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
  updated_at: text,
  html_url: words,
  reactions: z.record(z.string(), z.unknown()).nullish(),
});
export type Comment = z.output<typeof commentSchema>;
export const commentListSchema = z.array(commentSchema);
