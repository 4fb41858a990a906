/** Rows as a Markdown table; the first is its head. Empty for no rows. */
export function markdownTable(rows: readonly (readonly string[])[]): string {
  const filled = rows.filter((cells) => cells.some((text) => text.trim() !== ""));
  const [first, ...others] = filled;
  if (!first) return "";
  const width = Math.min(
    filled.reduce((most, cells) => Math.max(most, cells.length), 0),
    200,
  );
  // One cell in all is a frame around text, not a table.
  if (width === 1 && others.length === 0) return first[0] ?? "";
  const cell = (text: string | undefined) => (text ?? "").replace(/\s+/g, " ").trim().replaceAll("|", "\\|");
  const line = (cells: readonly string[]) =>
    `| ${Array.from({ length: width }, (_, at) => cell(cells[at])).join(" | ")} |`;
  return [line(first), `|${" --- |".repeat(width)}`, ...others.map(line)].join("\n");
}

/** One row of CSV (RFC 4180), without its line end. Empty cells at the end are left out. */
export function csvRow(cells: readonly string[]): string {
  let end = cells.length;
  while (end > 0 && (cells[end - 1] ?? "") === "") end -= 1;
  return cells
    .slice(0, end)
    .map((cell = "") => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell))
    .join(",");
}
