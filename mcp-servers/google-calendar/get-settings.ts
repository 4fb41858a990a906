import { z } from "zod";
import { defineTool, PLAIN, readAnswer } from "../kit/index.ts";
import { warningLines, warnings } from "./arguments.ts";
import { zoneOf } from "./calendar-zone.ts";
import { SETTINGS } from "./scopes.ts";
import { nowIn } from "./time/zone.ts";
import { settingsSchema } from "./upstream.ts";

const WEEK_START: ReadonlyMap<string, string> = new Map([
  ["0", "Sunday"],
  ["1", "Monday"],
  ["6", "Saturday"],
]);

export const nowSchema = z.object({ local: z.string(), weekday: z.string(), time_zone: z.string() });

const output = z.object({
  now: nowSchema,
  time_zone: z.string(),
  week_start: z.string(),
  default_event_minutes: z.int().optional(),
  warnings,
});

/** https://developers.google.com/workspace/calendar/api/v3/reference/settings. Working hours are not among them. */
export const calendarGetSettings = defineTool({
  name: "calendar_get_settings",
  title: "Read calendar settings",
  description: "User time zone, week start, current time and weekday. Google tells no working hours.",
  effect: "read",
  targets: "none",
  labels: PLAIN,
  scopes: [[SETTINGS]],
  input: z.strictObject({}),
  output,
  async run(api) {
    const answer = await api.get("/users/me/settings", { query: { maxResults: 250 } });
    const { items } = readAnswer(settingsSchema, answer);
    const of = (id: string) => items.find((one) => one.id === id)?.value;
    const zone = zoneOf(of("timezone"));
    const minutes = Number(of("defaultEventLength"));
    return {
      now: nowIn(zone),
      time_zone: zone,
      // Sunday is what Google documents as the default.
      week_start: WEEK_START.get(of("weekStart") ?? "0") ?? "Sunday",
      ...(Number.isSafeInteger(minutes) && minutes > 0 ? { default_event_minutes: minutes } : {}),
      warnings: ["Google's API does not tell working hours: ask for them where they matter."],
    };
  },
  render: ({ now, time_zone, week_start, default_event_minutes, warnings }) =>
    [
      `Now: ${now.weekday} ${now.local} · time zone ${time_zone} · week starts on ${week_start}`,
      ...(default_event_minutes === undefined
        ? []
        : [`Events last ${default_event_minutes} minutes by default.`]),
      ...warningLines(warnings),
    ].join("\n"),
});
