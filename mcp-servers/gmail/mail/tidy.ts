/** Padding that newsletters use to push their preview text apart, and characters that only machines see. */
const PADDING = /[\u034F\u00AD\uFEFF\u2060-\u2064\u{E0000}-\u{E007F}]|(?:[\u200B\u200C\u200D]\s*){3,}/gu;

/** Text as it is shown: unix line ends, no trailing blanks, no more than one empty line in a row. Linear. */
export function tidy(text: string): string {
  const lines: string[] = [];
  let empty = 0;
  for (const raw of text.replace(PADDING, "").split(/\r\n|\r|\n/)) {
    const line = raw.trimEnd();
    empty = line === "" ? empty + 1 : 0;
    if (empty < 2) lines.push(line);
  }
  return lines.join("\n").trim();
}
