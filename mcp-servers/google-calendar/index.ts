import { defineServer } from "../kit/index.ts";
import { calendarCreateEvent } from "./create-event.ts";
import { calendarDeleteEvent } from "./delete-event.ts";
import { calendarFindAvailability } from "./find-availability.ts";
import { calendarGetEvent } from "./get-event.ts";
import { calendarGetSettings } from "./get-settings.ts";
import { calendarListCalendars } from "./list-calendars.ts";
import { calendarListEvents } from "./list-events.ts";
import { calendarListInstances } from "./list-instances.ts";
import { calendarRespondToEvent } from "./respond-to-event.ts";
import { calendarUpdateEvent } from "./update-event.ts";

export const googleCalendar = defineServer({
  id: "google_calendar",
  provider: "google",
  title: "Google Calendar",
  description: "Read and search calendars, find free time, create, change and answer events.",
  baseUrl: "https://www.googleapis.com/calendar/v3",
  // Asks who is busy; changes nothing.
  queries: ["/freeBusy"],
  tools: [
    calendarListCalendars,
    calendarListEvents,
    calendarGetEvent,
    calendarFindAvailability,
    calendarCreateEvent,
    calendarUpdateEvent,
    calendarDeleteEvent,
    calendarRespondToEvent,
    calendarGetSettings,
    calendarListInstances,
  ],
});
