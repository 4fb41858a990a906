/** At most so many events of one calendar part are told. */
const MOST_EVENTS = 5;
const LONGEST = 200_000;

interface Property {
  params: string;
  value: string;
}
type Event = Map<string, Property>;

const KINDS: Readonly<Record<string, string>> = {
  REQUEST: "Invitation",
  CANCEL: "Cancelled event",
  REPLY: "Answer to an invitation",
  COUNTER: "Proposal of another time",
  DECLINECOUNTER: "Refusal of another time",
  PUBLISH: "Event",
};
const ANSWERS: Readonly<Record<string, string>> = {
  ACCEPTED: "accepts",
  DECLINED: "declines",
  TENTATIVE: "may come",
};
const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

/**
 * What a calendar part (RFC 5545, RFC 5546) says, a line for each event; empty for one without events. Times stay in
 * the zone they are written in. `details`: with the description, for mail that has no other text.
 */
export function calendarSummary(ics: string, details: boolean): string {
  const lines = ics
    .slice(0, LONGEST)
    .replace(/\r?\n[ \t]/g, "")
    .split(/\r?\n/);
  const method =
    lines
      .map(propertyOf)
      .find(([name]) => name === "METHOD")?.[1]
      .value.toUpperCase() ?? "PUBLISH";
  const events = eventsIn(lines);
  const shown = events.slice(0, MOST_EVENTS).map((event) => told(event, KINDS[method] ?? "Event", method));
  const more = events.length - shown.length;
  const described = details
    ? events.slice(0, 1).map((event) => textOf(event, "DESCRIPTION").slice(0, 5000))
    : [];
  return [...shown, ...(more > 0 ? [`[… and ${more} more events]`] : []), ...described]
    .filter((line) => line !== "")
    .join("\n");
}

function eventsIn(lines: readonly string[]): Event[] {
  const events: Event[] = [];
  const inside: string[] = [];
  for (const line of lines) {
    const [name, property] = propertyOf(line);
    if (name === "BEGIN") inside.push(property.value.toUpperCase());
    if (name === "BEGIN" && /^(?:VEVENT|VTODO)$/i.test(property.value)) events.push(new Map());
    if (name === "END") inside.pop();
    const kind = inside.at(-1);
    const event = kind === "VEVENT" || kind === "VTODO" ? events.at(-1) : undefined;
    if (!event) continue;
    if (name === "ATTENDEE") event.set(`ATTENDEE ${event.size}`, property);
    else if (!event.has(name)) event.set(name, property);
  }
  return events;
}

function propertyOf(line: string): [string, Property] {
  const found = /^([A-Z0-9-]+)((?:;(?:"[^"]*"|[^":])*)?):(.*)$/i.exec(line);
  return found
    ? [(found[1] ?? "").toUpperCase(), { params: found[2] ?? "", value: found[3] ?? "" }]
    : ["", { params: "", value: "" }];
}

function told(event: Event, kind: string, method: string): string {
  const people = [...event].filter(([name]) => name.startsWith("ATTENDEE ")).map(([, one]) => one);
  const organizer = event.get("ORGANIZER");
  const answer = method === "REPLY" ? people.map(answerOf) : [];
  const facts = [
    `${kind}: ${textOf(event, "SUMMARY") || "(no title)"}`,
    whenOf(event),
    textOf(event, "LOCATION"),
    ...(event.has("RRULE") ? [`repeats (${event.get("RRULE")?.value.slice(0, 200)})`] : []),
    ...answer,
    ...(organizer ? [`organizer ${personOf(organizer)}`] : []),
    ...(people.length > 0 && answer.length === 0 ? [`${people.length} invited`] : []),
  ];
  return `[${facts.filter((fact) => fact !== "").join(" · ")}]`;
}

function answerOf(person: Property): string {
  const said = /;PARTSTAT=([A-Z-]+)/i.exec(person.params)?.[1]?.toUpperCase() ?? "";
  return `${personOf(person)} ${ANSWERS[said] ?? said.toLowerCase()}`.trim();
}

function personOf({ params, value }: Property): string {
  const name = /;CN=(?:"([^"]*)"|([^;:]*))/i.exec(params);
  const address = value.replace(/^mailto:/i, "").slice(0, 320);
  const shown = (name?.[1] ?? name?.[2] ?? "").trim().slice(0, 100);
  return shown === "" || shown === address ? address : `${shown} <${address}>`;
}

function whenOf(event: Event): string {
  const start = timeOf(event.get("DTSTART"));
  const end = timeOf(event.get("DTEND") ?? event.get("DUE"), event.get("DTEND") !== undefined);
  if (!start) return end ? `until ${end.day} ${end.time} ${end.zone}`.trim() : "";
  const zone = start.zone === "" ? "" : ` ${start.zone}`;
  if (!end) return `${start.day}${start.time === "" ? "" : ` ${start.time}`}${zone}`;
  if (start.time === "")
    return start.day.slice(4) >= end.day.slice(4)
      ? `${start.day}, all day`
      : `${start.day} to ${end.day}, all day`;
  const until = start.day === end.day ? end.time : `${end.day} ${end.time}`;
  return `${start.day} ${start.time} to ${until}${zone}${end.zone === start.zone ? "" : ` (end: ${end.zone})`}`;
}

/** Dates are arithmetic on their own digits: nothing passes through the zone of the machine. An end date is exclusive. */
function timeOf(property: Property | undefined, exclusive = false) {
  const found = /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)\d\d(Z?))?$/.exec(property?.value.trim() ?? "");
  if (!property || !found) return undefined;
  const [year, month, date] = [Number(found[1]), Number(found[2]), Number(found[3])];
  const allDay = found[4] === undefined;
  const day = new Date(Date.UTC(year, month - 1, date - (allDay && exclusive ? 1 : 0)));
  const zone = found[6] === "Z" ? "UTC" : /;TZID="?([^";:]+)/i.exec(property.params)?.[1];
  return {
    day: `${DAYS[day.getUTCDay()]} ${day.toISOString().slice(0, 10)}`,
    time: allDay ? "" : `${found[4]}:${found[5]}`,
    zone: allDay ? "" : (zone ?? "local time").slice(0, 60),
  };
}

/** RFC 5545 section 3.3.11. */
function textOf(event: Event, name: string): string {
  const raw = event.get(name)?.value ?? "";
  return raw
    .replace(/\\([nN,;\\])/g, (_, one: string) => (/n/i.test(one) ? "\n" : one))
    .slice(0, name === "DESCRIPTION" ? 20_000 : 500)
    .replace(name === "DESCRIPTION" ? /\r/g : /\s+/g, " ")
    .trim();
}
