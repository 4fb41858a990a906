import { ToolError } from "../kit/index.ts";
import { repoPath } from "./repo.ts";

/** GitHub refuses more: https://docs.github.com/en/rest/search/search#limitations-on-query-length */
const MOST_OPERATORS = 5;
/** What a quoted phrase holds is no operator or qualifier. */
const unquoted = (query: string): string => query.replace(/"[^"]*"?/g, '""');

/**
 * A search in GitHub's own words, narrowed by arguments of ours. Qualifiers do not count for GitHub's limit of 256
 * characters. Throws `bad_argument` for what GitHub refuses, and where query and arguments both name repositories.
 * https://docs.github.com/en/search-github/getting-started-with-searching-on-github/understanding-the-search-syntax
 */
export function narrowed(
  query: string,
  by: { repo?: string | undefined; also?: string | undefined },
): string {
  const words = query.trim();
  const bare = unquoted(words);
  const operators: readonly string[] = bare.match(/(?<!\S)(?:AND|OR|NOT)(?!\S)/g) ?? [];
  if (operators.length > MOST_OPERATORS)
    throw new ToolError("bad_argument", `GitHub takes at most ${MOST_OPERATORS} of AND, OR and NOT.`);
  if (by.repo !== undefined) {
    repoPath(by.repo);
    if (/(?:^|[\s(])(?:repo|org|user|owner):/i.test(bare))
      throw new ToolError("bad_argument", "Give the repository in `repo` or in `query`, not in both.");
  }
  const qualifiers = [
    ...(by.repo === undefined ? [] : [`repo:${by.repo.trim()}`]),
    ...(by.also ? [by.also] : []),
  ];
  // Without the brackets a qualifier would narrow the last alternative only.
  const whole = operators.includes("OR") && qualifiers.length > 0 ? `(${words})` : words;
  return [whole, ...qualifiers].filter((part) => part !== "").join(" ");
}

/** Whether a search says anything besides qualifiers. */
export const hasTerm = (query: string): boolean =>
  query
    .replace(/(?:^|(?<=\s))-?[A-Za-z][\w-]*:(?:"[^"]*"?|\S+)/g, " ")
    .replace(/(?<!\S)(?:AND|OR|NOT)(?!\S)/g, " ")
    .trim() !== "";
