import { describe, expect, it } from "vitest";
import { pageOfScan, placeOf, scanPages } from "./index.ts";

/** A provider with these pages, named p0, p1, … */
function pagesOf(pages: readonly (readonly number[])[]) {
  const read: (string | undefined)[] = [];
  return {
    read,
    async page(page: string | undefined) {
      read.push(page);
      const at = page === undefined ? 0 : Number(page.slice(1));
      return { rows: pages[at] ?? [], next: at + 1 < pages.length ? `p${at + 1}` : undefined };
    },
  };
}
const even = (row: number) => row % 2 === 0;

/** All rows that pass, collected result by result through cursors. */
async function all(pages: readonly (readonly number[])[], want: number, maxPages: number, share = 1) {
  const provider = pagesOf(pages);
  const rows: number[] = [];
  let cursor: string | undefined;
  let results = 0;
  do {
    const from = placeOf(cursor, { want });
    const scan = await scanPages({ from, want, maxPages, read: provider.page, keep: even });
    const page = pageOfScan(scan, { want }, share);
    rows.push(...page.rows);
    cursor = page.next_cursor;
    expect(page.rows.length).toBeLessThanOrEqual(want);
    expect(page.cut).toBe(page.rows.length < scan.found.length);
    results += 1;
  } while (cursor !== undefined && results < 1000);
  return { rows, results, read: provider.read };
}

describe("pages put together hold every row that passes, once and in order", () => {
  const pages = [[1, 2, 3, 4], [], [5, 7], [6, 8, 10, 12, 14], [16], []];
  const wanted = pages.flat().filter(even);

  it.each([1, 2, 3, 5, 8, 100])("%i at a time", async (want) => {
    for (const maxPages of [1, 2, 10]) {
      for (const share of [1, 0.5, 0.1]) {
        expect((await all(pages, want, maxPages, share)).rows, `${maxPages} ${share}`).toEqual(wanted);
      }
    }
  });
  it("reads no more pages in one call than it may", async () => {
    const { read } = pagesOf(pages);
    expect(read).toEqual([]);
    const provider = pagesOf(pages);
    const scan = await scanPages({
      from: { skip: 0 },
      want: 9,
      maxPages: 2,
      read: provider.page,
      keep: even,
    });
    expect(provider.read).toEqual([undefined, "p1"]);
    expect(scan).toMatchObject({ next: { page: "p2", skip: 0 }, seen: 4 });
  });
  it("reads no page it does not need", async () => {
    const provider = pagesOf(pages);
    await scanPages({ from: { skip: 0 }, want: 1, maxPages: 9, read: provider.page, keep: even });
    expect(provider.read).toEqual([undefined]);
  });
});

it("shows one row even when there is no room for any", async () => {
  const scan = await scanPages({
    from: { skip: 0 },
    want: 9,
    maxPages: 9,
    read: pagesOf([[2, 4]]).page,
    keep: even,
  });
  expect(pageOfScan(scan, {}, 0.01)).toMatchObject({ rows: [2], cut: true });
});
