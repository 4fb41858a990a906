import { z } from "zod";

/** Arguments that several tools share. */
export const calendarId = z.string().max(320).default("primary");
export const eventId = z.string().max(1024);
export const timeZone = z.string().max(64).optional();
export const bound = z.string().max(40).describe("RFC 3339, local time or date");
export const boundMax = z.string().max(40).describe("Likewise; a date counts whole");
export const pageSize = z.int().min(1).max(50).default(20);
export const cursor = z.string().max(2000).describe("From next_cursor").optional();
export const scopeOf = z.enum(["this", "following", "all"]);
export type Scope = z.output<typeof scopeOf>;
export const notify = z.enum(["all", "external", "none"]).default("all");
export const addresses = z.array(z.string().max(320)).max(100).optional();
export const recurrence = z.array(z.string().max(1000)).max(10).describe("RRULE lines").optional();
export const etag = z.string().max(100).optional();
export const warnings = z.array(z.string()).optional();

const SEND_UPDATES = { all: "all", external: "externalOnly", none: "none" } as const;

/** Who Google tells: https://developers.google.com/workspace/calendar/api/v3/reference/events/insert */
export const sendUpdates = (whom: z.output<typeof notify>): string => SEND_UPDATES[whom];

export const saidIf = (lines: readonly string[]) => (lines.length > 0 ? { warnings: [...lines] } : {});
export const warningLines = (lines: readonly string[] | undefined) =>
  (lines ?? []).map((text) => `[${text}]`);
