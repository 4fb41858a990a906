import { z } from "zod";
import { type Api, path, readAnswer } from "../kit/index.ts";
import { editorAnswer } from "./request.ts";
import { FILE, READONLY } from "./scopes.ts";

export const tabRow = z.object({ tab_id: z.string(), title: z.string(), level: z.int() });
export type TabRow = z.output<typeof tabRow>;
export const sheetRow = z.object({
  name: z.string(),
  rows: z.int(),
  columns: z.int(),
  hidden: z.literal(true).optional(),
});
export type SheetRow = z.output<typeof sheetRow>;

interface Tab {
  tabProperties?: { tabId?: string | undefined; title?: string | undefined } | undefined;
  childTabs?: readonly Tab[] | undefined;
}

/** Docs and Sheets allow about as much. */
const MOST_OF_A_TITLE = 100;
/** The most tabs or sheets that a result lists. */
const MOST_LISTED = 200;

/** As many as fit, and what to say of the others. */
export function listed<T>(rows: readonly T[], share: number): { shown: T[]; warnings: string[] } {
  const shown = rows.slice(0, Math.max(1, Math.floor(MOST_LISTED * share)));
  const cut = shown.length < rows.length;
  return {
    shown,
    warnings: cut ? [`Only ${shown.length} of ${rows.length} tabs or sheets are listed.`] : [],
  };
}

/** Tabs in the order of the page, with how deep they are nested. */
export function tabRows(tabs: readonly Tab[], level = 0): TabRow[] {
  return tabs.flatMap(({ tabProperties: of, childTabs = [] }) => [
    { tab_id: of?.tabId ?? "", title: (of?.title ?? "").slice(0, MOST_OF_A_TITLE), level },
    ...tabRows(childTabs, level + 1),
  ]);
}

const tabSchema = z.object({
  tabProperties: z.object({ tabId: z.string().optional(), title: z.string().optional() }).optional(),
  get childTabs(): z.ZodOptional<z.ZodArray<typeof tabSchema>> {
    return z.array(tabSchema).optional();
  },
});
const TAB = "tabProperties(tabId,title)";
/** Tabs nest at most three levels deep. */
const TAB_FIELDS = `tabs(${TAB},childTabs(${TAB},childTabs(${TAB})))`;

/** https://developers.google.com/workspace/docs/api/reference/rest/v1/documents/get */
export async function tabsOf(api: Api, documentId: string): Promise<TabRow[]> {
  const query = { includeTabsContent: true, fields: TAB_FIELDS };
  const answer = await editorAnswer(api, path`/documents/${documentId}`, "docs", query);
  return tabRows(readAnswer(z.object({ tabs: z.array(tabSchema).default([]) }), answer).tabs);
}

const spreadsheetSchema = z.object({
  sheets: z
    .array(
      z.object({
        properties: z.object({
          title: z.string(),
          sheetType: z.string().default("GRID"),
          hidden: z.boolean().optional(),
          gridProperties: z
            .object({ rowCount: z.int().default(0), columnCount: z.int().default(0) })
            .optional(),
        }),
      }),
    )
    .default([]),
});
const SHEET_FIELDS = "sheets.properties(title,sheetType,hidden,gridProperties(rowCount,columnCount))";

/**
 * The sheets with cells, in order; those that only hold a chart have none.
 * https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/get
 */
export async function sheetsOf(api: Api, spreadsheetId: string): Promise<SheetRow[]> {
  const at = path`/spreadsheets/${spreadsheetId}`;
  const answer = await editorAnswer(api, at, "sheets", { fields: SHEET_FIELDS });
  return readAnswer(spreadsheetSchema, answer).sheets.flatMap(({ properties: of }) =>
    of.gridProperties === undefined
      ? []
      : [
          {
            name: of.title,
            rows: of.gridProperties.rowCount,
            columns: of.gridProperties.columnCount,
            ...(of.hidden && { hidden: true as const }),
          },
        ],
  );
}

/** Docs, Sheets and Slides open to those scopes of Drive that open content. */
export const opensEditors = (api: Api): boolean => api.hasScope(READONLY) || api.hasScope(FILE);
