import { type Api, path, readAnswer } from "../kit/index.ts";
import { about, faultIs } from "./faults.ts";
import { knownZone } from "./time/zone.ts";
import { eventListSchema } from "./upstream.ts";

/**
 * The zone of a calendar. `calendars.get` would tell it too, but asks for a scope that no tool here needs:
 * https://developers.google.com/workspace/calendar/api/v3/reference/events/list
 */
export async function calendarZone(api: Api, calendar: string): Promise<string> {
  const answer = await about({ calendar }, () =>
    api.get(path`/calendars/${calendar}/events`, { query: { maxResults: 1, fields: "timeZone" } }),
  );
  return zoneOf(readAnswer(eventListSchema, answer).timeZone);
}

/** The zone of the first of some calendars that can be read. */
export async function firstZone(api: Api, calendars: readonly string[]): Promise<string> {
  for (const [at, calendar] of calendars.entries()) {
    try {
      return await calendarZone(api, calendar);
    } catch (error) {
      if (at === calendars.length - 1 || !faultIs(error, "not_found", "no_permission")) throw error;
    }
  }
  throw new Error("there is always a calendar");
}

/** A zone that Google named; UTC for one that is not in the IANA database. */
export function zoneOf(name: string | undefined): string {
  return knownZone(name ?? "") ?? "UTC";
}
