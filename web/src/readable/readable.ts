import { readable as said } from "../words/readable.ts";

/**
 * The arguments of a call in a form that a person can judge: named in words, who it reaches and what it costs first,
 * and nothing in it that the eye cannot see.
 */
export type Piece =
  | { kind: "text"; text: string; odd: boolean }
  | { kind: "list"; items: readonly Piece[] }
  | { kind: "group"; fields: readonly Field[] };
export type Field = { key: string; label: string; weighty: boolean; piece: Piece };

/** Who or what is reached, and how much of it: what an approval is mostly about. */
const WEIGHTY =
  /^(to|cc|bcc|from|recipients?|attendees|invitees|members|users?|emails?|address(es)?|domain|channels?|channel_id|repo(sitory)?|owner|org|team|assignees|reviewers|file|file_id|folder|folder_id|parent_id|calendar|calendar_id|event_id|thread_id|message_id|url|amount|total|price|currency|quantity|count|role|permission|visibility|anyone|public|send_updates|notify)$/i;
/** What turns round, joins or hides characters: it is shown as what it is. Joiners inside emoji stay. */
const HIDDEN =
  /(?!\t|\n|\ufe0e|\ufe0f|(?<=\p{Extended_Pictographic}|\p{Emoji_Modifier}|\ufe0f)\u200d)[\p{Cc}\p{DI}\ufff9-\ufffb]/gu;

const named = (hidden: string): string =>
  `⟨U+${(hidden.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}⟩`;
const unixLines = (text: string): string => text.replaceAll("\r\n", "\n");

export const visible = (text: string): string => unixLines(text).replaceAll(HIDDEN, named);

/** An address or host with letters that only look like those of another one. */
const foreignAddress = (text: string): boolean =>
  text.length <= 320 && /^\S*[@.:]\S*$/.test(text) && /[^\u0020-\u007e]/.test(text);

export function labelOf(key: string): string {
  const words = visible(key)
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replaceAll(/[_.-]+/g, " ")
    .trim()
    .toLowerCase();
  return words ? words.charAt(0).toUpperCase() + words.slice(1) : said.noName;
}

const text = (value: string): Piece => {
  const shown = visible(value);
  return { kind: "text", text: shown, odd: shown !== unixLines(value) || foreignAddress(value) };
};

export function pieceOf(value: unknown): Piece {
  if (value === null || value === undefined) return text("(nothing)");
  if (typeof value === "boolean") return text(value ? "yes" : "no");
  if (typeof value === "string") return text(value === "" ? said.emptyText : value);
  if (Array.isArray(value))
    return value.length === 0 ? text(said.emptyList) : { kind: "list", items: value.map(pieceOf) };
  if (typeof value === "object") return { kind: "group", fields: fieldsOf(value) };
  return text(String(value));
}

const byWeight = (fields: readonly Field[]): Field[] => [
  ...fields.filter((field) => field.weighty),
  ...fields.filter((field) => !field.weighty),
];

/** Weighty ones first, each half in the order in which it was given. */
const fieldsOf = (value: object): Field[] =>
  byWeight(
    Object.entries(value).map(([key, each]) => ({
      key,
      label: labelOf(key),
      weighty: WEIGHTY.test(key),
      piece: pieceOf(each),
    })),
  );

/** An argument as the gateway hands it out: text, or the indented JSON of what is no string. */
export interface Shown {
  name: string;
  text: string;
  length: number;
  cut: boolean;
  hidden: boolean;
}

/** JSON that is written in exactly this way has nothing in it that reading it again would lose. */
function parsed(text: string): unknown {
  if (!/^[[{]/.test(text)) return text;
  try {
    const value: unknown = JSON.parse(text);
    return JSON.stringify(value, null, 2) === text ? value : text;
  } catch {
    return text;
  }
}

function shownPiece({ text: given, length, cut, hidden }: Shown): Piece {
  if (hidden) return text(said.leftOut);
  if (cut) return text(said.cut(given, length));
  const piece = pieceOf(parsed(given));
  // The gateway has spelled out what the eye cannot see.
  return piece.kind === "text" && /\\u[0-9a-f]{4}/i.test(piece.text) ? { ...piece, odd: true } : piece;
}

export const shownFields = (args: readonly Shown[]): Field[] =>
  byWeight(
    args.map((arg) => ({
      key: arg.name,
      label: labelOf(arg.name),
      weighty: WEIGHTY.test(arg.name),
      piece: shownPiece(arg),
    })),
  );
