import { z } from "zod";
import { defineTool, fitResult, READS } from "../kit/index.ts";
import { calendarId, eventId, timeZone } from "./arguments.ts";
import { calendarZone } from "./calendar-zone.ts";
import { getEvent } from "./change.ts";
import { detailedOf, detailedRow, detailLines } from "./event-details.ts";
import { PROVENANCE } from "./provenance.ts";
import { EVENTS_READONLY } from "./scopes.ts";
import { calendar } from "./targets.ts";
import { requireZone } from "./time/zone.ts";
import type { GoogleEvent } from "./upstream.ts";

const output = z.object({
  event: detailedRow.extend({
    visibility: z.string().optional(),
    shows_as: z.string(),
    reminders: z.array(z.string()).optional(),
    event_type: z.string().optional(),
  }),
});
type Output = z.output<typeof output>;

/** https://developers.google.com/workspace/calendar/api/v3/reference/events/get */
export const calendarGetEvent = defineTool({
  name: "calendar_get_event",
  title: "Read an event",
  description: "Read one event in full, with its etag for safe changes.",
  effect: "read",
  targets: calendar,
  labels: READS,
  scopes: [[EVENTS_READONLY]],
  input: z.strictObject({
    calendar_id: calendarId,
    event_id: eventId,
    time_zone: timeZone,
    max_chars: z.int().min(500).max(40_000).describe("Cut the description here").default(8000),
  }),
  output,
  async run(api, { calendar_id, event_id, time_zone, max_chars }) {
    const asked = time_zone === undefined ? undefined : requireZone(time_zone);
    const [zone, event] = await Promise.all([
      asked ?? calendarZone(api, calendar_id),
      getEvent(api, { calendar: calendar_id, event: event_id }),
    ]);
    const people = event.attendees?.length ?? 0;
    return fitResult(
      (share) => ({
        event: {
          ...detailedOf(event, calendar_id, zone, {
            chars: Math.floor(max_chars * share),
            people: Math.max(1, Math.floor(people * share)),
          }),
          ...more(event),
        },
      }),
      render,
    );
  },
  render,
});

function more(event: GoogleEvent) {
  const { reminders, visibility, eventType } = event;
  const overrides = reminders?.overrides?.map(({ method, minutes }) => `${method} ${minutes} minutes before`);
  return {
    shows_as: event.transparency === "transparent" ? "free" : "busy",
    ...(visibility === undefined ? {} : { visibility }),
    ...(reminders?.useDefault
      ? { reminders: ["calendar default"] }
      : overrides
        ? { reminders: overrides }
        : {}),
    ...(eventType === undefined || eventType === "default" ? {} : { event_type: eventType }),
  };
}

function render({ event }: Output): string {
  const facts = [
    `shows as ${event.shows_as}`,
    ...(event.visibility ? [`visibility ${event.visibility}`] : []),
    ...(event.event_type ? [event.event_type] : []),
    ...(event.reminders ? [`reminders: ${event.reminders.join(", ") || "none"}`] : []),
  ];
  return [
    PROVENANCE,
    ...detailLines(event),
    `(${facts.join(" · ")})`,
    ...(event.truncated ? ["[For the rest ask again with a higher max_chars.]"] : []),
  ].join("\n");
}
