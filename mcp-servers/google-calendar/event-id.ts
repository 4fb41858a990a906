import { createHash } from "node:crypto";

const BASE32HEX = "0123456789abcdefghijklmnopqrstuv";

/**
 * An event id that follows from what an event is for: the same question gives the same id, and Google refuses a second
 * event with it. Google's rule is base32hex, 5 to 1024 characters, unique in a calendar:
 * https://developers.google.com/workspace/calendar/api/v3/reference/events/insert
 */
export function eventIdOf(...parts: readonly string[]): string {
  const digest = createHash("sha256").update(JSON.stringify(parts)).digest();
  let id = "vk";
  let bits = 0;
  let held = 0;
  for (const byte of digest) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      id += BASE32HEX[(held >>> bits) & 31];
    }
    held &= (1 << bits) - 1;
  }
  return id;
}
