import { ToolError } from "../../kit/index.ts";
import { changedGuests } from "../attendees.ts";
import { meetRequest } from "../conference.ts";
import { meetOf } from "../event-row.ts";
import { changedTimes, dateOf, googleTime, moveOf, presentTimes } from "../time/event-times.ts";
import type { When } from "../time/when.ts";
import type { GoogleEvent } from "../upstream.ts";
import { type Begin, checkedRecurrence, movedBy, namesDays } from "./recurrence.ts";

/** What an update asks for, its times read. */
export interface Patch {
  title?: string | undefined;
  start?: When | undefined;
  end?: When | undefined;
  description?: string | undefined;
  location?: string | undefined;
  attendees_add?: string[] | undefined;
  attendees_remove?: string[] | undefined;
  recurrence?: string[] | undefined;
  add_meet?: boolean | undefined;
  /** The calendar's. */
  zone: string;
  /** What makes a request for a Meet link ours. */
  meetFrom: string;
}

export interface Changed {
  /** Undefined: everything is as asked already. */
  body: Record<string, unknown> | undefined;
  warnings: string[];
}

/**
 * The patch of one version of an event. `from`: where the occurrence that was named belongs by the rule, when a whole
 * series is changed by it; new times then say where that occurrence goes, and the series goes with it. Pure.
 */
export function patchOf(event: GoogleEvent, patch: Patch, from: Begin | undefined): Changed {
  const guests = changedGuests(event, patch.attendees_add, patch.attendees_remove);
  const times = timesOf(event, patch, from);
  const body = {
    ...textOf(patch),
    ...times.body,
    ...(guests.attendees ? { attendees: guests.attendees } : {}),
    ...conferenceOf(event, patch),
  };
  return {
    body: Object.keys(body).length > 0 ? body : undefined,
    warnings: [...guests.warnings, ...times.warnings],
  };
}

export function textOf({ title, description, location }: Patch): Record<string, string> {
  return {
    ...(title === undefined ? {} : { summary: title }),
    ...(description === undefined ? {} : { description }),
    ...(location === undefined ? {} : { location }),
  };
}

/** A Meet link where there is none, or none where there is one. */
export function conferenceOf(event: GoogleEvent, { add_meet, meetFrom }: Patch): Record<string, unknown> {
  const present = event.conferenceData !== undefined || meetOf(event) !== undefined;
  if (add_meet === true && !present) return { conferenceData: meetRequest(meetFrom, event.id, event.etag) };
  return add_meet === false && present ? { conferenceData: null } : {};
}

function timesOf(event: GoogleEvent, patch: Patch, from: Begin | undefined): Changed & { body: object } {
  const { start, end, recurrence, zone } = patch;
  if (recurrence && event.recurringEventId !== undefined)
    throw new ToolError(
      "bad_argument",
      'An occurrence has no rule of its own: pass scope "following" or "all".',
    );
  const present = presentTimes(event, zone);
  if (!present) throw new ToolError("provider_down", "Google did not tell when this event is.");
  if (start === undefined && end === undefined) {
    return { body: recurrence ? ruleOf(event, recurrence, present) : {}, warnings: [] };
  }
  const named = from ? shiftedTo(present, from) : present;
  const asked = changedTimes(named, start, end, zone);
  const move = moveOf(named.start, asked.start);
  const begin = from ? move(present.start) : asked.start;
  const lines = recurrence
    ? checkedRecurrence(recurrence, begin)
    : event.recurrence && movedRule(event.recurrence, { named, present, to: asked.start });
  return {
    body: {
      start: googleTime(begin),
      end: googleTime(from ? endFor(begin, asked) : asked.end),
      ...(lines && { recurrence: lines }),
    },
    warnings: asked.warnings,
  };
}

/** A new rule; an event that had none may lack the zone that a series needs. */
function ruleOf(
  event: GoogleEvent,
  recurrence: readonly string[],
  { start, end }: { start: Begin; end: Begin },
): Record<string, unknown> {
  const lines = { recurrence: checkedRecurrence(recurrence, start) };
  return event.recurrence ? lines : { ...lines, start: googleTime(start), end: googleTime(end) };
}

/** The times of the occurrence at `from`, by the times of its series. */
export function shiftedTo(series: { start: Begin; end: Begin }, from: Begin): { start: Begin; end: Begin } {
  return { start: from, end: endFor(from, series) };
}

/** An end as far from `begin` as in a model: days by days, moments by time that passes. */
export function endFor(begin: Begin, { start, end }: { start: Begin; end: Begin }): Begin {
  if ("epochMilliseconds" in start && "epochMilliseconds" in end && "epochMilliseconds" in begin) {
    const kept = begin.add({ milliseconds: end.epochMilliseconds - start.epochMilliseconds });
    return kept.withTimeZone(end.timeZoneId);
  }
  const days = dateOf(start).until(dateOf(end));
  return dateOf(begin).add(days);
}

function movedRule(
  lines: readonly string[],
  { named, present, to }: { named: { start: Begin }; present: { start: Begin }; to: Begin },
): string[] {
  refuseOtherDay(lines, named.start, to);
  return movedBy(lines, present.start, moveOf(named.start, to));
}

/** A rule that names its days stays on them; which ones are meant instead only the caller can say. */
export function refuseOtherDay(lines: readonly string[], was: Begin, to: Begin): void {
  if (!namesDays(lines) || dateOf(was).equals(dateOf(to))) return;
  throw new ToolError(
    "bad_argument",
    `The series recurs by ${lines.join("; ")}. To move it to another day give the new \`recurrence\` too.`,
  );
}
