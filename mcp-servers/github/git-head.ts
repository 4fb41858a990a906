import { type Api, path, readAnswer } from "../kit/index.ts";
import { gitRefSchema } from "./commit-upstream.ts";
import { repoPath } from "./repo.ts";

/** `/heads/<branch>`: the slashes of a name are part of the path here. */
export const headPath = (branch: string): string =>
  `/heads${branch
    .split("/")
    .map((part) => path`/${part}`)
    .join("")}`;

/** Where a branch stands. https://docs.github.com/en/rest/git/refs#get-a-reference */
export async function headOf(api: Api, repo: string, branch: string): Promise<string> {
  const where = `${repoPath(repo)}/git/ref${headPath(branch)}`;
  return readAnswer(gitRefSchema, await api.get(where)).object.sha;
}
