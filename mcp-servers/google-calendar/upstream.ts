import { z } from "zod";

/** https://developers.google.com/workspace/calendar/api/v3/reference/events (what we read of it; the rest is kept) */
export const timeSchema = z.object({
  date: z.string().nullish(),
  dateTime: z.string().nullish(),
  timeZone: z.string().nullish(),
});
export type GoogleTime = z.output<typeof timeSchema>;

const attendeeSchema = z.looseObject({
  email: z.string().default(""),
  displayName: z.string().optional(),
  responseStatus: z.string().optional(),
  comment: z.string().optional(),
  self: z.boolean().optional(),
  organizer: z.boolean().optional(),
  optional: z.boolean().optional(),
  resource: z.boolean().optional(),
});
export type GoogleAttendee = z.output<typeof attendeeSchema>;

const personSchema = z.looseObject({
  email: z.string().optional(),
  displayName: z.string().optional(),
  self: z.boolean().optional(),
});

const entryPoint = z.looseObject({ entryPointType: z.string().optional(), uri: z.string().optional() });
const conferenceSchema = z.looseObject({
  entryPoints: z.array(entryPoint).optional(),
  createRequest: z
    .looseObject({ status: z.looseObject({ statusCode: z.string().optional() }).optional() })
    .optional(),
});

export const eventSchema = z.looseObject({
  id: z.string(),
  // Goes back in a header: RFC 9110, 8.8.3, without what is beyond ASCII.
  etag: z
    .string()
    .regex(/^[\x21-\x7e]*$/)
    .default(""),
  status: z.string().default("confirmed"),
  htmlLink: z.string().optional(),
  summary: z.string().optional(),
  description: z.string().optional(),
  location: z.string().optional(),
  start: timeSchema.optional(),
  end: timeSchema.optional(),
  originalStartTime: timeSchema.optional(),
  recurrence: z.array(z.string()).optional(),
  recurringEventId: z.string().optional(),
  organizer: personSchema.optional(),
  creator: personSchema.optional(),
  attendees: z.array(attendeeSchema).optional(),
  attendeesOmitted: z.boolean().optional(),
  hangoutLink: z.string().optional(),
  conferenceData: conferenceSchema.optional(),
  reminders: z
    .looseObject({
      useDefault: z.boolean().optional(),
      overrides: z.array(z.object({ method: z.string(), minutes: z.number() })).optional(),
    })
    .optional(),
  visibility: z.string().optional(),
  transparency: z.string().optional(),
  eventType: z.string().optional(),
});
export type GoogleEvent = z.output<typeof eventSchema>;

/** Of `events.list` and `events.instances`. */
export const eventListSchema = z.object({
  /** The calendar's own zone. */
  timeZone: z.string().optional(),
  items: z.array(eventSchema).default([]),
  nextPageToken: z.string().optional(),
});
export type GoogleEventList = z.output<typeof eventListSchema>;

export const calendarListSchema = z.object({
  items: z
    .array(
      z.object({
        id: z.string(),
        summary: z.string().default(""),
        summaryOverride: z.string().optional(),
        timeZone: z.string().optional(),
        accessRole: z.string().default(""),
        primary: z.boolean().optional(),
      }),
    )
    .default([]),
  nextPageToken: z.string().optional(),
});

export const settingsSchema = z.object({
  items: z.array(z.object({ id: z.string(), value: z.string().default("") })).default([]),
  nextPageToken: z.string().optional(),
});

const span = z.object({ start: z.string(), end: z.string() });
const faults = z.array(z.object({ reason: z.string().default("") })).optional();
export const freeBusySchema = z.object({
  calendars: z.record(z.string(), z.object({ busy: z.array(span).default([]), errors: faults })).default({}),
  groups: z
    .record(z.string(), z.object({ calendars: z.array(z.string()).default([]), errors: faults }))
    .optional(),
});
export type FreeBusy = z.output<typeof freeBusySchema>;
