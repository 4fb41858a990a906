import type { Tokens } from "marked";

/** A table as aligned text, for a code block: Slack's rich text has none. */
export function tableText({ header, rows, align }: Tokens.Table): string {
  const lines = [header, ...rows].map((row) => row.map(({ text }) => text.replace(/\s+/g, " ").trim()));
  const widths = header.map((_, at) => Math.max(3, ...lines.map((line) => widthOf(line[at] ?? ""))));
  const shown = lines.map((line) =>
    widths
      .map((width, at) => padded(line[at] ?? "", width, align[at] === "right"))
      .join(" | ")
      .trimEnd(),
  );
  return [shown[0], widths.map((width) => "-".repeat(width)).join("-|-"), ...shown.slice(1)].join("\n");
}

/** Columns in a font of one width: those of Chinese, Japanese and Korean take two. */
function widthOf(text: string): number {
  let width = 0;
  for (const char of text)
    width += /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60]/.test(char) ? 2 : 1;
  return width;
}

const padded = (text: string, width: number, right: boolean): string => {
  const space = " ".repeat(Math.max(0, Math.min(200, width) - widthOf(text)));
  return right ? space + text : text + space;
};
