import type { OfficePackage } from "./package-parts.ts";
import { attr, count } from "./xml.ts";

export type DateKind = "date" | "time" | "both";

/** Built-in formats that show dates and times (ECMA-376 part 1, 18.8.30). */
const BUILT_IN = new Map<number, DateKind>([
  ...[14, 15, 16, 17, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58].map((id): [number, DateKind] => [
    id,
    "date",
  ]),
  ...[18, 19, 20, 21, 32, 33, 34, 35, 45, 46, 47, 55, 56].map((id): [number, DateKind] => [id, "time"]),
  [22, "both"],
]);

/** Whether a number format shows a date, a time or both; undefined: a number. */
export function dateKind(format: string): DateKind | undefined {
  const code = format
    .slice(0, 255)
    .replace(/"[^"]*"|\\.|_.|\*./g, "")
    .replace(/\[(?:[^\]]*)\]/g, (inside) => (/^\[[hms]+\]$/i.test(inside) ? inside : ""))
    .split(";")[0]
    ?.toLowerCase();
  if (code === undefined || /general|[#?]|e\+/.test(code)) return undefined;
  const date = /[yd]|m{3,}/.test(code) || (/m/.test(code) && !/[hs]/.test(code));
  const time = /[hs]/.test(code);
  if (date && time) return "both";
  return date ? "date" : time ? "time" : undefined;
}

/** What each cell style shows, by the style's number. */
export function readCellStyles(office: OfficePackage, part: string | undefined): (DateKind | undefined)[] {
  const formats = new Map(BUILT_IN);
  const styles: (DateKind | undefined)[] = [];
  let inCellXfs = false;
  if (part === undefined) return styles;
  office.walk(part, {
    open(name, attributes) {
      if (name === "numFmt") {
        const kind = dateKind(attr(attributes, "formatCode") ?? "");
        const id = count(attributes, "numFmtId", 0, 100_000);
        if (kind) formats.set(id, kind);
        else formats.delete(id);
      } else if (name === "cellXfs") inCellXfs = true;
      else if (name === "xf" && inCellXfs && styles.length < 100_000) {
        styles.push(formats.get(count(attributes, "numFmtId", 0, 100_000)));
      }
    },
    close(name) {
      if (name === "cellXfs") inCellXfs = false;
    },
  });
  return styles;
}

const DAY = 86_400_000;

/** A serial number as date and time, without a zone, as the sheet shows them. Out of range: the number itself. */
export function serialDate(serial: number, kind: DateKind, from1904: boolean): string {
  if (!(serial >= 0 && serial < 2_958_466)) return String(serial);
  // Day 60 of the 1900 system is a 29 February that never was.
  const days = from1904 ? serial + 1462 : serial < 60 ? serial + 1 : serial;
  const shown = new Date(Math.round((days * DAY) / 1000) * 1000 + Date.UTC(1899, 11, 30)).toISOString();
  const [date = "", time = ""] = shown.slice(0, 19).split("T");
  if (kind === "time") return serial < 1 ? time : `${date} ${time}`;
  return kind === "date" || time === "00:00:00" ? date : `${date} ${time}`;
}
