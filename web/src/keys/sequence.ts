/** `g c`: one key, then the other, within this many milliseconds. */
export const PAUSE_MS = 1_200;

/** What was pressed so far of keys that need two. */
export type Pressed = { key: string; at: number } | undefined;

/**
 * Which shortcut the next key comes to, `of` those there are (`"/"`, `"g c"`), and what is remembered for the key after
 * it.
 */
export function feed(
  before: Pressed,
  key: string,
  at: number,
  of: readonly string[],
): { hit: string | undefined; pressed: Pressed } {
  const pair = before && at - before.at <= PAUSE_MS ? `${before.key} ${key}` : undefined;
  if (pair !== undefined && of.includes(pair)) return { hit: pair, pressed: undefined };
  if (of.some((each) => each.startsWith(`${key} `))) return { hit: undefined, pressed: { key, at } };
  return { hit: of.includes(key) ? key : undefined, pressed: undefined };
}
