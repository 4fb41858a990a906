import { z } from "zod";
import { type Api, cutText, defineTool, fitResult, READS, readAnswer, ToolError } from "../kit/index.ts";
import { textOf } from "./file-text.ts";
import { PROVENANCE } from "./provenance.ts";
import { repoName, repoPath } from "./repo.ts";
import { PRIVATE, READ_CODE } from "./scopes.ts";
import { repository } from "./targets.ts";
import {
  contentsSchema,
  type Entry,
  entrySchema,
  isSubmodule,
  type Repository,
  repositorySchema,
} from "./upstream.ts";

const MOST_ENTRIES = 200;

const input = z.strictObject({
  repo: repoName,
  max_chars: z.int().min(0).max(20_000).describe("Of the README").default(4000),
});
type Input = z.output<typeof input>;

const output = z.object({
  full_name: z.string(),
  description: z.string().optional(),
  visibility: z.string(),
  default_branch: z.string(),
  archived: z.boolean(),
  fork_of: z.string().optional(),
  language: z.string().optional(),
  topics: z.array(z.string()),
  license: z.string().optional(),
  homepage: z.string().optional(),
  stars: z.number(),
  forks: z.number(),
  open_issues: z.number(),
  created: z.string().optional(),
  pushed: z.string().optional(),
  /** What the account may do at most: `admin`, `maintain`, `push`, `triage` or `pull`. */
  permission: z.string().optional(),
  url: z.string(),
  root: z.array(z.object({ name: z.string(), type: z.string() })),
  readme: z.object({ path: z.string(), text: z.string(), total: z.number() }).optional(),
  warnings: z.array(z.string()).optional(),
});
type Output = z.output<typeof output>;

/** https://docs.github.com/en/rest/repos/repos#get-a-repository, its root and its README */
export const githubGetRepository = defineTool({
  name: "github_get_repository",
  title: "Look at a repository",
  description:
    "Facts of a repository, its default branch, what is in its root, and the beginning of its README.",
  effect: "read",
  targets: repository,
  labels: READS,
  scopes: READ_CODE,
  extras: [PRIVATE],
  input,
  output,
  run: look,
  render,
});

async function look(api: Api, { repo, max_chars }: Input): Promise<Output> {
  const where = repoPath(repo);
  const repository = readAnswer(repositorySchema, await api.get(where));
  const [root, readme] = await Promise.all([
    api.get(`${where}/contents`).then((answer) => readAnswer(contentsSchema, answer), unlessMissing),
    max_chars === 0
      ? undefined
      : api.get(`${where}/readme`).then((answer) => readAnswer(entrySchema, answer), unlessMissing),
  ]);
  const entries = Array.isArray(root) ? root : [];
  const known = factsOf(repository);
  return fitResult((share) => {
    const shown = readme && readmeOf(readme, Math.floor(max_chars * share));
    const listed = entries.slice(0, Math.max(1, Math.floor(MOST_ENTRIES * share)));
    const warnings = [
      ...(root === undefined ? ["The repository is empty: it has no commits yet."] : []),
      ...(root && !readme && max_chars > 0 ? ["It has no README."] : []),
      ...(shown?.warnings ?? []),
      ...(listed.length < entries.length
        ? [
            `Its root has ${entries.length} entries; the first ${listed.length} are here. github_get_file lists all.`,
          ]
        : []),
      ...(repository.archived ? ["It is archived: nothing can be changed."] : []),
    ];
    return {
      ...known,
      root: listed.map((one) => ({ name: one.name, type: isSubmodule(one) ? "submodule" : one.type })),
      ...(shown?.readme && { readme: shown.readme }),
      ...(warnings.length > 0 && { warnings }),
    };
  }, render);
}

/** An empty repository has no contents, and one without a README no README. */
function unlessMissing(error: unknown): undefined {
  if (error instanceof ToolError && error.status === 404) return undefined;
  throw error;
}

function factsOf(one: Repository): Omit<Output, "root" | "readme" | "warnings"> {
  const license = one.license?.spdx_id || one.license?.name;
  const permission = ["admin", "maintain", "push", "triage", "pull"].find(
    (level) => one.permissions?.[level],
  );
  return {
    full_name: one.full_name,
    ...(one.description && { description: one.description.slice(0, 500) }),
    visibility: one.visibility || (one.private ? "private" : "public"),
    default_branch: one.default_branch,
    archived: one.archived,
    ...(one.parent && { fork_of: one.parent.full_name }),
    ...(one.language && { language: one.language }),
    topics: (one.topics ?? []).slice(0, 20),
    ...(license && license !== "NOASSERTION" && { license }),
    ...(one.homepage && { homepage: one.homepage }),
    stars: one.stargazers_count,
    forks: one.forks_count,
    open_issues: one.open_issues_count,
    ...(one.created_at && { created: one.created_at }),
    ...(one.pushed_at && { pushed: one.pushed_at }),
    ...(permission && { permission }),
    url: one.html_url,
  };
}

function readmeOf(entry: Entry, max: number): { readme?: NonNullable<Output["readme"]>; warnings: string[] } {
  const readable = entry.encoding === "base64" && typeof entry.content === "string";
  const file = readable ? textOf(Buffer.from(entry.content ?? "", "base64")) : undefined;
  const more = `Read it with github_get_file, path ${entry.path}.`;
  if (!file) return { warnings: [`Its README is not shown (${entry.size} bytes). ${more}`] };
  const { part } = cutText(file.text, 0, max);
  return {
    readme: { path: entry.path, text: part, total: file.text.length },
    warnings:
      part.length < file.text.length
        ? [`README cut: ${part.length} of ${file.text.length} characters are here. ${more}`]
        : [],
  };
}

function render(one: Output): string {
  const facts = [
    one.visibility,
    `branch ${one.default_branch}`,
    one.fork_of && `fork of ${one.fork_of}`,
    one.language,
    one.license,
    `${one.stars} stars`,
    `${one.forks} forks`,
    `${one.open_issues} open issues and pull requests`,
    one.pushed && `pushed ${one.pushed}`,
    one.permission && `you may ${one.permission}`,
    one.url,
  ].filter(Boolean);
  return [
    `${one.full_name} · ${facts.join(" · ")}`,
    PROVENANCE,
    ...(one.description ? [one.description] : []),
    ...(one.topics.length > 0 ? [`topics: ${one.topics.join(", ")}`] : []),
    ...(one.homepage ? [one.homepage] : []),
    ...one.root.map(
      ({ name, type }) => `- ${name}${type === "dir" ? "/" : type === "file" ? "" : ` (${type})`}`,
    ),
    ...(one.readme ? [`--- ${one.readme.path}`, one.readme.text] : []),
    ...(one.warnings ?? []).map((text) => `[${text}]`),
  ].join("\n");
}
