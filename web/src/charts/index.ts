export { type Bar, Bars } from "./bars.tsx";
export { type Column, Columns, type Series } from "./columns.tsx";
export { type Line, Lines } from "./lines.tsx";
export type { Mark } from "./marks.tsx";
export { Spark } from "./spark.tsx";
