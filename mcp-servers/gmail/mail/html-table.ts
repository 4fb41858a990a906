import type { DomNode, FormatCallback } from "html-to-text";
import { isHidden, lineOf } from "./html-nodes.ts";

/** A data table as a Markdown table. Walks rows that are direct children or inside thead, tbody, tfoot. */
export const pipes: FormatCallback = (node, walk, builder) => {
  const cell = (at: DomNode) => {
    builder.openTableCell();
    walk(at.children, builder);
    builder.closeTableCell();
  };
  const row = (at: DomNode) => {
    builder.openTableRow();
    for (const child of at.children)
      if ((child.name === "td" || child.name === "th") && !isHidden(child)) cell(child);
    builder.closeTableRow();
  };
  const caption = node.children.find((child) => child.name === "caption" && !isHidden(child));
  const title = caption ? lineOf(caption, 500) : "";
  if (title !== "") {
    builder.openBlock({ leadingLineBreaks: 1 });
    builder.addInline(title);
    builder.closeBlock({ trailingLineBreaks: 1 });
  }
  builder.openTable();
  for (const child of node.children) {
    if (isHidden(child)) continue;
    if (child.name === "tr") row(child);
    else if (/^t(?:head|body|foot)$/.test(child.name ?? "")) {
      for (const inner of child.children) if (inner.name === "tr" && !isHidden(inner)) row(inner);
    }
  }
  builder.closeTable({
    tableToString: (rows) => toMarkdown(rows.map((cells) => cells.map((one) => one.text))),
  });
};

function toMarkdown(rows: string[][]): string {
  const filled = rows.filter((cells) => cells.some((text) => text.trim() !== ""));
  const width = Math.max(0, ...filled.map((cells) => cells.length));
  const line = (cells: string[]) =>
    `| ${Array.from({ length: width }, (_, at) => (cells[at] ?? "").replace(/\s*\n\s*/g, " ").replaceAll("|", "\\|")).join(" | ")} |`;
  const [first, ...others] = filled;
  if (!first) return "";
  return [line(first), `|${" --- |".repeat(width)}`, ...others.map(line)].join("\n");
}
