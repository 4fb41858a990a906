import type { Overview } from "../../api/contract.ts";
import { late } from "../../words/late.ts";
import { moments as words } from "../../words/overview.ts";

const hour = late(() => new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" }));
const day = late(() => new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" }));
const full = late(() => new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" }));
const fullDay = late(() => new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeZone: "UTC" }));
const HOUR_MS = 3_600_000;

/** Under a column. Days are those of UTC, as they are counted. */
export const shortly = (at: string, grain: Overview["grain"]): string =>
  (grain === "hour" ? hour() : day()).format(new Date(at));
export const wholly = (at: string, grain: Overview["grain"]): string =>
  grain === "hour" ? full().format(new Date(at)) : words.utc(fullDay().format(new Date(at)));
export const moment = (at: string): string => full().format(new Date(at));

/** What a point counts, for a link to the log. */
export function spanOf(at: string, grain: Overview["grain"]): { from: string; to: string } {
  const start = Date.parse(at);
  const end = start + (grain === "hour" ? HOUR_MS : 24 * HOUR_MS) - 1;
  return { from: new Date(start).toISOString(), to: new Date(end).toISOString() };
}

/** Which point a moment belongs to; undefined: none. */
export function pointOf(
  at: string,
  { series, grain }: Pick<Overview, "series" | "grain">,
): number | undefined {
  const step = grain === "hour" ? HOUR_MS : 24 * HOUR_MS;
  const time = Date.parse(at);
  const index = series.findIndex((point) => {
    const start = Date.parse(point.at);
    return time >= start && time < start + step;
  });
  return index < 0 ? undefined : index;
}
