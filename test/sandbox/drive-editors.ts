import { type DriveCall, flag, seen } from "./drive-call.ts";
import { DriveError } from "./drive-errors.ts";
import { partial } from "./drive-fields.ts";
import { type DocBlock, type DocTabContent, type DriveItem, MIME, type Run } from "./drive-types.ts";

export function editorFile(call: DriveCall, mimeType: string): DriveItem {
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
