import { type DriveCall, flag, requireRole, seen } from "./drive-call.ts";
import { DriveError } from "./drive-errors.ts";
import { partial } from "./drive-fields.ts";
import { requireDownload } from "./drive-files.ts";
import { wordsOf } from "./drive-json.ts";
import { csvOf, docxFile, pdfFile, xlsxFile } from "./drive-office.ts";
import {
  type DocBlock,
  type DocTabContent,
  type DriveItem,
  MIME,
  type Run,
  type SheetContent,
} from "./drive-types.ts";

function editorFile(call: DriveCall, mimeType: string): DriveItem {
  const item = seen(call, call.ids[0] ?? "", { everywhere: true });
  if (item.mimeType === mimeType) return item;
  throw new DriveError(400, "failedPrecondition", "This operation is not supported for this document");
}

/** https://developers.google.com/workspace/docs/api/reference/rest/v1/documents/get */
export function getDocument(call: DriveCall): Response {
  const item = editorFile(call, MIME.doc);
  const view = call.query.get("suggestionsViewMode");
  const views = [
    "DEFAULT_FOR_CURRENT_ACCESS",
    "SUGGESTIONS_INLINE",
    "PREVIEW_SUGGESTIONS_ACCEPTED",
    "PREVIEW_WITHOUT_SUGGESTIONS",
  ];
  if (view !== null && !views.includes(view))
    throw new DriveError(400, "invalid", "Invalid value at 'suggestions_view_mode'");
  const tabs = (item.doc ?? []).map((tab, index) => tabJson(tab, index, 0));
  const whole = {
    documentId: item.id,
    title: item.name,
    suggestionsViewMode: view ?? views[0],
    revisionId: `r${item.modified}`,
  };
  // Without the parameter only the first tab is there, in the old place.
  const answer = flag(call, "includeTabsContent")
    ? { ...whole, tabs }
    : { ...whole, ...(item.doc?.[0] ? documentTab(item.doc[0]) : {}) };
  const names = [
    "documentId",
    "title",
    "tabs",
    "revisionId",
    "suggestionsViewMode",
    "body",
    "lists",
    "footnotes",
    "inlineObjects",
  ];
  return Response.json(partial(answer, call.query.get("fields"), names.join(","), names));
}

function tabJson(tab: DocTabContent, index: number, nestingLevel: number): object {
  const children = (tab.children ?? []).map((child, at) => tabJson(child, at, nestingLevel + 1));
  return {
    tabProperties: { tabId: tab.id, title: tab.title, index, ...(nestingLevel > 0 && { nestingLevel }) },
    ...(children.length > 0 && { childTabs: children }),
    documentTab: documentTab(tab),
  };
}

function documentTab(tab: DocTabContent) {
  const glyph = (listId: string) =>
    tab.numbered?.includes(listId)
      ? { glyphType: "DECIMAL", glyphFormat: "%0." }
      : { glyphSymbol: "●", glyphFormat: "%0", glyphType: "GLYPH_TYPE_UNSPECIFIED" };
  const lists = new Set(
    tab.blocks.flatMap((block) => ("bullet" in block && block.bullet ? [block.bullet.list] : [])),
  );
  return {
    body: { content: [{ sectionBreak: { sectionStyle: {} } }, ...tab.blocks.map(blockJson)] },
    lists: Object.fromEntries(
      [...lists].map((id) => [
        id,
        { listProperties: { nestingLevels: Array.from({ length: 9 }, () => glyph(id)) } },
      ]),
    ),
    footnotes: Object.fromEntries(
      Object.entries(tab.footnotes ?? {}).map(([footnoteId, text]) => [
        footnoteId,
        { footnoteId, content: [blockJson({ runs: [{ text: ` ${text}` }] })] },
      ]),
    ),
  };
}

function blockJson(block: DocBlock): object {
  if ("table" in block) {
    const tableRows = block.table.map((row) => ({
      tableCells: row.map((runs) => ({ content: [blockJson({ runs })] })),
    }));
    return { table: { rows: block.table.length, columns: block.table[0]?.length ?? 0, tableRows } };
  }
  const { runs, style = "NORMAL_TEXT", bullet } = block;
  return {
    paragraph: {
      elements: [...runs.map(runJson), { textRun: { content: "\n", textStyle: {} } }],
      paragraphStyle: { namedStyleType: style, direction: "LEFT_TO_RIGHT" },
      ...(bullet && {
        bullet: { listId: bullet.list, ...(bullet.level > 0 && { nestingLevel: bullet.level }) },
      }),
    },
  };
}

function runJson({ text, bold, italic, link, footnote }: Run): object {
  if (footnote !== undefined) return { footnoteReference: { footnoteId: footnote, footnoteNumber: "1" } };
  const textStyle = {
    ...(bold && { bold }),
    ...(italic && { italic }),
    ...(link && { link: { url: link } }),
  };
  return { textRun: { content: text, textStyle } };
}

/** https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/get */
export function getSpreadsheet(call: DriveCall): Response {
  const item = editorFile(call, MIME.sheet);
  const sheets = (item.sheets ?? []).map(({ title, grid: [rowCount, columnCount], hidden }, index) => ({
    properties: {
      sheetId: index,
      title,
      index,
      sheetType: "GRID",
      gridProperties: { rowCount, columnCount },
      ...(hidden && { hidden }),
    },
  }));
  const answer = { spreadsheetId: item.id, properties: { title: item.name, locale: "en_GB" }, sheets };
  const names = ["spreadsheetId", "properties", "sheets", "spreadsheetUrl"];
  return Response.json(partial(answer, call.query.get("fields"), "spreadsheetId,properties,sheets", names));
}

/** https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets.values/get */
export function getValues(call: DriveCall): Response {
  const item = editorFile(call, MIME.sheet);
  const range = call.ids[1] ?? "";
  const { sheet, top, left, bottom, right } = rangeIn(item.sheets ?? [], range);
  const rows = sheet.cells.slice(top - 1, bottom).map((row) => trimmed(row.slice(left - 1, right)));
  while (rows.length > 0 && rows.at(-1)?.length === 0) rows.pop();
  const majorDimension = call.query.get("majorDimension") ?? "ROWS";
  if (majorDimension !== "ROWS") throw new DriveError(400, "invalid", "Only rows are served here.");
  return Response.json({ range, majorDimension, ...(rows.length > 0 && { values: rows }) });
}

function trimmed(row: string[]): string[] {
  const kept = [...row];
  while (kept.length > 0 && kept.at(-1) === "") kept.pop();
  return kept;
}

function rangeIn(sheets: readonly SheetContent[], range: string) {
  const unclear = () => new DriveError(400, "invalid", `Unable to parse range: ${range}`);
  const [, quoted, plain, cells = ""] = /^(?:'((?:[^']|'')+)'|([^'!:]+))(?:!(.+))?$/.exec(range) ?? [];
  const sheet = sheets.find(({ title }) => title === (quoted?.replaceAll("''", "'") ?? plain));
  const [, from, to] = /^([A-Z]+\d+):([A-Z]+\d+)$/.exec(cells) ?? [];
  if (!sheet || (cells !== "" && (!from || !to))) throw unclear();
  const place = (cell: string) => {
    const [, letters = "", digits = ""] = /^([A-Z]+)(\d+)$/.exec(cell) ?? [];
    return {
      row: Number(digits),
      column: [...letters].reduce((n, letter) => n * 26 + letter.charCodeAt(0) - 64, 0),
    };
  };
  const [rows, columns] = sheet.grid;
  const start = from === undefined ? { row: 1, column: 1 } : place(from);
  const end = to === undefined ? { row: rows, column: columns } : place(to);
  if (start.row > rows || start.column > columns || end.row > rows || end.column > columns)
    throw new DriveError(
      400,
      "invalid",
      `Range (${range}) exceeds grid limits. Max rows: ${rows}, max columns: ${columns}`,
    );
  return { sheet, top: start.row, left: start.column, bottom: end.row, right: end.column };
}

/** https://developers.google.com/workspace/slides/api/reference/rest/v1/presentations/get */
export function getPresentation(call: DriveCall): Response {
  const item = editorFile(call, MIME.slides);
  const shape = (objectId: string, type: string, text: string) => ({
    objectId,
    shape: {
      shapeType: "TEXT_BOX",
      placeholder: { type },
      text: { textElements: [{ paragraphMarker: {} }, { textRun: { content: `${text}\n`, style: {} } }] },
    },
  });
  const slides = (item.slides ?? []).map(({ title, body, notes }, at) => ({
    objectId: `p${at}`,
    pageElements: [
      shape(`p${at}_title`, "TITLE", title),
      ...body.map((text, n) => shape(`p${at}_body${n}`, "BODY", text)),
    ],
    slideProperties: {
      layoutObjectId: "layout",
      notesPage: {
        notesProperties: { speakerNotesObjectId: `p${at}_notes` },
        pageElements: notes === undefined ? [] : [shape(`p${at}_notes`, "BODY", notes)],
      },
    },
  }));
  const answer = { presentationId: item.id, title: item.name, slides };
  const names = ["presentationId", "title", "slides", "revisionId"];
  return Response.json(partial(answer, call.query.get("fields"), "presentationId,title,slides", names));
}

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
