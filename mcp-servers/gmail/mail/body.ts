import { calendarSummary } from "./calendar.ts";
import { markdownOf } from "./html-markdown.ts";
import type { Part } from "./part-tree.ts";
import { freshText, type QuoteContext } from "./quotes.ts";
import { tidy } from "./tidy.ts";
import { type Piece, walk } from "./walk.ts";

/** `clean`: Markdown without history and signatures; `full`: Markdown of everything. */
export type BodyMode = "clean" | "full" | "text" | "html" | "none";

export interface Body {
  text: string;
  /** What could not be read, in sentences. */
  notes: string[];
}

/** What a person reads of a mail. Pure; linear in the size of the mail. */
export function bodyOf(payload: Part, mode: BodyMode, kind: Omit<QuoteContext, "html">): Body {
  if (mode === "none") return { text: "", notes: [] };
  const { pieces, inline } = walk(payload, mode === "text" ? "plain" : "html");
  const notes = [...new Set(pieces.flatMap((piece) => (piece.kind === "note" ? [piece.text] : [])))];
  const shown = pieces.filter((piece) => piece.kind !== "note");
  if (mode === "html") return asHtml(shown, notes);
  const full = () => joined(shown, (piece) => fullText(piece, inline));
  const fresh = mode === "clean" ? joined(shown, (piece) => cleanText(piece, inline, kind)) : "";
  // Nothing but history: then the history is the message.
  const text = fresh === "" ? full() : fresh;
  return { text: withCalendars(text, shown), notes };
}

function fullText(piece: Piece, inline: ReadonlyMap<string, string>): string {
  if (piece.kind !== "html") return tidy(piece.text);
  const text = tidy(markdownOf(piece.text, "all", inline));
  return text === "" ? joined(piece.instead, (one) => fullText(one, inline)) : text;
}

function cleanText(
  piece: Piece,
  inline: ReadonlyMap<string, string>,
  kind: Omit<QuoteContext, "html">,
): string {
  if (piece.kind === "plain") return freshText(tidy(piece.text), { ...kind, html: false });
  if (piece.kind !== "html") return tidy(piece.text);
  const text = tidy(markdownOf(piece.text, kind.forwarded ? "all" : "new", inline));
  const fresh = freshText(text, { ...kind, html: true });
  if (fresh !== "" || tidy(markdownOf(piece.text, "all", inline)) !== "") return fresh;
  return joined(piece.instead, (one) => cleanText(one, inline, kind));
}

/** Plain parts follow each other line by line, as mail programs show them. */
function joined(pieces: readonly Piece[], textOf: (piece: Piece) => string): string {
  let text = "";
  let before: Piece["kind"] | undefined;
  for (const piece of pieces) {
    if (piece.kind === "calendar") continue;
    const own = textOf(piece);
    if (own === "") continue;
    const gap = before === "plain" && piece.kind === "plain" ? "\n" : "\n\n";
    text += text === "" ? own : gap + own;
    before = piece.kind;
  }
  return text;
}

function withCalendars(text: string, pieces: readonly Piece[]): string {
  const calendars = new Set(pieces.flatMap((piece) => (piece.kind === "calendar" ? [piece.text] : [])));
  const told = [...calendars].slice(0, 20).map((ics) => calendarSummary(ics, text === ""));
  return [text, ...new Set(told)].filter((one) => one !== "").join("\n\n");
}

/** The source of the HTML parts; plain parts in a mail that has both are put in as preformatted text. */
function asHtml(pieces: readonly Piece[], notes: string[]): Body {
  const html = pieces.some(({ kind }) => kind === "html");
  const text = pieces
    .flatMap((piece) => {
      if (piece.kind === "html" || !html) return piece.kind === "calendar" ? [] : [piece.text];
      return piece.kind === "calendar" ? [] : [`<pre>${escaped(piece.text)}</pre>`];
    })
    .join("\n");
  const why = html || text === "" ? [] : ["This mail has no HTML; this is its plain text."];
  return { text, notes: [...notes, ...why] };
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
