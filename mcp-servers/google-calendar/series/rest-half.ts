import { ToolError } from "../../kit/index.ts";
import { changedGuests } from "../attendees.ts";
import { changedTimes, moveOf, newGoogleTime, presentTimes } from "../time/event-times.ts";
import type { GoogleEvent } from "../upstream.ts";
import { conferenceOf, type Patch, refuseOtherDay, shiftedTo, textOf } from "./patch.ts";
import { type Begin, checkedRecurrence, restFrom } from "./recurrence.ts";
import { keptOf, type Rest } from "./split.ts";

export interface HalfOf {
  series: GoogleEvent;
  /** Where the occurrence that was named belongs by the rule: the new series begins here, or where this one goes. */
  from: Begin;
  rest: Rest;
  patch: Patch;
}

/**
 * The new series that an update of "this and following" begins: all of the old one, with the changes. Cancelled
 * occurrences stay cancelled; ones that were moved one by one return to the rule, as Google documents. Pure.
 */
export function restHalf({ series, from, rest, patch }: HalfOf): { body: object; warnings: string[] } {
  const present = presentTimes(series, patch.zone);
  if (!present) throw new ToolError("provider_down", "Google did not tell when this series is.");
  const named = shiftedTo(present, from);
  const times =
    patch.start === undefined && patch.end === undefined
      ? { ...named, warnings: [] }
      : changedTimes(named, patch.start, patch.end, patch.zone);
  const guests = changedGuests(series, patch.attendees_add, patch.attendees_remove);
  const move = moveOf(from, times.start);
  const old = series.recurrence ?? [];
  if (!patch.recurrence) refuseOtherDay(old, from, times.start);
  const recurrence = patch.recurrence
    ? checkedRecurrence(patch.recurrence, times.start)
    : restFrom(old, { first: from, move, last: rest.last, cancelled: rest.cancelled });
  const conference = conferenceOf(series, patch);
  const kept = keptOf(series);
  if (conference.conferenceData === null) delete kept.conferenceData;
  return {
    body: {
      ...kept,
      ...textOf(patch),
      ...(guests.attendees ? { attendees: guests.attendees } : {}),
      ...(conference.conferenceData ? conference : {}),
      start: newGoogleTime(times.start),
      end: newGoogleTime(times.end),
      recurrence,
    },
    warnings: [
      ...guests.warnings,
      ...times.warnings,
      ...rest.warnings,
      ...(rest.moved > 0
        ? [`${rest.moved} occurrences that had been moved one by one are back at the series' time.`]
        : []),
      ...(patch.recurrence && rest.cancelled.length > 0
        ? [`${rest.cancelled.length} cancelled occurrences may come back under the new rule.`]
        : []),
    ],
  };
}
