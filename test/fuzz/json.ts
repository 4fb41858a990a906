import type { Random } from "./random.ts";
import { oddString, stringOf } from "./strings.ts";

const LONGEST = 2_000_000;
const NUMBERS = [0, -0, 1, -1, 0.5, 50, 100, 1e9, 2 ** 31, 2 ** 53, -(2 ** 53), 1e308, -1e308, 5e-324];
export const oddNumber = (random: Random): number => random.pick(NUMBERS);
const NAMES = ["id", "name", "items", "data", "ok", "error", "__proto__", "constructor", "toString", ""];

/** Any JSON, at most `depth` deep. `__proto__` is a key like any other, as `JSON.parse` makes it. */
export function jsonOf(random: Random, depth: number): unknown {
  const kinds = depth > 0 ? 6 : 4;
  switch (random.int(0, kinds - 1)) {
    case 0:
      return null;
    case 1:
      return random.chance(0.5);
    case 2:
      return oddNumber(random);
    case 3:
      return oddString(random);
    case 4:
      return Array.from({ length: random.int(0, 5) }, () => jsonOf(random, depth - 1));
    default: {
      const made = {};
      for (let i = random.int(0, 5); i > 0; i--) setOwn(made, random.pick(NAMES), jsonOf(random, depth - 1));
      return made;
    }
  }
}

export function setOwn(object: object, name: string, value: unknown): void {
  Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
}

type Place = { holder: Record<string, unknown> | unknown[]; at: string | number };

/** Every value in some JSON, by where it is. */
export function placesIn(value: unknown): Place[] {
  const places: Place[] = [];
  const open: unknown[] = [value];
  while (open.length > 0 && places.length < 5_000) {
    const one = open.pop();
    if (typeof one !== "object" || one === null) continue;
    const holder = one as Place["holder"];
    const keys = Array.isArray(one) ? [...one.keys()] : Object.keys(one);
    for (const at of keys) {
      places.push({ holder, at });
      open.push((holder as Record<string | number, unknown>)[at]);
    }
  }
  return places;
}

/** The same JSON with some values gone, of another kind, too long or too many. */
export function mutated(value: unknown, random: Random): unknown {
  if (random.chance(0.03)) return jsonOf(random, 3);
  const copy: unknown = structuredClone(value);
  for (let times = random.int(1, 5); times > 0; times--) {
    const places = placesIn(copy);
    if (places.length === 0) return jsonOf(random, 2);
    change(random.pick(places), random);
  }
  return copy;
}

function change({ holder, at }: Place, random: Random): void {
  const all = holder as Record<string | number, unknown>;
  const was = all[at];
  const changes: (() => void)[] = [
    () => (Array.isArray(holder) ? holder.splice(Number(at), 1) : Reflect.deleteProperty(holder, at)),
    () => setOwn(holder, String(at), null),
    () => setOwn(holder, String(at), jsonOf(random, 2)),
    () => setOwn(holder, String(at), oddString(random)),
    () => setOwn(holder, String(at), oddNumber(random)),
    () => setOwn(Array.isArray(holder) ? {} : holder, random.pick(NAMES), jsonOf(random, 1)),
  ];
  if (typeof was === "string") {
    changes.push(
      () => setOwn(holder, String(at), was + oddString(random)),
      () => setOwn(holder, String(at), oddString(random)),
      () => setOwn(holder, String(at), stringOf(random.pick([500, 5_000, 200_000]), random)),
    );
  }
  if (Array.isArray(was)) {
    const times = random.pick([0, 2, 30, 400]);
    // Enough to be too much, and no more: an answer of hundreds of megabytes never gets past the egress. Copies of their
    // own, or the next change would be made in all of them.
    const fits = JSON.stringify(was).length * times < LONGEST;
    const longer = fits
      ? Array.from({ length: times }, () => structuredClone(was))
          .flat()
          .slice(0, 2_000)
      : was;
    changes.push(() => setOwn(holder, String(at), longer));
    changes.push(() => setOwn(holder, String(at), longer));
  }
  random.pick(changes)();
}
