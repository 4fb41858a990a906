/** The most tokens a result may hold, its text block and its structured content together. */
export const RESULT_TOKENS = 20_000;

/**
 * Estimated tokens: 4 ASCII characters each, 2 of the alphabets below U+3000 (Cyrillic, Arabic, …), 1 of the rest
 * (Chinese, Japanese, Korean, emoji halves). Errs high.
 */
export function tokensOf(text: string): number {
  // As many bytes as characters: nothing but ASCII, which most results are, and fast to tell.
  if (Buffer.byteLength(text) === text.length) return Math.ceil(text.length / 4);
  let quarters = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    quarters += unit < 0x80 ? 1 : unit < 0x3000 ? 2 : 4;
  }
  return Math.ceil(quarters / 4);
}

/** Estimated tokens of a whole result: the text block plus the structured content as JSON. */
export function resultTokens(structured: unknown, text: string): number {
  return tokensOf(text) + tokensOf(JSON.stringify(structured));
}

const fitted = new WeakSet<object>();

/** Whether this very result was measured by `fitResult` and fits: it needs not be measured again. */
export const isFitted = (result: unknown): boolean =>
  typeof result === "object" && result !== null && fitted.has(result);

/**
 * Builds a result that stays under `RESULT_TOKENS`: `build` gets a share (1, then less) of what was asked for and
 * must return less for less. The builder says in the result itself what it left out.
 */
export function fitResult<T extends object>(build: (share: number) => T, render: (result: T) => string): T {
  let share = 1;
  for (;;) {
    const result = build(share);
    const tokens = resultTokens(result, render(result));
    if (tokens <= RESULT_TOKENS) fitted.add(result);
    if (tokens <= RESULT_TOKENS || share < 0.001) return result;
    share *= Math.min(0.9, (RESULT_TOKENS / tokens) * 0.97);
  }
}
