import { cutText } from "../kit/index.ts";

/** A place in a list of texts. */
export interface Spot {
  piece: number;
  /** Characters of it that came before. */
  offset: number;
}
/** Empty texts cost nothing, so their number is limited as well. */
const MOST_PIECES = 100;

/** As much of `texts` from `start` as fits in `max` characters. Parts put together are the whole. Pure. */
export function cutPieces(
  texts: readonly string[],
  start: Spot,
  max: number,
): { shown: { piece: number; part: string }[]; next: Spot | undefined } {
  const shown: { piece: number; part: string }[] = [];
  let left = max;
  for (let piece = start.piece; piece < texts.length; piece++) {
    const text = texts[piece] as string;
    const offset = piece === start.piece ? start.offset : 0;
    if (shown.length === MOST_PIECES || (left <= 0 && shown.length > 0))
      return { shown, next: { piece, offset } };
    const { part, end } = cutText(text, offset, left);
    shown.push({ piece, part });
    left -= part.length;
    if (end < text.length) return { shown, next: { piece, offset: end } };
  }
  return { shown, next: undefined };
}
