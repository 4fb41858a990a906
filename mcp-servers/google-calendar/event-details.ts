import { convert } from "html-to-text";
import { z } from "zod";
import { cutText, truncatedSchema } from "../kit/index.ts";
import { type EventRow, eventRow, rowLine, short, writtenRow } from "./event-row.ts";
import type { GoogleAttendee, GoogleEvent } from "./upstream.ts";

const attendee = z.object({
  email: z.string(),
  name: z.string().optional(),
  response: z.string(),
  optional: z.boolean().optional(),
  comment: z.string().optional(),
});

/** What a list adds with `detail: full`. */
export const detailedRow = eventRow.extend({
  description: z.string().optional(),
  organizer: z.string().optional(),
  attendees: z.array(attendee).optional(),
  truncated: truncatedSchema.optional(),
});
export type DetailedRow = z.output<typeof detailedRow>;

export interface Limits {
  /** Characters of the description. */
  chars: number;
  people: number;
}

/** A row with what people wrote. What does not fit is said: `truncated` for the text, the count for the people. */
export function detailedOf(
  event: GoogleEvent,
  calendarId: string,
  zone: string,
  limits: Limits,
): DetailedRow {
  const text = plainText(event.description ?? "");
  const { part } = cutText(text, 0, limits.chars);
  const organizer = event.organizer && person(event.organizer.displayName, event.organizer.email);
  return {
    ...writtenRow(event, calendarId, zone),
    ...(part === "" ? {} : { description: part }),
    ...(part.length < text.length ? { truncated: { returned: part.length, total: text.length } } : {}),
    ...(organizer ? { organizer } : {}),
    ...(event.attendees ? { attendees: event.attendees.slice(0, limits.people).map(attendeeRow) } : {}),
  };
}

function attendeeRow(one: GoogleAttendee): z.output<typeof attendee> {
  return {
    email: one.email,
    ...(one.displayName ? { name: short(one.displayName, 100) } : {}),
    response: one.responseStatus ?? "needsAction",
    ...(one.optional ? { optional: true } : {}),
    ...(one.comment ? { comment: short(one.comment, 300) } : {}),
  };
}

export function detailLines(row: DetailedRow): string[] {
  const { attendees = [], attendees_count = 0, description, organizer, truncated } = row;
  const left = attendees_count - attendees.length;
  return [
    rowLine(row as EventRow),
    ...(row.link ? [`  ${row.link}`] : []),
    ...(organizer ? [`  organizer: ${organizer}`] : []),
    ...attendees.map(
      ({ email, name, response, optional, comment }) =>
        `  - ${person(name, email)}${optional ? " (optional)" : ""}: ${response}${comment ? `, “${comment}”` : ""}`,
    ),
    ...(left > 0 && attendees.length > 0 ? [`  [${left} more attendees are not shown]`] : []),
    ...(description ? [description] : []),
    ...(truncated
      ? [`[Cut: ${truncated.returned} of ${truncated.total} characters of the description are here.]`]
      : []),
  ];
}

const person = (name: string | undefined, email: string | undefined): string =>
  name && email ? `${short(name, 100)} <${email}>` : short(name ?? email ?? "", 320);

const TAGS = /<(?:a|b|i|u|p|br|ul|ol|li|div|span|strong|em|html-blob|h[1-6])\b[^<>]*>/i;
/** Google keeps 8,192 characters. */
const MOST_INPUT = 100_000;

/** Descriptions are plain text or the HTML that Google's own editor writes. Links stay. */
export function plainText(description: string): string {
  if (!TAGS.test(description)) return description.trim();
  return convert(description.slice(0, MOST_INPUT), {
    wordwrap: false,
    limits: { maxInputLength: MOST_INPUT, maxDepth: 50, ellipsis: "…" },
    selectors: [
      { selector: "a", options: { hideLinkHrefIfSameAsText: true } },
      { selector: "img", format: "skip" },
    ],
  }).trim();
}
