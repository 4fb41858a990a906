import { occurrencesOf } from "./calendar-recurrence.ts";
import {
  atLeast,
  type Event,
  type Notice,
  type Role,
  type StoredCalendar,
  type StoredEvent,
} from "./calendar-types.ts";

/** Where an event was found: in a calendar of one's own, or in a guest's view of it. */
export interface Found {
  stored: StoredEvent;
  /** The series an occurrence belongs to. */
  series?: StoredEvent;
  /** The occurrence's stamp. */
  stamp?: string;
}

/** All calendars of the emulated Google (ours; the stock emulator knows neither recurrence nor guests). */
export class CalendarStore {
  readonly calendars = new Map<string, StoredCalendar>();
  /** Groups of people that can be asked about together. */
  readonly groups = new Map<string, string[]>();
  readonly notices: Notice[] = [];
  #version = 0;

  add(calendar: Omit<StoredCalendar, "events">): StoredCalendar {
    const made = { ...calendar, events: new Map<string, StoredEvent>() };
    this.calendars.set(calendar.id, made);
    return made;
  }

  next(): number {
    this.#version += 1;
    return this.#version;
  }

  put(calendar: string, id: string, data: Event): StoredEvent {
    if (!/^[0-9a-v]{5,1024}$/.test(id)) throw new Error(`Google has no event id ${id}`);
    const stored = {
      id,
      calendar,
      data,
      version: this.next(),
      deleted: false,
      removedFrom: new Set<string>(),
      exceptions: new Map<string, StoredEvent>(),
    };
    this.calendars.get(calendar)?.events.set(id, stored);
    return stored;
  }

  role(calendar: StoredCalendar, email: string): Role | undefined {
    if (calendar.id === email) return "owner";
    return calendar.shared.get(email) ?? calendar.shared.get(`@${email.split("@")[1]}`);
  }

  /** The calendar a caller names, if they may see it at all. */
  visible(id: string, email: string): { calendar: StoredCalendar; role: Role } | undefined {
    const calendar = this.calendars.get(id === "primary" ? email : id);
    const role = calendar && this.role(calendar, email);
    return calendar && role && atLeast(role, "freeBusyReader") ? { calendar, role } : undefined;
  }

  /** Every event that shows in a calendar: its own, and those its owner is invited to. */
  inView(calendar: StoredCalendar): StoredEvent[] {
    const all = [...this.calendars.values()].flatMap((one) => [...one.events.values()]);
    return all.filter((stored) => this.shows(stored, calendar));
  }

  shows(stored: StoredEvent, calendar: StoredCalendar): boolean {
    if (stored.calendar === calendar.id) return true;
    return !stored.removedFrom.has(calendar.id) && isGuest(stored.data, calendar.id);
  }

  find(calendar: StoredCalendar, id: string): Found | undefined {
    for (const stored of this.inView(calendar)) {
      if (stored.id === id) return { stored };
      if (!id.startsWith(`${stored.id}_`) || !stored.data.recurrence) continue;
      const stamp = id.slice(stored.id.length + 1);
      const changed = stored.exceptions.get(stamp);
      if (changed) return { stored: changed, series: stored, stamp };
      const made = this.occurrence(stored, stamp);
      if (made) return { stored: made, series: stored, stamp };
    }
    return undefined;
  }

  /** An occurrence that nobody has changed: the series' data at another time, with the series' version. */
  occurrence(series: StoredEvent, stamp: string): StoredEvent | undefined {
    const zone = this.zoneOf(series);
    const one = occurrencesOf(series.data, zone).find((at) => at.stamp === stamp);
    if (!one) return undefined;
    const { recurrence: _, ...data } = series.data;
    return {
      ...series,
      id: `${series.id}_${stamp}`,
      data: {
        ...data,
        start: one.start,
        end: one.end,
        recurringEventId: series.id,
        originalStartTime: one.start,
      },
      exceptions: new Map(),
    };
  }

  zoneOf(stored: StoredEvent): string {
    return this.calendars.get(stored.calendar)?.timeZone ?? "UTC";
  }

  /** Changed occurrences that the rule no longer has are gone, as the guide on recurring events describes. */
  dropOrphans(series: StoredEvent): void {
    const stamps = new Set(occurrencesOf(series.data, this.zoneOf(series)).map(({ stamp }) => stamp));
    for (const stamp of series.exceptions.keys()) if (!stamps.has(stamp)) series.exceptions.delete(stamp);
  }

  /** `all` tells everybody else, `externalOnly` those outside the organizer's domain, `none` nobody. */
  notify(kind: Notice["kind"], stored: StoredEvent, by: string, sendUpdates: string): void {
    const domain = by.split("@")[1];
    const others = (stored.data.attendees ?? []).flatMap(({ email }) =>
      email && email !== by ? [email] : [],
    );
    const told = {
      all: others,
      externalOnly: others.filter((email) => email.split("@")[1] !== domain),
      none: [],
    }[sendUpdates];
    this.notices.push({ kind, event: stored.id, calendar: stored.calendar, sendUpdates, to: told ?? [] });
  }
}

const isGuest = (data: Event, email: string): boolean =>
  (data.attendees ?? []).some((one) => one.email?.toLowerCase() === email.toLowerCase());
