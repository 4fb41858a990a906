import { type Api, path, readAnswer, ToolError } from "../kit/index.ts";
import { docMarkdown } from "./doc-markdown.ts";
import { type DocTab, documentSchema } from "./doc-upstream.ts";
import { DOC, FOLDER, isNative, SLIDES, typeName } from "./mime.ts";
import { type TabRow, tabRows } from "./outline.ts";
import { shortName } from "./places.ts";
import type { ReadOutput } from "./read-contract.ts";
import { contentOf, editorAnswer } from "./request.ts";
import { readSlides, slidesText } from "./slides-text.ts";
import { requireCan } from "./target.ts";
import type { DriveFile } from "./upstream.ts";

/** The whole text of a file. */
export interface Body {
  text: string;
  format: ReadOutput["format"];
  tabs?: TabRow[];
  warnings: string[];
}

/** The most that is fetched to read its text. */
const MOST_BYTES = 25_000_000;
const NO_TEXT =
  /^(?:image|video|audio|font)\/|^application\/(?:zip|x-zip-compressed|gzip|x-tar|x-7z-compressed|vnd\.rar|x-msdownload|java-archive)$/;

/** The text of anything but a spreadsheet. */
export async function readBody(api: Api, file: DriveFile, tabId: string | undefined): Promise<Body> {
  if (file.mimeType === DOC) return readDoc(api, file.id, tabId);
  if (tabId !== undefined)
    throw new ToolError("bad_argument", "Only Google Docs have tabs. Leave `tab_id` out.");
  if (file.mimeType === SLIDES) {
    return { text: slidesText(await readSlides(api, file.id)), format: "markdown", warnings: [] };
  }
  return readBytes(api, file);
}

/**
 * A document with all its tabs, or one. Suggestions that nobody has accepted are left out.
 * https://developers.google.com/workspace/docs/api/how-tos/tabs
 */
async function readDoc(api: Api, id: string, tabId: string | undefined): Promise<Body> {
  const query = { includeTabsContent: true, suggestionsViewMode: "PREVIEW_WITHOUT_SUGGESTIONS" };
  const answer = await editorAnswer(api, path`/documents/${id}`, "docs", query);
  const { tabs } = readAnswer(documentSchema, answer);
  const all = flat(tabs);
  const rows = tabRows(tabs);
  const chosen = tabId === undefined ? all : all.filter((tab) => tab.tabProperties?.tabId === tabId);
  if (chosen.length === 0 && tabId !== undefined) {
    const known = rows.slice(0, 20).map((tab) => `${tab.tab_id} (${tab.title})`);
    throw new ToolError(
      "bad_argument",
      `This document has no such tab. It has ${rows.length}: ${known.join(", ")}.`,
    );
  }
  const parts = chosen.map((tab) => {
    const { title = "", tabId: of = "" } = tab.tabProperties ?? {};
    const text = tab.documentTab ? docMarkdown(tab.documentTab) : "";
    return all.length === 1 ? text : `=== Tab ${shortName(title)} (tab_id ${of}) ===\n\n${text}`;
  });
  return { text: parts.join("\n\n"), format: "markdown", tabs: rows, warnings: [] };
}

const flat = (tabs: readonly DocTab[]): DocTab[] =>
  tabs.flatMap((tab) => [tab, ...flat(tab.childTabs ?? [])]);

/** What has bytes: PDF, Office, OpenDocument, HTML, CSV, mail, plain text. */
async function readBytes(api: Api, file: DriveFile): Promise<Body> {
  const { mimeType } = file;
  if (mimeType === FOLDER)
    throw new ToolError("bad_argument", "This is a folder. List it with drive_list_folder.");
  if (isNative(mimeType) || NO_TEXT.test(mimeType)) throw noText(mimeType);
  if (Number(file.size ?? 0) > MOST_BYTES) {
    throw new ToolError(
      "too_large",
      `This file has ${file.size} bytes; text is read from at most ${MOST_BYTES}. Get it with drive_get_download_link.`,
    );
  }
  requireCan(file, "canDownload", "download this file", "reader with downloads allowed");
  const { bytes } = await contentOf(api, file.id, MOST_BYTES);
  try {
    const { text, format, warnings } = await api.text({ name: file.name, mimeType, bytes });
    return { text, format, warnings };
  } catch (error) {
    if (!(error instanceof ToolError) || error.fault !== "bad_argument") throw error;
    throw new ToolError("bad_argument", `${error.message} Get the bytes with drive_get_download_link.`);
  }
}

const noText = (mimeType: string) =>
  new ToolError(
    "bad_argument",
    `A file of type ${typeName(mimeType)} holds no text that can be read. Get it with drive_get_download_link.`,
  );
