import { ToolError } from "../kit/index.ts";
import { CSV, DOC, DOCX, MARKDOWN, PDF, PPTX, SHEET, SLIDES, typeName, XLSX } from "./mime.ts";

const OPEN_DOCUMENT = "application/vnd.oasis.opendocument.";

/** https://developers.google.com/workspace/drive/api/guides/manage-uploads#import-docs (About.importFormats) */
const IMPORTS: Readonly<Record<string, readonly string[]>> = {
  [DOC]: [
    MARKDOWN,
    "text/x-markdown",
    "text/plain",
    "text/html",
    "text/rtf",
    "application/rtf",
    DOCX,
    "application/msword",
    `${OPEN_DOCUMENT}text`,
    PDF,
  ],
  [SHEET]: [
    CSV,
    "text/tab-separated-values",
    XLSX,
    "application/vnd.ms-excel",
    `${OPEN_DOCUMENT}spreadsheet`,
  ],
  [SLIDES]: [PPTX, "application/vnd.ms-powerpoint", `${OPEN_DOCUMENT}presentation`],
};

export const EDITORS = { doc: DOC, sheet: SHEET, slides: SLIDES } as const;

/** What text becomes in each of Google's editors; none becomes slides. */
export const TEXT_FOR: Readonly<Record<string, string>> = { [DOC]: MARKDOWN, [SHEET]: CSV };

/** Refuses what Google would not turn into this. */
export function requireImport(from: string, into: string): void {
  const takes = IMPORTS[into] ?? [];
  if (takes.includes(from)) return;
  throw new ToolError(
    "bad_argument",
    `Google makes no ${typeName(into)} of ${typeName(from)}. It takes ${[...new Set(takes.map(typeName))].join(", ")}.`,
  );
}
