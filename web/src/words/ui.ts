import { bytes, count } from "./format.ts";
import { plural } from "./plural.ts";

/** What the building blocks of every page say. */
export const ui = {
  retry: "Retry",
  dismiss: "Dismiss",
  cancel: "Cancel",
  close: "Close",
  clearFilters: "Clear filters",
  filters: "Filters",
  removeFilter: (filter: string) => `Remove filter ${filter}`,
  filterRemoved: (filter: string) => `Filter removed: ${filter}`,
  filtersCleared: "Filters cleared",
  chip: (name: string, value: string) => `${name}: ${value}`,
  noneChosen: (name: string) => `${name}: all`,
  someChosen: (name: string, values: string) => `${name}: ${values}`,
  stale: "These rows are from before. Reading them again failed.",
  pages: "Pages",
  firstPage: "First page",
  previousPage: "Previous page",
  nextPage: "Next page",
  rows: (shown: number) => plural(shown, { zero: "No rows", one: "# row", other: "# rows" }),
  rowsOf: (shown: number, total: number) =>
    plural(total, { one: `${count(shown)} of # row`, other: `${count(shown)} of # rows` }),
  showMore: (count: number) => plural(count, { one: "Show # more", other: "Show # more" }),
  shownOf: (shown: number, total: number) => `${count(shown)} of ${count(total)} shown`,
  asOf: (time: string) => `As of ${time}`,
  undo: "Undo",
  undoing: "Undoing…",
  undoOffered: (done: string) => `${done}. It can be undone for 10 seconds.`,
  undoFailed: (done: string) => `${done}, and undoing it failed.`,
  undoHint: "Undo",
  downloading: (what: string) => `Downloading ${what}…`,
  downloaded: (what: string, size: number) => `${what} downloaded, ${bytes(size)}`,
  downloadStopped: (what: string) => `The download of ${what} was stopped. Nothing was kept.`,
  downloadFailed: (what: string) => `Failed to download ${what}`,
  received: (size: number) => `${bytes(size)} received`,
  receivedRows: (rows: number, size: number) =>
    plural(rows, { one: `# row, ${bytes(size)} received`, other: `# rows, ${bytes(size)} received` }),
  bulkProgress: (done: number, total: number) => `${count(done)} of ${count(total)} done`,
  bulkFailed: (failed: number) => plural(failed, { zero: "", one: "# failed", other: "# failed" }),
  bulkDone: (total: number, failed: number) =>
    failed === 0
      ? plural(total, { one: "# done", other: "All # done" })
      : `${count(total - failed)} done, ${count(failed)} failed`,
  bulkStopped: (done: number, total: number) => `Stopped after ${count(done)} of ${count(total)}`,
  stop: "Stop",
} as const;
