import { z } from "zod";
import { type Api, type Place, readAnswer, type Scan, scanPages, ToolError } from "../kit/index.ts";

/** GitHub gives no more of any search. */
const MOST_RESULTS = 1000;

export interface Found<T> {
  scan: Scan<T>;
  total: number;
  warnings: string[];
}

/**
 * One page of a search. https://docs.github.com/en/rest/search/search
 * Searches have limits of their own, by the minute and apart from other calls; one that was hit is said so.
 */
export async function searchPage<T extends z.ZodType>(
  api: Api,
  of: {
    kind: "repositories" | "code" | "issues";
    item: T;
    q: string;
    /** Absent: best match first. */
    sort?: string | undefined;
    pageSize: number;
    from: Place;
    /** `accept`, for more about the matches. */
    headers?: Record<string, string>;
    /** Items outside what was asked for; left out and counted. */
    keep?(item: z.output<T>): boolean;
  },
): Promise<Found<z.output<T>>> {
  const schema = z.object({
    total_count: z.number().int(),
    incomplete_results: z.boolean().nullish(),
    items: z.array(of.item),
  });
  let total = 0;
  let incomplete = false;
  const scan = await scanPages<z.output<T>>({
    from: of.from,
    want: of.pageSize,
    maxPages: 1,
    async read(page = "1") {
      const sorted = of.sort === undefined ? {} : { sort: of.sort, order: "desc" };
      const query = { q: of.q, ...sorted, per_page: of.pageSize, page };
      const answer = await api
        .get(`/search/${of.kind}`, { query, ...(of.headers && { headers: of.headers }) })
        .catch((error: unknown) => {
          throw inWords(error, of.kind);
        });
      const { total_count, incomplete_results, items } = readAnswer(schema, answer);
      total = total_count;
      incomplete = incomplete_results === true;
      const more = Number(page) * of.pageSize < Math.min(total, MOST_RESULTS);
      return { rows: items, next: more ? String(Number(page) + 1) : undefined };
    },
    keep: of.keep ?? (() => true),
  });
  const left = of.keep ? scan.seen - scan.found.length : 0;
  return {
    scan,
    total,
    warnings: [
      ...(incomplete ? ["GitHub ran out of time: there may be more matches than it found."] : []),
      ...(total > MOST_RESULTS ? [`GitHub shows the first ${MOST_RESULTS} of ${total} matches only.`] : []),
      ...(left > 0 ? [`${left} matches outside the repository asked for were left out.`] : []),
    ],
  };
}

const LIMITS = { repositories: "30 searches", code: "10 code searches", issues: "30 searches" } as const;

function inWords(error: unknown, kind: keyof typeof LIMITS): unknown {
  if (!(error instanceof ToolError)) return error;
  const { fault, retryAfter, status, reason } = error;
  const more = { retryAfter, status, reason };
  if (fault === "rate_limited") {
    return new ToolError(
      fault,
      `GitHub limits searching by itself: ${LIMITS[kind]} a minute for an account. Tools that do not search go on working. Try again in ${retryAfter ?? 60} seconds.`,
      more,
    );
  }
  if (fault === "bad_argument" && status === 422) {
    return new ToolError(
      fault,
      "GitHub cannot search for this: a qualifier is wrong, or it names a repository or person that is not there or that this account may not see.",
      more,
    );
  }
  return error;
}
