import { decodeWords } from "postal-mime";
import { isAttached, isBodyText, isContainer } from "./attachments.ts";
import { decodeText } from "./charset.ts";
import { unenriched, unflowed } from "./flowed.ts";
import { headerOf, type Part, parameterOf, typeOf } from "./part-tree.ts";

/** A stretch of what a person reads, in the order of the mail. */
export type Piece =
  | { kind: "html"; text: string; instead: Piece[] }
  | { kind: "plain"; text: string }
  /** A whole calendar part. */
  | { kind: "calendar"; text: string }
  /** Above a mail inside this one. */
  | { kind: "head"; text: string }
  /** Not in the mail: what could not be read of it. */
  | { kind: "note"; text: string };

export interface Walked {
  pieces: Piece[];
  /** Names of inline files by content id. */
  inline: ReadonlyMap<string, string>;
}

/** The texts of a mail as a mail program would show them. Each part is looked at once. */
export function walk(payload: Part, prefer: "html" | "plain"): Walked {
  const inline = new Map<string, string>();
  const pieces = piecesOf(payload, { prefer, inline });
  if (payload.cut)
    pieces.push(note("This mail has more parts than are read; some of its text may be missing."));
  return { pieces, inline };
}

interface Walking {
  prefer: "html" | "plain";
  inline: Map<string, string>;
}

const note = (text: string): Piece => ({ kind: "note", text });

function piecesOf(part: Part, walking: Walking): Piece[] {
  const type = typeOf(part);
  // A container without parts is what a broken boundary leaves (RFC 7103 section 7.3): its content is text.
  if (isContainer(part) && !part.parts && part.body?.data) return textPieces(part, "text/plain");
  if (isContainer(part)) return inContainer(part, type, walking);
  if (type === "text/calendar") return [{ kind: "calendar", text: decoded(part).text }];
  if (isBodyText(part)) return textPieces(part, type);
  const id = headerOf(part, "Content-ID").replace(/[<>\s]/g, "");
  if (id !== "" && walking.inline.size < 500) walking.inline.set(id, part.filename || "unnamed");
  if (type === "message/rfc822" && !part.filename && !isAttached(part)) return enclosed(part, walking);
  return sealedNote(part, type);
}

function inContainer(part: Part, type: string, walking: Walking): Piece[] {
  const children = part.parts ?? [];
  if (type === "multipart/alternative") return chosen(children, walking);
  if (type === "multipart/encrypted") {
    children.forEach((child) => {
      piecesOf(child, walking);
    });
    return [note("This mail is encrypted (OpenPGP or S/MIME); its text cannot be read here.")];
  }
  if (type === "multipart/related") return related(part, children, walking);
  // The type of parts that do not say theirs: RFC 2046 section 5.1.5.
  return children.flatMap((child) => piecesOf(child, walking));
}

/** The root of a `multipart/related` (RFC 2387) is shown; what it refers to by content id is not. */
function related(part: Part, children: readonly Part[], walking: Walking): Piece[] {
  const start = parameterOf(headerOf(part, "Content-Type"), "start").replace(/[<>]/g, "");
  const idOf = (one: Part) => headerOf(one, "Content-ID").replace(/[<>\s]/g, "");
  const named = start === "" ? -1 : children.findIndex((one) => idOf(one) === start);
  const root = Math.max(0, named);
  return children.flatMap((child, at) => {
    const pieces = piecesOf(child, walking);
    return at === root || idOf(child) === "" ? pieces : pieces.filter(({ kind }) => kind === "note");
  });
}

/** One of several forms of the same text: the richest that says something, or the plainest when that is asked for. */
function chosen(children: readonly Part[], walking: Walking): Piece[] {
  const forms = children.map((child) => piecesOf(child, walking));
  const order = walking.prefer === "html" ? forms.toReversed() : forms;
  const says = (form: readonly Piece[]) => form.some(({ kind, text }) => isText(kind) && text.trim() !== "");
  const plain = order.filter(says).find((form) => !form.some(({ kind }) => kind === "html"));
  const rich = order.filter(says).find((form) => form.some(({ kind }) => kind === "html"));
  const best = walking.prefer === "html" ? (rich ?? plain) : (plain ?? rich);
  const others = forms.filter((form) => form !== best);
  // Should its one HTML text turn out to show nothing, the plain form stands in for it.
  const alone = best?.filter(({ kind }) => kind === "html").length === 1;
  const shown = (best ?? []).map((piece) =>
    piece.kind === "html" && alone && plain ? { ...piece, instead: plain } : piece,
  );
  return [
    ...shown,
    ...others.flatMap((form) => form.filter(({ kind }) => kind === "calendar" || kind === "note")),
  ];
}

const isText = (kind: Piece["kind"]) => kind === "html" || kind === "plain";

function textPieces(part: Part, type: string): Piece[] {
  const { text, note: why } = decoded(part);
  const header = headerOf(part, "Content-Type");
  const notes = why === undefined ? [] : [note(why)];
  if (type === "text/html") return [{ kind: "html", text, instead: [] }, ...notes];
  if (type === "text/enriched" || type === "text/richtext")
    return [{ kind: "plain", text: unenriched(text) }, ...notes];
  const flowed = /^flowed$/i.test(parameterOf(header, "format"));
  const delSp = /^yes$/i.test(parameterOf(header, "delsp"));
  return [{ kind: "plain", text: flowed ? unflowed(text, delSp) : text }, ...notes];
}

function decoded(part: Part) {
  const bytes = Buffer.from(part.body?.data ?? "", "base64url");
  return decodeText(bytes, headerOf(part, "Content-Type"));
}

/** A mail shown inside another one: who wrote it and when, then its text. */
function enclosed(part: Part, walking: Walking): Piece[] {
  const [inner] = part.parts ?? [];
  if (!inner) return [];
  const lines = ["From", "To", "Date", "Subject"].flatMap((name) => {
    const value = decodeWords(headerOf(inner, name)).replace(/\s+/g, " ").trim();
    return value === "" ? [] : [`${name}: ${value.slice(0, 500)}`];
  });
  const text = ["---------- Enclosed message ----------", ...lines].join("\n");
  return [{ kind: "head", text }, ...piecesOf(inner, walking)];
}

/** Parts that hold text in a form that is not opened here. */
function sealedNote(part: Part, type: string): Piece[] {
  if (/^application\/(?:x-)?pkcs7-mime$/.test(type)) {
    const signed = /signed-data/i.test(parameterOf(headerOf(part, "Content-Type"), "smime-type"));
    return [
      note(
        signed
          ? "The text of this mail is inside its S/MIME signature, which is not opened."
          : "This mail is encrypted (S/MIME); its text cannot be read here.",
      ),
    ];
  }
  if (/^application\/(?:vnd\.)?ms-tnef$/.test(type) || /^winmail\.dat$/i.test(part.filename ?? "")) {
    return [
      note(
        `${part.filename || "winmail.dat"} is Outlook's own packing (TNEF) and is not opened: formatted text and files may be in it.`,
      ),
    ];
  }
  return [];
}
