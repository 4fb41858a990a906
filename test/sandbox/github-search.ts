import type { GitHubRepo } from "./emulator-internals.ts";
import { reads } from "./github-access.ts";
import type { GitHubCall } from "./github-account.ts";
import { githubFailed } from "./github-answers.ts";

const MOST_OPERATORS = 5;

/** What GitHub refuses to search for. https://docs.github.com/en/rest/search/search */
export function refusedSearch(call: GitHubCall, kind: string): Response | undefined {
  const { github, grant, url } = call;
  const q = url.searchParams.get("q") ?? "";
  const bare = q.replace(/"[^"]*"/g, '""');
  const words = bare
    .replace(/-?[\w-]+:\S+/g, " ")
    .replace(/(?<!\S)(?:AND|OR|NOT)(?!\S)|[()]/g, " ")
    .trim();
  if (q.trim() === "") return refusal("q", "missing");
  if (words.length > 256) return refusal("q", "The search is longer than 256 characters.");
  if ((bare.match(/(?<!\S)(?:AND|OR|NOT)(?!\S)/g) ?? []).length > MOST_OPERATORS)
    return refusal("q", "More than five AND / OR / NOT operators were used.");
  if (kind === "code" && words === "")
    return refusal("q", "ERROR_TYPE_QUERY_PARSING_FATAL unable to parse query!");
  if (kind === "issues" && grant.kind === "github_app" && !/is:(?:issue|pr|pull-request)\b/.test(bare))
    return refusal("q", "Query must include 'is:issue' or 'is:pull-request'");
  const named = [...bare.matchAll(/(?<![\w-])repo:([^\s)]+)/g)].map(([, name]) => name ?? "");
  const unseen = named.some((name) => {
    const repo = github.store.repos.all().find((one) => one.full_name.toLowerCase() === name.toLowerCase());
    return !repo || !reads(github, grant, repo, "metadata");
  });
  if (unseen)
    return refusal(
      "q",
      "The listed users and repositories cannot be searched either because the resources do not exist or you do not have permission to view them.",
    );
  return undefined;
}

const refusal = (field: string, message: string): Response =>
  Response.json(
    {
      message: "Validation Failed",
      errors: [{ message, resource: "Search", field, code: "invalid" }],
      documentation_url: "https://docs.github.com/v3/search/",
      status: "422",
    },
    { status: 422 },
  );

/** A search counted, and its refusal when there were too many. */
export function countedSearch({ github, token }: GitHubCall, kind: string) {
  const { over, headers } = github.searches.take(token, kind === "code" ? "code_search" : "search");
  const refused = over ? githubFailed(403, "API rate limit exceeded for user ID 1.", headers) : undefined;
  return { headers, refused };
}

/**
 * The stock emulator knows no alternatives: one query for each. Brackets hold them together, and without brackets a
 * qualifier belongs to the last. https://docs.github.com/en/issues/tracking-your-work-with-issues/using-issues/filtering-and-searching-issues-and-pull-requests#building-advanced-filters-for-issues
 */
export function alternatives(q: string): string[] {
  const [, inner, rest = ""] = /^\((.+)\)((?:\s+\S+)*)$/.exec(q.trim()) ?? [];
  const parts = (inner ?? q).split(/\s+OR\s+/);
  const whole = inner === undefined ? parts : parts.map((part) => `${part}${rest}`);
  // Another word for the same, which the stock emulator does not know.
  return whole.map((one) => one.replaceAll("is:pull-request", "is:pr"));
}

/** https://docs.github.com/en/rest/search/search#text-match-metadata */
export async function withMatches(
  { stock }: GitHubCall,
  hit: { path?: unknown; [field: string]: unknown },
  repo: GitHubRepo,
  q: string,
): Promise<object> {
  const path = String(hit.path);
  const where = path.split("/").map(encodeURIComponent).join("/");
  const answer = await stock(`/repos/${repo.full_name}/contents/${where}`);
  const { content = "" } = (await answer.json()) as { content?: string };
  const text = Buffer.from(content, "base64").toString("utf8");
  const words = q
    .replace(/-?[\w-]+:\S+/g, " ")
    .replaceAll('"', "")
    .trim();
  const at = text.toLowerCase().indexOf(words.toLowerCase());
  const property = at < 0 ? "path" : "content";
  const fragment = at < 0 ? path : text.slice(Math.max(0, at - 60), at + 120);
  const from = fragment.toLowerCase().indexOf(words.toLowerCase());
  return {
    ...hit,
    text_matches: [
      {
        object_url: hit.url,
        object_type: "FileContent",
        property,
        fragment,
        matches: [{ text: fragment.slice(from, from + words.length), indices: [from, from + words.length] }],
      },
    ],
  };
}
