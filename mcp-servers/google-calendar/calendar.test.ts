import { expect, it } from "vitest";
import { z } from "zod";
import { googleCalendar } from "./index.ts";

/** The published contract, in the short form of its table: sizes matter, as every definition is paid for. */
const CONTRACT: Readonly<Record<string, string>> = {
  calendar_list_calendars: "min_role:e(free_busy/reader/writer/owner) page_size:i1-50=20 cursor:s2000",
  calendar_list_events:
    "calendar_ids:s320[10] time_min:s40 time_max:s40 query:s200 time_zone:s64 expand_recurring:b=true detail:e(summary/full)=summary page_size:i1-50=20 cursor:s2000",
  calendar_get_event: "calendar_id:s320=primary event_id!:s1024 time_zone:s64 max_chars:i500-40000=8000",
  calendar_find_availability:
    "attendees:s320[50] calendar_ids:s320[50] time_min!:s40 time_max!:s40 duration_minutes!:i5-1440 working_hours:o time_zone:s64 max_slots:i1-50=10",
  calendar_create_event:
    "calendar_id:s320=primary title!:s1024 start!:d end!:d description:s8000 location:s1024 attendees:s320[100] recurrence:s1000[10] add_meet:b=false visibility:e(default/public/private) reminders_minutes:i0-40320 notify:e(all/external/none)=all check_conflicts:b=true idempotency_key:s100",
  calendar_update_event:
    "calendar_id:s320=primary event_id!:s1024 scope:e(this/following/all)=this title:s1024 start:d end:d description:s8000 location:s1024 attendees_add:s320[100] attendees_remove:s320[100] recurrence:s1000[10] add_meet:b notify:e(all/external/none)=all etag:s100",
  calendar_delete_event:
    "calendar_id:s320=primary event_id!:s1024 scope:e(this/following/all)=this notify:e(all/external/none)=all etag:s100",
  calendar_respond_to_event:
    "calendar_id:s320=primary event_id!:s1024 response!:e(accepted/declined/tentative) scope:e(this/all)=this comment:s1000 notify:b=true",
  calendar_get_settings: "",
  calendar_list_instances:
    "calendar_id:s320=primary event_id!:s1024 time_min:s40 time_max:s40 page_size:i1-50=20 cursor:s2000",
};

interface Property {
  type?: string;
  enum?: string[];
  anyOf?: Property[];
  maxLength?: number;
  maxItems?: number;
  minimum?: number;
  maximum?: number;
  items?: Property;
  default?: unknown;
}

function kind(of: Property): string {
  if (of.enum) return `e(${of.enum.join("/")})`;
  // A day or a moment: a string, `{date}` or `{date_time, time_zone}`.
  if (of.anyOf?.map(({ type }) => type).join() === "string,object,object") return "d";
  if (of.type === "string") return `s${of.maxLength}`;
  if (of.type === "integer") return `i${of.minimum}-${of.maximum}`;
  if (of.type === "array") return `${kind(of.items ?? {})}[${of.maxItems}]`;
  return of.type?.slice(0, 1) ?? "?";
}

it("takes exactly the arguments of the contract", () => {
  const short = googleCalendar.tools.map((tool) => {
    const { properties = {}, required = [] } = z.toJSONSchema(tool.input, { io: "input" });
    const args = Object.entries(properties as Record<string, Property>).map(([name, of]) => {
      const usual = of.default === undefined ? "" : `=${of.default}`;
      return `${name}${required.includes(name) ? "!" : ""}:${kind(of)}${usual}`;
    });
    return [tool.name, args.join(" ")];
  });
  expect(Object.fromEntries(short)).toEqual(CONTRACT);
});

it("says what each tool does to the world", () => {
  expect(
    googleCalendar.tools.map(({ name, effect, idempotent }) => [name, effect, idempotent ?? false]),
  ).toEqual([
    ["calendar_list_calendars", "read", false],
    ["calendar_list_events", "read", false],
    ["calendar_get_event", "read", false],
    ["calendar_find_availability", "read", false],
    ["calendar_create_event", "destructive", false],
    ["calendar_update_event", "destructive", false],
    ["calendar_delete_event", "destructive", true],
    ["calendar_respond_to_event", "destructive", true],
    ["calendar_get_settings", "read", false],
    ["calendar_list_instances", "read", false],
  ]);
});

it("takes nothing that it does not know", () => {
  for (const { input } of googleCalendar.tools)
    expect(input.safeParse({ colour: "red" }).success).toBe(false);
});
