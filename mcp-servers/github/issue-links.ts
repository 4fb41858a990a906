import { z } from "zod";
import { type Api, readAnswer, ToolError } from "../kit/index.ts";
import { login } from "./upstream.ts";

const PER_PAGE = 100;
const PAGES = 3;
const MOST_LINKS = 20;

const words = z
  .string()
  .nullish()
  .transform((value) => value ?? "");
/** https://docs.github.com/en/rest/using-the-rest-api/issue-event-types#cross-referenced */
const timelineSchema = z.array(
  z.object({
    event: z.string().nullish(),
    source: z
      .object({
        issue: z
          .object({
            number: z.number().int(),
            title: words,
            state: words,
            html_url: words,
            user: login,
            author_association: words,
            draft: z.boolean().nullish(),
            repository: z.object({ full_name: z.string() }).nullish(),
            pull_request: z.object({ merged_at: z.string().nullish() }).nullish(),
          })
          .nullish(),
      })
      .nullish(),
  }),
);

export const linkSchema = z.object({
  repo: z.string(),
  number: z.number(),
  title: z.string(),
  /** `open`, `draft`, `closed` or `merged`. */
  state: z.string(),
  author: z.string(),
  author_association: z.string(),
  url: z.string(),
});
export type Link = z.output<typeof linkSchema>;

/**
 * Pull requests that mention an issue, as far as the account may see them. A look aside: what goes wrong is said, and
 * the issue is shown all the same. https://docs.github.com/en/rest/issues/timeline
 */
export async function linkedPulls(
  api: Api,
  where: string,
  repo: string,
): Promise<{ links: Link[]; warnings: string[] }> {
  const links = new Map<string, Link>();
  try {
    for (let page = 1; page <= PAGES; page++) {
      const query = { per_page: PER_PAGE, page };
      const events = readAnswer(timelineSchema, await api.get(`${where}/timeline`, { query }));
      for (const { event, source } of events) {
        const link =
          event === "cross-referenced" && source?.issue?.pull_request
            ? linkOf(source.issue, repo)
            : undefined;
        // Other repositories mention issues too.
        if (link && api.allowsTarget("repositories", [link.repo]))
          links.set(link.url || `${link.repo}#${link.number}`, link);
      }
      if (events.length < PER_PAGE) return told(links, []);
    }
    return told(links, [
      `Only the first ${PAGES * PER_PAGE} events were looked at for linked pull requests.`,
    ]);
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    return told(links, ["Linked pull requests could not be read."]);
  }
}

function told(links: ReadonlyMap<string, Link>, warnings: string[]): { links: Link[]; warnings: string[] } {
  const all = [...links.values()];
  const more =
    all.length > MOST_LINKS
      ? [`${all.length} pull requests mention this; the last ${MOST_LINKS} are here.`]
      : [];
  return { links: all.slice(-MOST_LINKS), warnings: [...warnings, ...more] };
}

type Source = NonNullable<NonNullable<z.output<typeof timelineSchema>[number]["source"]>["issue"]>;

const linkOf = (issue: Source, repo: string): Link => ({
  repo: issue.repository?.full_name ?? repo,
  number: issue.number,
  title: issue.title.slice(0, 200),
  state: issue.pull_request?.merged_at
    ? "merged"
    : issue.draft && issue.state === "open"
      ? "draft"
      : issue.state,
  author: issue.user,
  author_association: issue.author_association,
  url: issue.html_url,
});
