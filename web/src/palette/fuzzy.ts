/** How well a name fits, the higher the better; undefined: not at all. `at` are the places of the letters that fit. */
export type Fit = { score: number; at: readonly number[] };

const isStart = (text: string, index: number): boolean =>
  index === 0 || /[\s_\-./@·]/.test(text[index - 1] ?? "");

/** Every letter of the word in its order: together and at the start of words is better than scattered. */
function fitWord(text: string, word: string): Fit | undefined {
  const whole = text.indexOf(word);
  if (whole >= 0) {
    const at = Array.from({ length: word.length }, (_, index) => whole + index);
    const start = isStart(text, whole) ? 40 : 0;
    return { score: 60 + start + (whole === 0 ? 20 : 0) - whole * 0.1, at };
  }
  // A word of one or two letters is in everything.
  if (word.length < 3) return undefined;
  const at: number[] = [];
  let from = 0;
  let score = 0;
  for (const letter of word) {
    const found = next(text, letter, from);
    if (found < 0) return undefined;
    score += isStart(text, found) ? 8 : found === from ? 4 : -2;
    at.push(found);
    from = found + 1;
  }
  return score > 0 ? { score, at } : undefined;
}

/** The next such letter, rather at the start of a word than in the middle of this one. */
function next(text: string, letter: string, from: number): number {
  const near = text.indexOf(letter, from);
  if (near < 0 || near === from || isStart(text, near)) return near;
  for (let index = near; index >= 0; index = text.indexOf(letter, index + 1))
    if (isStart(text, index)) return index;
  return near;
}

/** All words of the search in a name, in whatever order. An empty search fits everything alike. */
export function matching(name: string, search: string): Fit | undefined {
  const text = name.toLowerCase();
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const at = new Set<number>();
  let score = 0;
  for (const word of words) {
    const found = fitWord(text, word);
    if (!found) return undefined;
    score += found.score;
    for (const index of found.at) at.add(index);
  }
  // Of two that fit alike the shorter is meant.
  return { score: score - name.length * 0.05, at: [...at].sort((a, b) => a - b) };
}
