import { type ProviderFault, ToolError } from "../kit/index.ts";

/** What a call is about, for the sentence it fails by. */
export interface About {
  calendar: string;
  event?: string;
}

/** Google's reasons: https://developers.google.com/workspace/calendar/api/guides/errors */
const REASONS: Readonly<Record<string, [ProviderFault, string]>> = {
  forbiddenForNonOrganizer: [
    "no_permission",
    "Only the organizer of this event can change that. To answer the invitation use calendar_respond_to_event.",
  ],
  requiredAccessLevel: [
    "no_permission",
    "This account may not change this calendar: its owner has to share it with “make changes to events”.",
  ],
  timeRangeEmpty: ["bad_argument", "The end must be after the start."],
  invalidConferenceType: [
    "bad_argument",
    "Google Meet is not offered on this calendar. Leave out `add_meet`.",
  ],
  calendarUsageLimitsExceeded: [
    "rate_limited",
    "Google limits how many people an account may invite, and this account has reached it. Try again in some hours.",
  ],
};

/** Failures of Google in words that fit the call. Those that a tool cannot know better pass as they are. */
export async function about<T>({ calendar, event }: About, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    const known = Object.hasOwn(REASONS, error.reason ?? "") && REASONS[error.reason ?? ""];
    if (known) throw worded(error, ...known);
    if (error.fault === "not_found") throw worded(error, "not_found", missing(calendar, event, error));
    throw error;
  }
}

function missing(calendar: string, event: string | undefined, { status }: ToolError): string {
  if (event === undefined)
    return `There is no calendar ${calendar} that this account can see. calendar_list_calendars lists those it has.`;
  return status === 410
    ? `The event ${event} was deleted from calendar ${calendar}.`
    : `There is no event ${event} in calendar ${calendar}, or this account may not see it. Ids come from calendar_list_events.`;
}

function worded(error: ToolError, fault: ProviderFault, message: string): ToolError {
  const { retryAfter, status, reason } = error;
  return new ToolError(fault, message, { retryAfter, status, reason });
}

export function faultIs(error: unknown, ...faults: readonly ProviderFault[]): error is ToolError {
  return error instanceof ToolError && faults.includes(error.fault);
}
