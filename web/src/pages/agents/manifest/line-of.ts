/** Where a value of some JSON begins, by its path; undefined: it is not there. `text` is valid JSON. */
export function lineOf(text: string, path: string): number | undefined {
  const at = offsetOf(text, path.split("."));
  return at === undefined ? undefined : text.slice(0, at).split("\n").length;
}

const SPACE = /\s*/y;
const STRING = /"(?:[^"\\]|\\.)*"/y;
const LITERAL = /[-\w.+]+/y;

function offsetOf(text: string, path: readonly string[]): number | undefined {
  let at = 0;
  const eat = (pattern: RegExp): string => {
    pattern.lastIndex = at;
    const [found = ""] = pattern.exec(text) ?? [];
    at += found.length;
    return found;
  };
  const skip = () => eat(SPACE);

  /** Walks one value; answers where the wanted one begins. */
  const value = (rest: readonly string[] | undefined): number | undefined => {
    skip();
    const begin = at;
    let found = rest?.length === 0 ? begin : undefined;
    const open = text[at];
    if (open !== "{" && open !== "[") {
      if (open === '"') eat(STRING);
      else if (!eat(LITERAL)) at = text.length;
      return found;
    }
    at += 1;
    for (let index = 0; at < text.length; index += 1) {
      skip();
      if (text[at] === "}" || text[at] === "]") break;
      let key = String(index);
      if (open === "{") {
        const name = eat(STRING);
        if (!name) return found;
        key = String(JSON.parse(name));
        skip();
        at += 1;
      }
      const inner = value(rest && rest[0] === key ? rest.slice(1) : undefined);
      found ??= inner;
      skip();
      if (text[at] === ",") at += 1;
    }
    at += 1;
    return found;
  };
  return value(path);
}
