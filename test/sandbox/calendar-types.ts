import type { calendar_v3 } from "@googleapis/calendar";

export type Event = calendar_v3.Schema$Event;
export type EventTime = calendar_v3.Schema$EventDateTime;
export type Attendee = calendar_v3.Schema$EventAttendee;

export type Role = "freeBusyReader" | "reader" | "writer" | "owner";
const RANKS: readonly Role[] = ["freeBusyReader", "reader", "writer", "owner"];
export const atLeast = (role: Role | undefined, wanted: Role): boolean =>
  role !== undefined && RANKS.indexOf(role) >= RANKS.indexOf(wanted);

/** An event as it is kept: once, in the calendar of its organizer. Guests see it through views of their calendars. */
export interface StoredEvent {
  id: string;
  /** Of the organizer's calendar. */
  calendar: string;
  /** Writable fields and what the sandbox made of them. Times as they were given. */
  data: Event;
  version: number;
  deleted: boolean;
  /** Calendars of guests who removed it from theirs. */
  removedFrom: Set<string>;
  /** Changed and cancelled occurrences, by the stamp in their ids. */
  exceptions: Map<string, StoredEvent>;
}

export interface StoredCalendar {
  id: string;
  summary: string;
  timeZone: string;
  /** Addresses, or `@domain` for everybody there. */
  shared: Map<string, Role>;
  events: Map<string, StoredEvent>;
}

/** What Google tells people by mail, or would. */
export interface Notice {
  kind: "created" | "updated" | "deleted";
  event: string;
  calendar: string;
  sendUpdates: string;
  /** Those told under this `sendUpdates`. */
  to: string[];
}
