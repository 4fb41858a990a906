import { ToolError } from "../kit/index.ts";

/** When a message is to go out, as it was understood. */
export interface PostAt {
  /** Seconds since the epoch. */
  epoch: number;
  /** In UTC. */
  date: string;
  /** `Monday, 23 November 2026, 09:00 (Europe/Berlin)`: for whoever asked, to see whether that was meant. */
  local: string;
}

const DAY = 86_400;
export const LONGEST_AHEAD = 120 * DAY;
const EPOCH = /^\d{10}(\.\d{1,6})?$/;
/** Date and time, and where they are: an offset, `Z`, or the name of a zone after a space or in brackets. */
const MOMENT =
  /^(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?\s*([Zz]|[+-]\d{2}:?\d{2})?\s*(?:\[?([A-Za-z][A-Za-z0-9_+/-]{1,60})\]?)?$/;

const FORMS =
  "Give it as 2026-11-23T09:00:00+01:00, as local time with its zone (2026-11-23 09:00 Europe/Berlin), or in seconds since the epoch.";
const wrong = (why: string) => new ToolError("bad_argument", `${why} Nothing was scheduled.`);

/** Reads `post_at`. `now` in seconds. Pure; throws `bad_argument` for what is unclear, has passed or is too far off. */
export function postAtOf(given: string, now: number): PostAt {
  const text = given.trim();
  const read = EPOCH.test(text) ? { epoch: Math.floor(Number(text)), zone: "UTC" } : momentOf(text);
  const shown = `${new Date(read.epoch * 1000).toISOString()} (it is ${new Date(now * 1000).toISOString()} now)`;
  if (read.epoch <= now) throw wrong(`\`post_at\` has passed: it means ${shown}.`);
  if (read.epoch > now + LONGEST_AHEAD)
    throw wrong(
      `\`post_at\` is more than 120 days ahead, which is the most that Slack takes: it means ${shown}.`,
    );
  return {
    epoch: read.epoch,
    date: new Date(read.epoch * 1000).toISOString(),
    local: localText(read.epoch, read.zone),
  };
}

function momentOf(text: string): { epoch: number; zone: string } {
  const match = MOMENT.exec(text);
  if (!match) throw wrong(`\`post_at\` cannot be read as a time. ${FORMS}`);
  const [, year, month, day, hour, minute, second = "0", offset, named] = match;
  const parts = [year, month, day, hour, minute, second].map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const wall = Date.UTC(parts[0], parts[1] - 1, parts[2], parts[3], parts[4], parts[5]);
  const back = new Date(wall);
  if (
    back.getUTCMonth() !== parts[1] - 1 ||
    back.getUTCDate() !== parts[2] ||
    parts[3] > 23 ||
    parts[4] > 59 ||
    parts[5] > 59
  )
    throw wrong(`\`post_at\` names a day or time that does not exist.`);
  if (offset !== undefined) {
    const epoch = (wall - offsetMs(offset)) / 1000;
    const zone = named === undefined ? offset : zoneCalled(named);
    return { epoch, zone: /^[Zz]$/.test(zone) ? "UTC" : zone };
  }
  if (named === undefined) throw wrong(`\`post_at\` is a local time without its zone. ${FORMS}`);
  return { epoch: epochIn(zoneCalled(named), wall), zone: zoneCalled(named) };
}

function offsetMs(offset: string): number {
  const match = /^([+-])(\d{2}):?(\d{2})$/.exec(offset);
  if (!match) return 0;
  const [, sign, hours, minutes] = match;
  if (Number(hours) > 14 || Number(minutes) > 59) throw wrong("`post_at` has an offset that no place has.");
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}

function zoneCalled(name: string): string {
  if (/^utc$/i.test(name)) return "UTC";
  try {
    // Only names of places: EST and the like mean different things to different people.
    if (!name.includes("/")) throw new RangeError();
    new Intl.DateTimeFormat("en", { timeZone: name });
    return name;
  } catch {
    throw wrong(
      `\`post_at\` has a time zone that is not known: ${name.slice(0, 60)}. Use one such as Europe/Berlin.`,
    );
  }
}

/** The one moment at which the clocks of a zone show `wall` (as if it were UTC, milliseconds); clocks may skip or repeat it. */
function epochIn(zone: string, wall: number): number {
  const candidates = new Set([-DAY, 0, DAY].map((off) => wall - zoneOffset(zone, wall + off * 1000)));
  const fits = [...candidates].filter((at) => at + zoneOffset(zone, at) === wall).sort((a, b) => a - b);
  const [first, second] = fits;
  if (first === undefined)
    throw wrong(
      `At \`post_at\` the clocks in ${zone} are put forward: this time does not exist there that day.`,
    );
  if (second !== undefined) {
    const both = fits.map((at) => new Date(at).toISOString()).join(" or ");
    throw wrong(
      `At \`post_at\` the clocks in ${zone} are put back: this time comes twice that day. Give one with its offset: ${both}.`,
    );
  }
  return first / 1000;
}

/** How far a zone's clocks are ahead of UTC at a moment, in milliseconds. */
function zoneOffset(zone: string, at: number): number {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  }).formatToParts(new Date(at));
  const number = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  const shown = Date.UTC(
    number("year"),
    number("month") - 1,
    number("day"),
    number("hour"),
    number("minute"),
    number("second"),
  );
  return shown - Math.floor(at / 1000) * 1000;
}

function localText(epoch: number, zone: string): string {
  const offset = /^[+-]/.test(zone) ? offsetMs(zone) : undefined;
  const at = new Date(epoch * 1000 + (offset ?? 0));
  const shown = new Intl.DateTimeFormat("en-GB", {
    timeZone: offset === undefined ? zone : "UTC",
    dateStyle: "full",
    timeStyle: "short",
  }).format(at);
  return `${shown.replace(" at ", ", ")} (${zone})`;
}
