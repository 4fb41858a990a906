import type { GitHubCall } from "./github-account.ts";

export interface Changed {
  filename: string;
  previous_filename?: string;
  status: string;
  sha: string;
  additions: number;
  deletions: number;
  patch?: string;
}
export interface Comparison {
  ahead_by: number;
  behind_by: number;
  merge_base_commit: { sha: string };
  commits: { sha: string; commit: { message: string }; parents: { sha: string }[] }[];
  files: Changed[];
}
type Ask = GitHubCall["stock"];

const json = (method: string, body: unknown): RequestInit => ({
  method,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
});

async function read<T>(answer: Response): Promise<T> {
  const text = await answer.text();
  if (answer.status >= 300) throw new Error(`The stock emulator answered ${answer.status}: ${text}`);
  return JSON.parse(text) as T;
}

/** What the head has that the base lacks, since they parted. Shas or branches. */
export async function compare(ask: Ask, repo: string, base: string, head: string): Promise<Comparison> {
  return read(await ask(`/repos/${repo}/compare/${base}...${head}`));
}

/** Puts a change on top of a commit: the tree of `onto` with `files` in it. Answers the new commit's sha. */
export async function commitOnto(
  ask: Ask,
  repo: string,
  {
    onto,
    files,
    parents,
    message,
  }: { onto: string; files: readonly Changed[]; parents: string[]; message: string },
): Promise<string> {
  const { tree: base } = await read<{ tree: { sha: string } }>(
    await ask(`/repos/${repo}/git/commits/${onto}`),
  );
  const tree = files.flatMap(({ filename, previous_filename, status, sha }) => [
    ...(previous_filename === undefined ? [] : [entry(previous_filename, null)]),
    entry(filename, status === "removed" ? null : sha),
  ]);
  const made =
    tree.length === 0
      ? base
      : await read<{ sha: string }>(
          await ask(`/repos/${repo}/git/trees`, json("POST", { base_tree: base.sha, tree })),
        );
  const commit = json("POST", { message, tree: made.sha, parents });
  return (await read<{ sha: string }>(await ask(`/repos/${repo}/git/commits`, commit))).sha;
}

const entry = (path: string, sha: string | null) => ({ path, mode: "100644", type: "blob", sha });
