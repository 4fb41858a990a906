import { ToolError } from "../kit/index.ts";
import { compareTs, tsOf } from "./when.ts";

const DAY_MS = 86_400_000;
const ID = /^[A-Z][A-Z0-9]{2,}$/;

export interface SearchTerms {
  query: string;
  in_channels?: readonly string[] | undefined;
  from_users?: readonly string[] | undefined;
  after?: string | undefined;
  before?: string | undefined;
  threads_only: boolean;
}

/**
 * The words of a search with Slack's modifiers: https://slack.com/help/articles/202528808-Search-in-Slack. Its dates
 * are days in the searcher's time zone and exclude the day named, so they are asked for a day wider on either side;
 * `within` then holds the exact moments.
 */
export function searchWords(terms: SearchTerms): string {
  const words = [
    terms.query.trim(),
    ...(terms.in_channels ?? []).map((named) => `in:${target(named, "#", "in_channels")}`),
    ...(terms.from_users ?? []).map((named) => `from:${target(named, "@", "from_users")}`),
    ...(terms.after === undefined ? [] : [`after:${day(tsOf(terms.after, "after"), -2)}`]),
    ...(terms.before === undefined ? [] : [`before:${day(tsOf(terms.before, "before"), 2)}`]),
    ...(terms.threads_only ? ["is:thread"] : []),
  ];
  return words.filter((word) => word !== "").join(" ");
}

/** Whether a message lies between the moments asked for. */
export function within({ after, before }: Pick<SearchTerms, "after" | "before">, ts: string): boolean {
  if (after !== undefined && compareTs(ts, tsOf(after, "after")) <= 0) return false;
  return before === undefined || compareTs(ts, tsOf(before, "before")) < 0;
}

/** A channel or person in a modifier. A space or quote would begin a modifier of its own. */
function target(named: string, mark: "#" | "@", field: string): string {
  const name = named.trim().replace(/^[#@]/, "");
  if (ID.test(name)) return `<${mark}${name}>`;
  if (!/^[^\s"'<>:]+$/.test(name)) {
    throw new ToolError(
      "bad_argument",
      `\`${field}\` holds "${named.slice(0, 80)}", which is no id or name.`,
    );
  }
  return mark === "@" || named.startsWith("@") ? `@${name}` : name;
}

function day(ts: string, more: number): string {
  return new Date(Number(ts) * 1000 + more * DAY_MS).toISOString().slice(0, 10);
}
