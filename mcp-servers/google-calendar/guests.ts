import type { Api } from "../kit/index.ts";
import type { GoogleEvent } from "./upstream.ts";

/** Holds a call to the domains that a rule allows: whoever is invited already reads what it writes. */
export function requireGuests(api: Api, calendar: string, events: readonly GoogleEvent[]): void {
  if (!api.limits("recipient_domains")) return;
  const own = new Set([calendar.toLowerCase(), api.account.toLowerCase()]);
  const people = events.flatMap(({ attendees = [], organizer }) => [
    ...attendees,
    ...(organizer ? [organizer] : []),
  ]);
  const others = people.flatMap(({ email, self }) =>
    self === true || email === undefined || own.has(email.toLowerCase()) ? [] : [[email]],
  );
  const unseen = events.some(({ attendeesOmitted }) => attendeesOmitted === true);
  api.requireTargets("recipient_domains", unseen ? [...others, ["guests that are not shown"]] : others);
}
