const C = "https://www.googleapis.com/auth/calendar.";

/** https://developers.google.com/workspace/calendar/api/auth */
export const LIST = `${C}calendarlist.readonly`;
export const SETTINGS = `${C}settings.readonly`;
export const EVENTS = `${C}events`;
export const EVENTS_READONLY = `${C}events.readonly`;
export const FREEBUSY = `${C}events.freebusy`;
