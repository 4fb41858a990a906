import { DriveError } from "./drive-errors.ts";

/** `a,b(c,d),e/f,*`: https://developers.google.com/workspace/drive/api/guides/fields-parameter */
interface Mask {
  all: boolean;
  names: Map<string, Mask>;
}

const wrong = (text: string) =>
  new DriveError(400, "invalidParameter", `Invalid field selection ${text}`, "fields");
const empty = (): Mask => ({ all: false, names: new Map() });

function parse(text: string): Mask {
  let at = 0;
  const list = (): Mask => {
    const mask = empty();
    for (;;) {
      const start = at;
      let here = mask;
      for (;;) {
        const name = /^[A-Za-z0-9]+|^\*/.exec(text.slice(at))?.[0];
        if (!name) throw wrong(text.slice(start, at + 10));
        at += name.length;
        if (name === "*") here.all = true;
        else here = here.names.get(name) ?? here.names.set(name, empty()).get(name) ?? here;
        if (text[at] !== "/" && text[at] !== ".") break;
        at += 1;
      }
      if (text[at] === "(") {
        at += 1;
        const inner = list();
        if (text[at] !== ")") throw wrong(text);
        at += 1;
        here.all ||= inner.all;
        for (const [name, mask] of inner.names) here.names.set(name, mask);
      }
      if (text[at] !== ",") return mask;
      at += 1;
    }
  };
  const mask = list();
  if (at !== text.length) throw wrong(text);
  return mask;
}

function select(value: unknown, mask: Mask): unknown {
  if (mask.all || mask.names.size === 0) return value;
  if (Array.isArray(value)) return value.map((one) => select(one, mask));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]) => {
      const of = mask.names.get(name);
      return of && inner !== undefined ? [[name, select(inner, of)]] : [];
    }),
  );
}

/**
 * The part of an answer that was asked for. `known` are the names that the resource has at all: one that is not among
 * them is refused, as Google does.
 */
export function partial(
  answer: object,
  fields: string | null,
  byDefault: string,
  known: readonly string[],
): object {
  const mask = parse(fields ?? byDefault);
  for (const name of mask.names.keys()) if (!known.includes(name)) throw wrong(name);
  return select(answer, mask) as object;
}
