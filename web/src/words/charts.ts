import { count } from "./format.ts";
import { plural } from "./plural.ts";

export const charts = {
  asTable: "View as table",
  asChart: "View as chart",
  csv: "CSV",
  csvOf: (title: string) => `Download CSV of ${title}`,
  saved: (file: string) => `${file} downloaded`,
  legend: "What is what",
  when: "When",
  what: "What",
  total: "Total",
  marks: "What changed",
  mark: (number: number, label: string) => `${number}. ${label}`,
  /** One column of a stack: "14:00: 12 OK, 3 failed". */
  stack: (at: string, parts: string) => `${at}: ${parts}`,
  part: (value: number, name: string) => `${count(value)} ${name}`,
  bar: (name: string, value: string) => `${name}: ${value}`,
  none: "nothing",
  arrows: (columns: number) =>
    plural(columns, { one: "# column", other: "# columns. Left and right arrow move between them." }),
} as const;
