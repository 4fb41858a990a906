import { type DriveCall, requireRole, seen } from "./drive-call.ts";
import { DriveError } from "./drive-errors.ts";
import { requireDownload } from "./drive-files.ts";
import { wordsOf } from "./drive-json.ts";
import { csvOf, docxFile, pdfFile, xlsxFile } from "./drive-office.ts";
import { type DriveItem, MIME } from "./drive-types.ts";

/** https://developers.google.com/workspace/drive/api/guides/ref-export-formats */
const EXPORTS: Readonly<Record<string, Readonly<Record<string, (item: DriveItem) => Buffer>>>> = {
  [MIME.doc]: {
    "text/plain": (item) => Buffer.from(wordsOf(item)),
    "text/markdown": (item) => Buffer.from(wordsOf(item)),
    [MIME.docx]: (item) => docxFile([wordsOf(item)]),
    [MIME.pdf]: (item) => pdfFile([wordsOf(item)]),
  },
  [MIME.sheet]: {
    "text/csv": (item) => Buffer.from(csvOf(item.sheets?.[0]?.cells ?? [])),
    [MIME.xlsx]: (item) => xlsxFile(item.sheets ?? []),
    [MIME.pdf]: (item) => pdfFile([wordsOf(item)]),
  },
  [MIME.slides]: {
    [MIME.pdf]: (item) => pdfFile([wordsOf(item)]),
    "text/plain": (item) => Buffer.from(wordsOf(item)),
  },
};

/** https://developers.google.com/workspace/drive/api/reference/rest/v3/files/export */
export function exportFile(call: DriveCall): Response {
  const item = seen(call, call.ids[0] ?? "", { everywhere: true });
  const mimeType = call.query.get("mimeType") ?? "";
  const of = EXPORTS[item.mimeType];
  if (!of) throw new DriveError(403, "fileNotExportable", "Export only supports Docs Editors files.");
  const make = Object.hasOwn(of, mimeType) ? of[mimeType] : undefined;
  if (!make)
    throw new DriveError(400, "badRequest", "The requested conversion is not supported.", "convertTo");
  if (item.noDownload) requireDownload(call, item);
  requireRole(call, item, "reader");
  const bytes = make(item);
  if (bytes.length > 10_000_000)
    throw new DriveError(403, "exportSizeLimitExceeded", "This file is too large to be exported.");
  return new Response(new Uint8Array(bytes), { headers: { "content-type": mimeType } });
}
