/** What a spreadsheet would take for a formula, also in its full-width forms. https://owasp.org/www-community/attacks/CSV_Injection */
const FORMULA = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;

/** Where a spreadsheet that divides at semicolons, as in much of Europe, would begin a cell within a field. */
const INNER = /(?=[=+\-@\uff1d\uff0b\uff0d\uff20])(?<=;\s*|.[\t\r\n])/gsu;

/** Pure: a field, always quoted; what a spreadsheet would run begins with an apostrophe instead. */
const fieldOf = (value: string | number | null): string => {
  if (typeof value === "number") return `"${value}"`;
  const text = (value ?? "").replace(INNER, "'");
  return `"${(FORMULA.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
};

/** Pure: one record of RFC 4180, ended by CRLF. */
export const csvRecord = (values: readonly (string | number | null)[]): string =>
  `${values.map(fieldOf).join(",")}\r\n`;
