import { Parser } from "htmlparser2";

/** Elements inside one another. Real mail stays below 200. */
const DEEPEST_PARSED = 1_000;

class TooDeep extends Error {}

function isTooDeep(html: string): boolean {
  let depth = 0;
  const parser = new Parser({
    onopentagname() {
      if (++depth > DEEPEST_PARSED) throw new TooDeep();
    },
    onclosetag() {
      depth -= 1;
    },
  });
  try {
    parser.end(html);
    return false;
  } catch (error) {
    if (error instanceof TooDeep) return true;
    throw error;
  }
}

/** Without what stands between `<name` and `</name`. Linear: a beginning without an end takes the rest along. */
function without(html: string, name: string): string {
  const lower = html.toLowerCase();
  const kept: string[] = [];
  let at = 0;
  for (;;) {
    const open = lower.indexOf(`<${name}`, at);
    kept.push(html.slice(at, open < 0 ? undefined : open));
    const close = open < 0 ? -1 : lower.indexOf(`</${name}`, open);
    if (close < 0) return kept.join("");
    at = close;
  }
}

/**
 * HTML that the parser can take in time. Elements that never close, half a megabyte of `<div>`, cost it time with the
 * square of their depth, seconds in which the whole process stands still: such a mail keeps its words and loses its
 * elements.
 */
export function shallow(html: string): string {
  if (!isTooDeep(html)) return html;
  return without(without(html, "style"), "script").replace(/<[^<>]*>/g, " ");
}
