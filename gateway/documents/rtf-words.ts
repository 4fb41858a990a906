/** Groups whose content is not text of the document (RTF 1.9.1). Others marked `\*` are skipped as well. */
export const SKIPPED_GROUPS = new Set([
  "fonttbl",
  "colortbl",
  "stylesheet",
  "info",
  "pict",
  "object",
  "objdata",
  "fldinst",
  "datafield",
  "themedata",
  "colorschememapping",
  "latentstyles",
  "datastore",
  "xmlnstbl",
  "listtable",
  "listoverridetable",
  "revtbl",
  "rsidtbl",
  "generator",
  "filetbl",
  "bkmkstart",
  "bkmkend",
  "xe",
  "tc",
  "nonshppict",
  "pntext",
]);

/** Control words that stand for characters. */
export const CHARACTERS: ReadonlyMap<string, string> = new Map([
  ["par", "\n"],
  ["line", "\n"],
  ["sect", "\n\n"],
  ["page", "\n\n"],
  ["tab", "\t"],
  ["cell", " | "],
  ["nestcell", " | "],
  ["row", "\n"],
  ["nestrow", "\n"],
  ["emdash", "—"],
  ["endash", "–"],
  ["lquote", "‘"],
  ["rquote", "’"],
  ["ldblquote", "“"],
  ["rdblquote", "”"],
  ["bullet", "•"],
  ["emspace", " "],
  ["enspace", " "],
]);

/** Charsets of fonts (`\fcharset`) as labels of TextDecoder. */
export const FONT_CHARSETS: ReadonlyMap<number, string> = new Map([
  [0, "windows-1252"],
  [77, "macintosh"],
  [128, "shift_jis"],
  [129, "euc-kr"],
  [134, "gbk"],
  [136, "big5"],
  [161, "windows-1253"],
  [162, "windows-1254"],
  [163, "windows-1258"],
  [177, "windows-1255"],
  [178, "windows-1256"],
  [186, "windows-1257"],
  [204, "windows-1251"],
  [222, "windows-874"],
  [238, "windows-1250"],
]);

const CODE_PAGES: ReadonlyMap<number, string> = new Map([
  [932, "shift_jis"],
  [936, "gbk"],
  [949, "euc-kr"],
  [950, "big5"],
  [866, "ibm866"],
  [10000, "macintosh"],
  [65001, "utf-8"],
]);

/** A code page (`\ansicpg`) as a label of TextDecoder. */
export function codePage(number: number): string {
  return CODE_PAGES.get(number) ?? (number >= 1250 && number <= 1258 ? `windows-${number}` : "windows-1252");
}
