import { LIMITS } from "./limits.ts";
import { Unreadable } from "./protocol.ts";
import { CHARACTERS, codePage, FONT_CHARSETS, SKIPPED_GROUPS } from "./rtf-words.ts";
import { type TextOut, tidy } from "./text-out.ts";

interface Group {
  skipped: boolean;
  hidden: boolean;
  /** How many characters follow a `\u` for programs that do not know it. */
  fallback: number;
  charset: string | undefined;
  inFonts: boolean;
}

const WORD = /([A-Za-z]{1,32})(-?\d{1,10})? ?/y;

/** The text of a Rich Text file (RTF 1.9.1). One pass; what is embedded is passed over. */
export function readRtf(bytes: Uint8Array, out: TextOut): void {
  const walk = new RtfWalk(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1"));
  const { text, complete } = walk.run();
  out.block(tidy(text));
  if (!complete) out.warn("The file ends early: it was cut off.");
}

class RtfWalk {
  #source: string;
  #at = 0;
  #group: Group = { skipped: false, hidden: false, fallback: 1, charset: undefined, inFonts: false };
  #open: Group[] = [];
  #fonts = new Map<number, string | undefined>();
  #font = 0;
  #charset = "windows-1252";
  #toSkip = 0;
  #parts: string[] = [];
  #chars = 0;
  /** Bytes of the charset at hand that are not decoded yet. */
  #bytes: number[] = [];
  #bytesIn = "";

  constructor(source: string) {
    this.#source = source;
  }

  run(): { text: string; complete: boolean } {
    const { length } = this.#source;
    let ended = false;
    while (this.#at < length && !ended && this.#chars <= LIMITS.textChars) {
      const one = this.#source[this.#at++];
      if (one === "{") this.#enter();
      else if (one === "}") ended = this.#leave();
      else if (one === "\\") this.#control();
      else if (one !== "\r" && one !== "\n") this.#byte((one ?? " ").charCodeAt(0));
    }
    this.#flush();
    return { text: this.#parts.join(""), complete: ended || this.#chars > LIMITS.textChars };
  }

  #enter(): void {
    if (this.#open.length >= LIMITS.depth) throw new Unreadable("too_deep");
    this.#open.push(this.#group);
    this.#group = { ...this.#group };
    this.#toSkip = 0;
  }

  /** Whether this was the end of the document. */
  #leave(): boolean {
    this.#flush();
    this.#toSkip = 0;
    this.#group = this.#open.pop() ?? this.#group;
    return this.#open.length === 0;
  }

  #control(): void {
    const symbol = this.#source[this.#at] ?? "";
    if (/[A-Za-z]/.test(symbol)) {
      WORD.lastIndex = this.#at;
      const found = WORD.exec(this.#source);
      this.#at = found ? WORD.lastIndex : this.#at + 1;
      if (found) this.#word(found[1] ?? "", found[2] === undefined ? undefined : Number(found[2]));
      return;
    }
    this.#at += 1;
    if (symbol === "'") {
      const byte = Number.parseInt(this.#source.slice(this.#at, this.#at + 2), 16);
      this.#at += 2;
      if (byte >= 0) this.#byte(byte);
    } else if (symbol === "*") this.#group.skipped = true;
    else if (symbol === "~") this.#text("\u00a0");
    else if (symbol === "_") this.#text("-");
    else if (symbol === "\n" || symbol === "\r") this.#text("\n");
    else if ("\\{}".includes(symbol)) this.#byte(symbol.charCodeAt(0));
  }

  #word(word: string, value: number | undefined): void {
    const character = CHARACTERS.get(word);
    if (character !== undefined) this.#text(character);
    else if (word === "u") this.#unicode(value ?? 0);
    else if (word === "uc") this.#group.fallback = Math.min(Math.max(value ?? 1, 0), 100);
    else if (word === "bin") this.#at += Math.max(0, value ?? 0);
    else if (word === "v") this.#group.hidden = value !== 0;
    else if (word === "ansicpg") this.#charset = codePage(value ?? 1252);
    else if (word === "mac") this.#charset = "macintosh";
    else if (word === "f") this.#setFont(value ?? 0);
    else if (word === "fcharset" && this.#group.inFonts) {
      this.#fonts.set(this.#font, FONT_CHARSETS.get(value ?? 0));
    } else if (word === "fonttbl") {
      this.#group.inFonts = true;
      this.#group.skipped = true;
    } else if (SKIPPED_GROUPS.has(word)) this.#group.skipped = true;
    else if (word === "shppict" || word === "upr" || word === "ud") this.#group.skipped = word === "shppict";
  }

  #setFont(number: number): void {
    if (this.#group.inFonts) {
      if (this.#fonts.size < 10_000) this.#font = number;
    } else this.#group.charset = this.#fonts.get(number);
  }

  #unicode(value: number): void {
    this.#text(String.fromCharCode(value < 0 ? value + 65_536 : value));
    this.#toSkip = this.#group.fallback;
  }

  #text(text: string): void {
    this.#flush();
    this.#toSkip = 0;
    if (!this.#group.skipped && !this.#group.hidden) this.#write(text);
  }

  #byte(byte: number): void {
    if (this.#toSkip > 0) {
      this.#toSkip -= 1;
      return;
    }
    if (this.#group.skipped || this.#group.hidden) return;
    const charset = this.#group.charset ?? this.#charset;
    if (charset !== this.#bytesIn) this.#flush();
    this.#bytesIn = charset;
    if (this.#bytes.push(byte) >= 4096 && byte < 0x80) this.#flush();
  }

  #flush(): void {
    if (this.#bytes.length === 0) return;
    this.#write(new TextDecoder(this.#bytesIn).decode(Uint8Array.from(this.#bytes)));
    this.#bytes = [];
  }

  #write(text: string): void {
    this.#parts.push(text);
    this.#chars += text.length;
  }
}
