/** The parts of Slack's rich text that we write: https://docs.slack.dev/reference/block-kit/blocks/rich-text-block */
export interface Style {
  bold?: true;
  italic?: true;
  strike?: true;
  code?: true;
}
export type Inline =
  | { type: "text"; text: string; style?: Style }
  | { type: "link"; url: string; text?: string; style?: Style }
  | { type: "user"; user_id: string; style?: Style }
  | { type: "channel"; channel_id: string; style?: Style }
  /** Slack takes no skin tones here. */
  | { type: "emoji"; name: string };

export interface Section {
  type: "rich_text_section";
  elements: Inline[];
}
export interface List {
  type: "rich_text_list";
  style: "bullet" | "ordered";
  /** Levels below the first. */
  indent: number;
  /** How many numbers were given before. */
  offset?: number;
  elements: Section[];
}
export interface Preformatted {
  type: "rich_text_preformatted";
  elements: { type: "text"; text: string }[];
}
export interface Quote {
  type: "rich_text_quote";
  elements: Inline[];
}
export type RichElement = Section | List | Preformatted | Quote;
export interface RichText {
  type: "rich_text";
  elements: RichElement[];
}

const sameStyle = (one: Style | undefined, other: Style | undefined): boolean =>
  JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
const sorted = (style: Style = {}) => Object.entries(style).sort(([a], [b]) => (a < b ? -1 : 1));

/** Adds to a line, running texts of one style together. */
export function push(line: Inline[], piece: Inline): void {
  const last = line.at(-1);
  if (piece.type === "text" && last?.type === "text" && sameStyle(last.style, piece.style)) {
    last.text += piece.text;
  } else if (piece.type !== "text" || piece.text !== "") {
    line.push(piece.type === "text" ? { ...piece } : piece);
  }
}

/** Without the blank space around it; empty when that is all there is. */
export function trimmed(line: readonly Inline[]): Inline[] {
  const rest = line.map((piece) => ({ ...piece }));
  for (;;) {
    const first = rest[0];
    if (first?.type !== "text") break;
    first.text = first.text.trimStart();
    if (first.text !== "") break;
    rest.shift();
  }
  for (;;) {
    const last = rest.at(-1);
    if (last?.type !== "text") break;
    last.text = last.text.trimEnd();
    if (last.text !== "") break;
    rest.pop();
  }
  return rest;
}
