import { type Api, readAnswer, ToolError } from "../kit/index.ts";
import { shortName } from "./pull-row.ts";
import { type Workflow, workflowListSchema } from "./run-upstream.ts";

const PER_PAGE = 100;
const PAGES = 3;
const MOST_NAMED = 20;

/**
 * What a path takes for a workflow, by its id, its file (`ci.yml`, `.github/workflows/ci.yml`) or its name. Only a name
 * has to be looked up. Throws `bad_argument` for one that no workflow has, or several.
 * https://docs.github.com/en/rest/actions/workflows#list-repository-workflows
 */
export async function findWorkflow(api: Api, repoPath: string, asked: string): Promise<string> {
  const wanted = asked.trim();
  if (wanted === "") throw new ToolError("bad_argument", "`workflow` is empty.");
  if (/^\d+$/.test(wanted)) return wanted;
  if (/\.ya?ml$/i.test(wanted)) return wanted.replace(/^.*\//, "");
  const all: Workflow[] = [];
  for (let page = 1; page <= PAGES; page++) {
    const query = { per_page: PER_PAGE, page };
    const answer = await api.get(`${repoPath}/actions/workflows`, { query });
    const { workflows } = readAnswer(workflowListSchema, answer);
    all.push(...workflows);
    if (workflows.length < PER_PAGE) break;
  }
  return String(named(all, wanted).id);
}

function named(all: readonly Workflow[], wanted: string): Workflow {
  const found = all.filter(({ name }) => name.toLowerCase() === wanted.toLowerCase());
  const [one] = found;
  if (one && found.length === 1) return one;
  if (one) {
    const files = found.map(({ path }) => shortName(path)).join(", ");
    throw new ToolError("bad_argument", `Several workflows have this name: ${files}. Name the file.`);
  }
  const names = all
    .slice(0, MOST_NAMED)
    .map(({ name, path }) => `${shortName(name)} (${shortName(path.replace(/^.*\//, ""))})`);
  throw new ToolError(
    "not_found",
    names.length > 0
      ? `No workflow has this name. There are: ${names.join(", ")}${all.length > MOST_NAMED ? ", …" : ""}.`
      : "This repository has no workflows, or this account may not see them.",
  );
}
