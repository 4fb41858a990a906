import { checked, named, type Target } from "../kit/index.ts";
import { attendeesOf } from "./attendees.ts";

export const calendar = ({ calendar_id }: { calendar_id: string }): Target[] =>
  named("calendars", calendar_id);

/** Without any it is the account's own. */
export const calendars = ({ calendar_ids = [] }: { calendar_ids?: string[] | undefined }): Target[] =>
  named("calendars", ...(calendar_ids.length > 0 ? calendar_ids : ["primary"]));

/** When somebody is free is what their calendar says. */
export const whoseTime = (asked: {
  calendar_ids?: string[] | undefined;
  attendees?: string[] | undefined;
}): Target[] =>
  named(
    "calendars",
    ...(asked.calendar_ids ?? ["primary"]),
    ...attendeesOf(asked.attendees ?? [], "attendees").map(({ email }) => email),
  );

const guests = (people: readonly string[] | undefined, field: string): Target[] =>
  named("recipient_domains", ...attendeesOf(people ?? [], field).map(({ email }) => email));

export const invitation = (asked: { calendar_id: string; attendees?: string[] | undefined }): Target[] => [
  ...calendar(asked),
  ...guests(asked.attendees, "attendees"),
];

/** Whoever is invited already sees what changes. */
export const change = (asked: { calendar_id: string; attendees_add?: string[] | undefined }): Target[] => [
  ...calendar(asked),
  ...guests(asked.attendees_add, "attendees_add"),
  checked("recipient_domains"),
];

/** A comment is read by the organizer and the other guests. */
export const answer = (asked: { calendar_id: string; comment?: string | undefined }): Target[] => [
  ...calendar(asked),
  ...(asked.comment === undefined ? [] : [checked("recipient_domains")]),
];

/** An answer without words says nothing that the agent has read. */
export const words = (asked: { calendar_id: string; comment?: string | undefined }): Target[] =>
  asked.comment === undefined ? [] : answer(asked);
