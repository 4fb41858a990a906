import { LIMITS } from "./limits.ts";

/** Thrown to leave a reader when nothing more fits. What was written until then is the result. */
export class Full extends Error {}

/** Where readers write: bounded, so that a small file cannot say the same thing for ever. */
export class TextOut {
  #parts: string[] = [];
  #length = 0;
  #warnings = new Set<string>();

  /** Throws `Full` when the limit is reached. */
  add(text: string): void {
    const room = LIMITS.textChars - this.#length;
    if (text.length > room) {
      this.#push(text.slice(0, room));
      throw new Full();
    }
    this.#push(text);
  }

  /** A paragraph of its own. */
  block(text: string): void {
    if (text.trim() === "") return;
    this.add(this.#length === 0 ? text : `\n\n${text}`);
  }

  /** A sentence for the agent about what is missing. */
  warn(sentence: string): void {
    if (this.#warnings.size < 15) this.#warnings.add(sentence);
  }

  get empty(): boolean {
    return this.#length === 0;
  }

  get warnings(): string[] {
    return [...this.#warnings];
  }

  /** No half of a surrogate pair and no NUL reaches an agent. */
  toString(): string {
    return this.#parts.join("").replaceAll("\u0000", "").toWellFormed();
  }

  #push(text: string): void {
    this.#parts.push(text);
    this.#length += text.length;
  }
}

/** One line: runs of white space become one blank. */
export const inLine = (text: string): string => text.replace(/\s+/g, " ").trim();

/** No blanks at line ends and no more than one empty line in a row. Linear. */
export function tidy(text: string): string {
  const lines: string[] = [];
  let empty = 0;
  for (const raw of text.split(/\r\n|\r|\n/)) {
    const line = raw.trimEnd();
    empty = line === "" ? empty + 1 : 0;
    if (empty < 2) lines.push(line);
  }
  return lines.join("\n").trim();
}

/** An address of the web or of mail as it goes into a Markdown link; undefined for any other. */
export function linkTarget(href: string): string | undefined {
  if (!/^(?:https?|mailto|tel):\S{1,2000}$/i.test(href)) return undefined;
  return href.replace(/[()<>]/g, (one) => `%${one.charCodeAt(0).toString(16)}`);
}
