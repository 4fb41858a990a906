import { Temporal } from "temporal-polyfill";
import { CalendarStore } from "./calendar-store.ts";
import type { Attendee, Event } from "./calendar-types.ts";
import { people } from "./mailbox-people.ts";

const { ada, ben, chloe, clara, ines } = people;
const BERLIN = "Europe/Berlin";

export const HOLIDAYS = "en.german#holiday@group.v.calendar.google.com";
export const LAUNCH = "launch-ny@group.calendar.google.com";
export const TEAM = "team@acme.test";

/** Weeks of three colleagues around `now`: a weekly meeting, an all-day event, holidays, a calendar in another zone. */
export function seededCalendars(now = Date.now()): CalendarStore {
  const store = new CalendarStore();
  const everybody = new Map([["@acme.test", "freeBusyReader" as const]]);
  store.add({ id: ada.email, summary: ada.email, timeZone: BERLIN, shared: everybody });
  store.add({ id: ben.email, summary: ben.email, timeZone: "America/New_York", shared: everybody });
  store.add({ id: chloe.email, summary: chloe.email, timeZone: "Europe/Paris", shared: everybody });
  store.add({ id: clara.email, summary: clara.email, timeZone: "Europe/Stockholm", shared: everybody });
  // Ines shares nothing with anybody.
  store.add({ id: ines.email, summary: ines.email, timeZone: "Europe/Lisbon", shared: new Map() });
  store.add({
    id: HOLIDAYS,
    summary: "Holidays in Germany",
    timeZone: BERLIN,
    shared: new Map([[ada.email, "reader"]]),
  });
  store.add({
    id: LAUNCH,
    summary: "Launch New York",
    timeZone: "America/New_York",
    shared: new Map([
      [ada.email, "writer"],
      [ben.email, "owner"],
    ]),
  });
  store.groups.set(TEAM, [ada.email, ben.email, chloe.email]);
  const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(BERLIN).toPlainDate();
  const monday = today.subtract({ days: today.dayOfWeek - 1 });
  for (const [calendar, id, event] of week(monday)) {
    store.put(calendar, id, { ...systemFields(calendar, id, now), ...event });
  }
  return store;
}

function week(monday: Temporal.PlainDate): [calendar: string, id: string, event: Event][] {
  const on = (day: number, from: string, to: string, zone = BERLIN): Event => {
    const at = (clock: string) => ({
      dateTime: monday
        .add({ days: day })
        .toZonedDateTime({ timeZone: zone, plainTime: Temporal.PlainTime.from(clock) })
        .toString({ smallestUnit: "second", timeZoneName: "never" }),
      timeZone: zone,
    });
    return { start: at(from), end: at(to) };
  };
  const days = (from: number, to: number): Event => ({
    start: { date: String(monday.add({ days: from })) },
    end: { date: String(monday.add({ days: to })) },
    transparency: "transparent",
  });
  const team = [guest(ada, "accepted"), guest(ben, "accepted"), guest(chloe, "tentative")];
  return [
    [
      clara.email,
      "clara0design",
      {
        ...on(-28, "15:00", "15:45", "Europe/Stockholm"),
        summary: "Design review",
        recurrence: ["RRULE:FREQ=WEEKLY;BYDAY=MO,WE"],
      },
    ],
    [
      ada.email,
      "standup0mon",
      {
        ...on(-28, "09:30", "09:45"),
        summary: "Team stand-up",
        description: "What is blocked, what ships.<br><a href='https://wiki.acme.test/standup'>Notes</a>",
        location: "Room Kattegat",
        recurrence: ["RRULE:FREQ=WEEKLY;BYDAY=MO"],
        attendees: team,
        reminders: { useDefault: false, overrides: [{ method: "popup", minutes: 5 }] },
        hangoutLink: "https://meet.google.com/abc-defg-hij",
        conferenceData: {
          conferenceId: "abc-defg-hij",
          conferenceSolution: { key: { type: "hangoutsMeet" }, name: "Google Meet" },
          entryPoints: [{ entryPointType: "video", uri: "https://meet.google.com/abc-defg-hij" }],
        },
      },
    ],
    [ada.email, "focus0tue", { ...on(1, "09:00", "11:00"), summary: "Write the launch plan" }],
    [
      ada.email,
      "kraft0invoice",
      {
        ...on(1, "14:00", "15:00"),
        summary: "Kraft Logistik: invoice review",
        description: "Greta brings the September invoice.",
        attendees: [guest(ada, "accepted"), guest(people.greta, "needsAction")],
      },
    ],
    [ada.email, "dentist0mid", { ...on(2, "08:30", "09:15"), summary: "Dentist", visibility: "private" }],
    [ada.email, "offsite0gothia", { ...days(3, 5), summary: "Offsite in Göteborg", location: "Göteborg" }],
    [ada.email, "ship0fri", { ...on(11, "16:00", "17:00"), summary: "Ship it" }],
    [ben.email, "school0run", { ...on(1, "08:30", "09:30", "America/New_York"), summary: "School run" }],
    [
      ben.email,
      "pairing0ben",
      {
        ...on(2, "10:00", "11:00", "America/New_York"),
        summary: "Pairing: calendar sync",
        attendees: [guest(ben, "accepted"), guest(ada, "needsAction")],
      },
    ],
    [chloe.email, "design0paris", { ...on(1, "10:00", "12:00", "Europe/Paris"), summary: "Design review" }],
    [LAUNCH, "press0launch", { ...on(9, "15:00", "16:00", "America/New_York"), summary: "Press call" }],
    [HOLIDAYS, "holi0founders", { ...days(10, 11), summary: "Founders' Day", visibility: "public" }],
  ];
}

const guest = (who: { name: string; email: string }, responseStatus: string): Attendee => ({
  email: who.email,
  displayName: who.name,
  responseStatus,
});

function systemFields(calendar: string, id: string, now: number): Event {
  const at = new Date(now - 40 * 86_400_000).toISOString();
  return {
    created: at,
    updated: at,
    creator: { email: calendar },
    organizer: { email: calendar },
    iCalUID: `${id}@google.com`,
    sequence: 0,
  };
}
