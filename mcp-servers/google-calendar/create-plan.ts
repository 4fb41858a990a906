import { z } from "zod";
import type { Api } from "../kit/index.ts";
import { addresses, calendarId, notify, recurrence } from "./arguments.ts";
import { attendeesOf } from "./attendees.ts";
import { calendarZone } from "./calendar-zone.ts";
import { meetRequest } from "./conference.ts";
import { type Begin, checkedRecurrence } from "./series/recurrence.ts";
import { eventTimes, namedZone, newGoogleTime } from "./time/event-times.ts";
import { readWhen, whenSchema } from "./time/when.ts";

export const createInput = z.strictObject({
  calendar_id: calendarId,
  title: z.string().max(1024),
  start: whenSchema,
  end: whenSchema,
  description: z.string().max(8000).optional(),
  location: z.string().max(1024).optional(),
  attendees: addresses,
  recurrence,
  add_meet: z.boolean().default(false),
  visibility: z.enum(["default", "public", "private"]).optional(),
  reminders_minutes: z.int().min(0).max(40_320).optional(),
  notify,
  check_conflicts: z.boolean().default(true),
  idempotency_key: z.string().max(100).describe("Same key: same result").optional(),
});
export type CreateInput = z.output<typeof createInput>;

/** What is to be created, as Google takes it. */
export interface Plan {
  start: Begin;
  end: Begin;
  /** What local times are read and shown in. */
  zone: string;
  guests: { email: string; displayName?: string }[];
  body: object;
  warnings: string[];
}

export async function planOf(api: Api, asked: CreateInput, id: string | undefined): Promise<Plan> {
  const start = readWhen(asked.start, "start");
  const end = readWhen(asked.end, "end");
  const guests = attendeesOf(asked.attendees ?? [], "attendees");
  const zone = namedZone(start, end) ?? (await calendarZone(api, asked.calendar_id));
  const times = eventTimes(start, end, zone);
  const lines = asked.recurrence && checkedRecurrence(asked.recurrence, times.start);
  const { description, location, visibility, reminders_minutes } = asked;
  const meet = id === undefined ? [crypto.randomUUID()] : [id, "meet"];
  return {
    ...times,
    zone,
    guests,
    body: {
      ...(id === undefined ? {} : { id }),
      summary: asked.title,
      start: newGoogleTime(times.start),
      end: newGoogleTime(times.end),
      ...(description === undefined ? {} : { description }),
      ...(location === undefined ? {} : { location }),
      ...(guests.length > 0 ? { attendees: guests } : {}),
      ...(lines?.length ? { recurrence: lines } : {}),
      ...(visibility === undefined ? {} : { visibility }),
      ...(reminders_minutes === undefined
        ? {}
        : { reminders: { useDefault: false, overrides: [{ method: "popup", minutes: reminders_minutes }] } }),
      ...(asked.add_meet ? { conferenceData: meetRequest(...meet) } : {}),
    },
  };
}
