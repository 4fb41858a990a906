import { z } from "zod";
import { type Api, defineTool, READS, ToolError } from "../kit/index.ts";
import { calendarId, eventId, scopeOf } from "./arguments.ts";
import { calendarZone } from "./calendar-zone.ts";
import { changeEvent } from "./change.ts";
import { eventRow, myAttendee, rowLine, writtenRow } from "./event-row.ts";
import { requireGuests } from "./guests.ts";
import { PROVENANCE } from "./provenance.ts";
import { EVENTS } from "./scopes.ts";
import { targetOf } from "./series/target.ts";
import { answer, words } from "./targets.ts";
import type { GoogleAttendee, GoogleEvent } from "./upstream.ts";

const input = z.strictObject({
  calendar_id: calendarId,
  event_id: eventId,
  response: z.enum(["accepted", "declined", "tentative"]),
  scope: scopeOf.exclude(["following"]).default("this"),
  comment: z.string().max(1000).optional(),
  notify: z.boolean().default(true),
});
type Input = z.output<typeof input>;

const output = z.object({ event: eventRow, scope_applied: scopeOf });
type Output = z.output<typeof output>;

/** https://developers.google.com/workspace/calendar/api/v3/reference/events (attendees, attendeesOmitted) */
export const calendarRespondToEvent = defineTool({
  name: "calendar_respond_to_event",
  title: "Answer an invitation",
  description: "Accept, decline or tentatively accept an invitation, with a comment if wanted.",
  effect: "destructive",
  idempotent: true,
  targets: answer,
  labels: { ...READS, carries_out: words },
  scopes: [[EVENTS]],
  input,
  output,
  run: respond,
  render,
});

async function respond(api: Api, asked: Input): Promise<Output> {
  const calendar = asked.calendar_id;
  const asking = { calendar, event: asked.event_id, scope: asked.scope, etag: undefined };
  const own = calendarZone(api, calendar);
  const [zone, target] = await Promise.all([own, targetOf(api, asking, () => own)]);
  if (target.scope === "following") throw new Error("an answer has no such scope");
  const event = target.scope === "this" ? target.event : target.series;
  if (asked.comment !== undefined) requireGuests(api, calendar, [event]);
  const answered = await changeEvent(
    api,
    { calendar, event: event.id },
    {
      event,
      pinned: false,
      query: { sendUpdates: asked.notify ? "all" : "none" },
      // With this mark Google changes the one entry and keeps all the others.
      body: (version) => ({ attendeesOmitted: true, attendees: [answerOf(version, api.account, asked)] }),
    },
  );
  return { event: writtenRow(answered, calendar, zone), scope_applied: target.scope };
}

/** This calendar's own entry with the answer. The account may be invited by an alias, which `self` tells. */
function answerOf(event: GoogleEvent, account: string, { response, comment }: Input): GoogleAttendee {
  const mine =
    myAttendee(event) ?? event.attendees?.find((one) => one.email.toLowerCase() === account.toLowerCase());
  if (!mine) {
    throw new ToolError(
      "bad_argument",
      event.organizer?.self === true
        ? "This account organizes the event and is not among its attendees, so there is nothing to answer."
        : "This account is not among the attendees of this event, so there is nothing to answer.",
    );
  }
  return { ...mine, responseStatus: response, ...(comment === undefined ? {} : { comment }) };
}

function render({ event, scope_applied }: Output): string {
  const what = scope_applied === "all" && event.recurrence ? "the whole series" : "this event";
  return [`Answered ${event.my_response ?? "the invitation"} for ${what}.`, PROVENANCE, rowLine(event)].join(
    "\n",
  );
}
