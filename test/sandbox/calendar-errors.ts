/** Errors of Google Calendar (ours): https://developers.google.com/workspace/calendar/api/guides/errors */
export class CalendarFault extends Error {
  readonly code: number;
  readonly reason: string;
  readonly location: string | undefined;
  constructor(code: number, reason: string, message: string, location?: string) {
    super(message);
    this.code = code;
    this.reason = reason;
    this.location = location;
  }

  response(): Response {
    const { code, reason, message, location } = this;
    const domain = ["timeRangeEmpty", "forbiddenForNonOrganizer", "requiredAccessLevel"].includes(reason)
      ? "calendar"
      : "global";
    const where = location === undefined ? {} : { locationType: "parameter", location };
    return Response.json(
      { error: { errors: [{ domain, reason, message, ...where }], code, message } },
      { status: code },
    );
  }
}

export const invalid = (message: string, location?: string) =>
  new CalendarFault(400, "invalid", message, location);
export const required = (message: string) => new CalendarFault(400, "required", message);
export const badRequest = (message = "Bad Request") => new CalendarFault(400, "badRequest", message);
export const notFound = () => new CalendarFault(404, "notFound", "Not Found");
export const gone = () => new CalendarFault(410, "deleted", "Resource has been deleted");
export const emptyRange = (location: string) =>
  new CalendarFault(400, "timeRangeEmpty", "The specified time range is empty.", location);
export const duplicate = () =>
  new CalendarFault(409, "duplicate", "The requested identifier already exists.");
export const stale = () => new CalendarFault(412, "conditionNotMet", "Precondition Failed", "If-Match");
export const readOnly = () =>
  new CalendarFault(403, "requiredAccessLevel", "You need to have writer access to this calendar.");
export const notOrganizer = () =>
  new CalendarFault(
    403,
    "forbiddenForNonOrganizer",
    "Shared properties can only be changed by the organizer of the event.",
  );
