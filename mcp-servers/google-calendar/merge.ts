import { eachOf } from "../kit/index.ts";
import type { Place } from "./page.ts";

/** Where each source goes on; null: it is through. */
export type Places = (Place | null)[];

export interface Page<T> {
  rows: readonly T[];
  next: string | undefined;
}

export interface Merge<T> {
  places: Places;
  want: number;
  /** The most pages of one source that are read. */
  maxPages: number;
  read(source: number, page: string | undefined): Promise<Page<T>>;
  /** Sources are in this order each, and so is the result. Absent: one source after the other. */
  order?: (a: T, b: T) => number;
}

export interface Merged<T> {
  found: { row: T; source: number; at: Place }[];
  /** Where the sources stand after all that was found. */
  rest: Places;
}

interface Source<T> {
  rows: readonly T[];
  /** Undefined: not read yet. */
  loaded: boolean;
  page: string | undefined;
  skip: number;
  next: string | undefined;
  pages: number;
  over: boolean;
}

/**
 * The next `want` rows of several paged sources as one. A source is read when its rows are needed: two pages at most,
 * unless Google's pages are short; where one would need more than `maxPages`, fewer rows are found.
 */
export async function mergePages<T>(merge: Merge<T>): Promise<Merged<T>> {
  const sources = merge.places.map(sourceAt<T>);
  const found: Merged<T>["found"] = [];
  const load = (at: number) => fill(sources[at] as Source<T>, at, merge);
  if (merge.order) await eachOf([...sources.keys()], 5, load);
  while (found.length < merge.want) {
    const at = merge.order ? earliest(sources, merge.order) : await firstWithRows(sources, load);
    const source = at === undefined ? undefined : sources[at];
    if (at === undefined || !source) break;
    const row = source.rows[source.skip] as T;
    found.push({ row, source: at, at: placeOf(source) });
    source.skip += 1;
    if (merge.order && found.length < merge.want && !(await load(at))) break;
  }
  return { found, rest: sources.map((source) => (isOver(source) ? null : placeOf(source))) };
}

function sourceAt<T>(place: Place | null): Source<T> {
  return {
    rows: [],
    loaded: false,
    page: place?.page,
    skip: place?.skip ?? 0,
    next: undefined,
    pages: 0,
    over: place === null,
  };
}

/** Reads on until the source has a row or is over. False: it would take too many pages. */
async function fill<T>(source: Source<T>, at: number, merge: Merge<T>): Promise<boolean> {
  while (!source.over && (!source.loaded || source.skip >= source.rows.length)) {
    if (source.loaded && source.next === undefined) {
      source.over = true;
      break;
    }
    if (source.pages >= merge.maxPages) return false;
    if (source.loaded) {
      source.page = source.next;
      source.skip = 0;
    }
    const { rows, next } = await merge.read(at, source.page);
    source.rows = rows;
    source.next = next;
    source.loaded = true;
    source.pages += 1;
  }
  return true;
}

function earliest<T>(sources: readonly Source<T>[], order: (a: T, b: T) => number): number | undefined {
  let best: number | undefined;
  for (const [at, source] of sources.entries()) {
    // One that stands between two pages might hold the earliest: nothing can be said before it is read.
    if (!source.over && source.skip >= source.rows.length) return undefined;
    if (source.over) continue;
    const leader = best === undefined ? undefined : sources[best];
    if (!leader || order(source.rows[source.skip] as T, leader.rows[leader.skip] as T) < 0) best = at;
  }
  return best;
}

async function firstWithRows<T>(
  sources: readonly Source<T>[],
  load: (at: number) => Promise<boolean>,
): Promise<number | undefined> {
  for (const [at, source] of sources.entries()) {
    if (source.over) continue;
    if (!(await load(at))) return undefined;
    if (!source.over) return at;
  }
  return undefined;
}

const isOver = <T>(source: Source<T>): boolean =>
  source.over || (source.loaded && source.skip >= source.rows.length && source.next === undefined);

function placeOf<T>({ page, skip, rows, next, loaded }: Source<T>): Place {
  if (loaded && skip >= rows.length && next !== undefined) return { page: next, skip: 0 };
  return page === undefined ? { skip } : { page, skip };
}

/** The first `shown` of what was found, and where all sources stand after them. */
export function placesAfter<T>({ found, rest }: Merged<T>, shown: number): Places {
  return rest.map((place, source) => found.slice(shown).find((one) => one.source === source)?.at ?? place);
}
