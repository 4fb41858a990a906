import { type Api, eachOf, readAnswer, path as segment, ToolError } from "../kit/index.ts";
import { directoriesOf, type Present } from "./commit-plan.ts";
import { gitTreeSchema } from "./commit-upstream.ts";
import { repoPath } from "./repo.ts";

/** Directories looked at for one commit. */
const MOST_TREES = 200;

/**
 * What is at some paths of a tree now, and at the directories above them. Reads just those directories, level by
 * level: a whole tree may be too large for GitHub to list. https://docs.github.com/en/rest/git/trees#get-a-tree
 */
export async function presentAt(
  api: Api,
  { repo, root, paths }: { repo: string; root: string; paths: readonly string[] },
): Promise<(path: string) => Present | undefined> {
  const wanted = new Set(paths.flatMap((path) => directoriesOf(path)));
  if (wanted.size >= MOST_TREES)
    throw new ToolError("too_large", `The files of one commit may be in at most ${MOST_TREES} directories.`);
  const found = new Map<string, Present>();
  let level = [{ directory: "", sha: root }];
  while (level.length > 0) {
    const trees = await eachOf(level, 4, async ({ directory, sha }) => {
      const answer = await api.get(`${repoPath(repo)}${segment`/git/trees/${sha}`}`);
      const { tree, truncated } = readAnswer(gitTreeSchema, answer);
      if (truncated)
        throw new ToolError(
          "too_large",
          `GitHub does not list all of ${directory || "the root"}: it has too many entries.`,
        );
      return { directory, tree };
    });
    level = trees.flatMap(({ directory, tree }) =>
      tree.flatMap(({ path: name, mode, type, sha }) => {
        const path = directory === "" ? name : `${directory}/${name}`;
        if (sha) found.set(path, { mode, type, sha });
        return sha && type === "tree" && wanted.has(path) ? [{ directory: path, sha }] : [];
      }),
    );
  }
  return (path) => found.get(path);
}
