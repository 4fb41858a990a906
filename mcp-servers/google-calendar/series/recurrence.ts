import { Temporal } from "temporal-polyfill";
import { ToolError } from "../../kit/index.ts";
import { orUndefined } from "../time/zone.ts";

/** One line of `recurrence` (RFC 5545): its name with parameters, and its value. */
interface Line {
  name: string;
  /** `;TZID=Europe/Berlin`, or empty. */
  params: string;
  value: string;
}

/** Where an occurrence begins: a day, or a moment in the zone of its series. */
export type Begin = Temporal.PlainDate | Temporal.ZonedDateTime;
/** The same place in a series that has been moved. */
export type Move = (begin: Begin) => Begin;

const KNOWN = /^(RRULE|EXRULE|RDATE|EXDATE)((?:;[^:]*)?):(.+)$/i;

/**
 * Lines as Google takes them: `FREQ=…` alone gets its name, and `UNTIL` the form that the start asks for (a day for
 * all-day series, else a moment in UTC; a day then counts whole). Throws `bad_argument` for anything else.
 */
export function checkedRecurrence(lines: readonly string[], start: Begin): string[] {
  return lines.map((raw) => {
    const text = raw.trim();
    const line = parsed(/^FREQ=/i.test(text) ? `RRULE:${text}` : text);
    if (!line) {
      throw new ToolError(
        "bad_argument",
        "`recurrence` takes lines such as RRULE:FREQ=WEEKLY;BYDAY=MO or EXDATE;VALUE=DATE:20261224. The start belongs in `start`.",
      );
    }
    if (!isRule(line)) return written(line);
    if (!/(^|;)FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY)(;|$)/i.test(line.value)) {
      throw new ToolError(
        "bad_argument",
        "`recurrence`: a rule needs FREQ=DAILY, WEEKLY, MONTHLY or YEARLY.",
      );
    }
    return written(withUntil(line, (until) => untilText(until, start)));
  });
}

/** A series cut before `first`: rules end before it, single dates from it on go. */
export function cutBefore(lines: readonly string[], first: Begin): string[] {
  return keepParts(lines, first, {
    rule: (line) => written(ended(line, lastBefore(first))),
    date: (date) => compare(date, first) < 0,
  });
}

export interface SecondHalf {
  /** Where the new series begins, in the old one. */
  first: Begin;
  move: Move;
  /** The old series' last occurrence; for rules that count. */
  last: Begin | undefined;
  /** Occurrences of the old series that were cancelled one by one. */
  cancelled: readonly Begin[];
}

/** The rest of a series from `first` on, moved as its start is. Rules that counted now end on a date. */
export function restFrom(lines: readonly string[], { first, move, last, cancelled }: SecondHalf): string[] {
  const rest = keepParts(lines, first, {
    rule: (line) => {
      const counted = /(^|;)COUNT=/i.test(line.value);
      const whole = counted && last ? ended(line, last) : line;
      return written(withUntil(whole, (until) => untilText(until, first, move)));
    },
    date: (date) => compare(date, first) >= 0,
    move,
  });
  const gone = cancelled
    .filter((begin) => compare(begin, first) >= 0)
    .map((begin) => dateLine("EXDATE", move(begin)));
  return [...rest, ...new Set(gone)];
}

/** A whole series moved: its end and its single dates go with it. */
export function movedBy(lines: readonly string[], start: Begin, move: Move): string[] {
  return keepParts(lines, start, {
    rule: (line) => written(withUntil(line, (until) => untilText(until, start, move))),
    date: () => true,
    move,
  });
}

/** Whether rules count their occurrences. */
export const counts = (lines: readonly string[]): boolean =>
  lines.some((line) => /^RRULE[^:]*:(.*;)?COUNT=/i.test(line));

/** Whether rules name days, so that another day of the start would contradict them. */
export const namesDays = (lines: readonly string[]): boolean =>
  lines.some((line) => /^RRULE[^:]*:.*(^|;|:)BY(DAY|MONTHDAY|YEARDAY|WEEKNO|MONTH|SETPOS)=/i.test(line));

export function compare(a: Begin, b: Begin): number {
  if (a instanceof Temporal.PlainDate || b instanceof Temporal.PlainDate)
    return Temporal.PlainDate.compare(asDay(a), asDay(b));
  return Temporal.ZonedDateTime.compare(a, b);
}

interface Parts {
  rule(line: Line): string;
  date(date: Begin): boolean;
  move?: Move;
}

function keepParts(lines: readonly string[], like: Begin, parts: Parts): string[] {
  return lines.flatMap((text) => {
    const line = parsed(text);
    if (!line) return [text];
    if (isRule(line)) return [parts.rule(line)];
    return line.value.split(",").flatMap((value) => {
      const date = dateOf(value, line.params, like);
      // What cannot be read says nothing about where it belongs: it stays as it is.
      if (!date) return [written({ ...line, value })];
      return parts.date(date) ? [dateLine(line.name, parts.move ? parts.move(date) : date)] : [];
    });
  });
}

function parsed(text: string): Line | undefined {
  const [, name, params, value] = KNOWN.exec(text) ?? [];
  return name && value ? { name: name.toUpperCase(), params: params ?? "", value } : undefined;
}

const written = ({ name, params, value }: Line): string => `${name}${params}:${value}`;
const isRule = ({ name }: Line): boolean => name === "RRULE" || name === "EXRULE";
const asDay = (begin: Begin): Temporal.PlainDate =>
  begin instanceof Temporal.PlainDate ? begin : begin.toPlainDate();

/** The rule with `UNTIL` as given; never later than one that it has. */
function ended(line: Line, last: Begin): Line {
  const parts = line.value.split(";").filter((part) => !/^(COUNT|UNTIL)=/i.test(part) && part !== "");
  const present = /(?:^|;)UNTIL=([^;]+)/i.exec(line.value)?.[1];
  const old = present === undefined ? undefined : dateOf(present, "", last);
  const until = old && compare(old, last) < 0 ? old : last;
  return { ...line, value: [...parts, `UNTIL=${basic(until)}`].join(";") };
}

function withUntil(line: Line, change: (until: string) => string): Line {
  return {
    ...line,
    value: line.value.replace(/(^|;)UNTIL=([^;]+)/i, (_, at, until) => `${at}UNTIL=${change(until)}`),
  };
}

function untilText(until: string, start: Begin, move: Move = (begin) => begin): string {
  const last = dateOf(until, "", start, "end of day");
  if (last) return basic(move(last));
  throw new ToolError("bad_argument", "`recurrence`: UNTIL must be like 20261231 or 20261231T225959Z.");
}

/** Just before `first`: the day before, or the second before. */
function lastBefore(first: Begin): Begin {
  return first instanceof Temporal.PlainDate ? first.subtract({ days: 1 }) : first.subtract({ seconds: 1 });
}

const BASIC = /^(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})(Z?))?$/;

/** A date of RFC 5545 in the kind and zone of `like`: `20261102`, `20261102T080000Z`, or local with `;TZID=`. */
function dateOf(
  text: string,
  params: string,
  like: Begin,
  day: "as it is" | "end of day" = "as it is",
): Begin | undefined {
  const [, year, month, date, hour, minute, second, utc] = BASIC.exec(text.trim()) ?? [];
  const plain = orUndefined(() =>
    Temporal.PlainDate.from(`${year}-${month}-${date}`, { overflow: "reject" }),
  );
  if (!plain) return undefined;
  if (like instanceof Temporal.PlainDate) return plain;
  const time =
    hour === undefined
      ? day === "end of day"
        ? Temporal.PlainTime.from("23:59:59")
        : like.toPlainTime()
      : orUndefined(() => Temporal.PlainTime.from(`${hour}:${minute}:${second}`, { overflow: "reject" }));
  if (!time) return undefined;
  const zone = utc ? "UTC" : (/;TZID=([^;]+)/i.exec(params)?.[1] ?? like.timeZoneId);
  return orUndefined(() =>
    plain.toZonedDateTime({ timeZone: zone, plainTime: time }).withTimeZone(like.timeZoneId),
  );
}

/** A day as a day, a moment in UTC. */
function basic(begin: Begin): string {
  if (begin instanceof Temporal.PlainDate) return String(begin).replaceAll("-", "");
  return begin.toInstant().toString({ smallestUnit: "second" }).replace(/[-:]/g, "");
}

function dateLine(name: string, begin: Begin): string {
  return begin instanceof Temporal.PlainDate
    ? `${name};VALUE=DATE:${basic(begin)}`
    : `${name}:${basic(begin)}`;
}
