import { z } from "zod";
import { type Api, defineTool, fitResult, READS, ToolError } from "../kit/index.ts";
import * as takes from "./arguments.ts";
import { warned } from "./errors.ts";
import { fileRow, personName, rowOf, rowText } from "./file-row.ts";
import { DOC, SHEET } from "./mime.ts";
import {
  listed,
  opensEditors,
  type SheetRow,
  sheetRow,
  sheetsOf,
  type TabRow,
  tabRow,
  tabsOf,
} from "./outline.ts";
import { type Places, placesOf } from "./places.ts";
import { PROVENANCE } from "./provenance.ts";
import { currentRevision } from "./revision.ts";
import { READONLY, SEE } from "./scopes.ts";
import { targetOf } from "./target.ts";
import { file } from "./targets.ts";
import type { DriveFile } from "./upstream.ts";

const input = z.strictObject({ file_id: takes.fileId });
const text = z.string().optional();
const output = z.object({
  file: fileRow.extend({
    mime_type: z.string(),
    created: text,
    modified_by: text,
    description: text,
    starred: z.boolean().optional(),
    trashed: z.boolean().optional(),
    shared: z.boolean().optional(),
    revision: text,
    can: z.array(z.string()),
    shortcut_id: text,
    tabs: z.array(tabRow).optional(),
    sheets: z.array(sheetRow).optional(),
  }),
  warnings: z.array(z.string()).optional(),
});
type Output = z.output<typeof output>;

/** https://developers.google.com/workspace/drive/api/reference/rest/v3/files/get */
export const driveGetFile = defineTool({
  name: "drive_get_file",
  title: "Look at a file",
  description: "Metadata, path, owners, what the account can do, tabs or sheets. Follows shortcuts.",
  effect: "read",
  targets: file,
  labels: READS,
  scopes: SEE,
  extras: [{ title: "Tabs of documents, sheets of spreadsheets", scopes: [READONLY] }],
  input,
  output,
  run: getFile,
  render,
});

async function getFile(api: Api, { file_id }: z.output<typeof input>): Promise<Output> {
  const { file, shortcut } = await targetOf(api, file_id);
  const [places, revision, outline] = await Promise.all([
    placesOf(api, [file]),
    currentRevision(api, file),
    outlineOf(api, file),
  ]);
  return fitResult((share) => built(file, { shortcut, places, revision, outline }, share), render);
}

interface Around {
  shortcut: DriveFile | undefined;
  places: Places;
  revision: string | undefined;
  outline: Outline;
}

function built(file: DriveFile, { shortcut, places, revision, outline }: Around, share: number): Output {
  const { lastModifyingUser: by, description = "" } = file;
  const modifiedBy = by && personName(by);
  const tabs = outline.tabs && listed(outline.tabs, share);
  const sheets = outline.sheets && listed(outline.sheets, share);
  const most = Math.floor(MOST_DESCRIPTION * share);
  return {
    file: {
      ...rowOf(file, places),
      mime_type: file.mimeType.slice(0, 200),
      ...(file.createdTime !== undefined && { created: file.createdTime }),
      ...(modifiedBy !== undefined && { modified_by: modifiedBy }),
      ...(description && { description: description.slice(0, most) }),
      ...flags(file),
      ...(revision !== undefined && { revision }),
      can: Object.entries(file.capabilities).flatMap(([name, can]) => (can ? [abilityName(name)] : [])),
      ...(shortcut && { shortcut_id: shortcut.id }),
      ...(tabs && { tabs: tabs.shown }),
      ...(sheets && { sheets: sheets.shown }),
    },
    ...warned([
      ...places.warnings,
      ...outline.warnings,
      ...(tabs?.warnings ?? []),
      ...(sheets?.warnings ?? []),
      ...(description.length > most
        ? [`The description has ${description.length} characters; ${most} are here.`]
        : []),
    ]),
  };
}

const MOST_DESCRIPTION = 4_000;

const flags = ({ starred, trashed, shared }: DriveFile) => ({
  ...(starred && { starred }),
  ...(trashed && { trashed }),
  ...(shared && { shared }),
});

/** `canAddChildren` as `add children`. */
const abilityName = (capability: string): string =>
  capability
    .replace(/^can/, "")
    .replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
    .trim();

interface Outline {
  tabs?: TabRow[];
  sheets?: SheetRow[];
  warnings: string[];
}

/** What is inside, where this connection may look. That it cannot be had is no reason to fail. */
async function outlineOf(api: Api, { id, mimeType }: DriveFile): Promise<Outline> {
  if (mimeType !== DOC && mimeType !== SHEET) return { warnings: [] };
  if (!opensEditors(api)) {
    const what = mimeType === DOC ? "Tabs" : "Sheets";
    return { warnings: [`${what} are not listed: that needs the scope ${READONLY}.`] };
  }
  try {
    return mimeType === DOC
      ? { tabs: await tabsOf(api, id), warnings: [] }
      : { sheets: await sheetsOf(api, id), warnings: [] };
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    return { warnings: [`What is inside could not be listed: ${error.message}`] };
  }
}

function render({ file, warnings }: Output): string {
  const facts: [string, unknown][] = [
    ["link", file.link],
    ["created", file.created],
    ["modified by", file.modified_by],
    ["shared drive", file.shared_drive],
    ["description", file.description],
    ["revision", file.revision],
    ["shortcut", file.shortcut_id],
    ["the account can", file.can.join(", ") || undefined],
  ];
  return [
    PROVENANCE,
    rowText(file),
    ...facts.flatMap(([name, value]) => (value === undefined ? [] : [`  ${name}: ${value}`])),
    ...(["starred", "trashed", "shared"] as const).flatMap((name) => (file[name] ? [`  ${name}`] : [])),
    ...(file.tabs ?? []).map((tab) => `  tab ${"  ".repeat(tab.level)}${tab.title} · tab_id ${tab.tab_id}`),
    ...(file.sheets ?? []).map(
      (one) =>
        `  sheet ${one.name} · ${one.rows} rows, ${one.columns} columns${one.hidden ? " · hidden" : ""}`,
    ),
    ...(warnings ?? []).map((said) => `[${said}]`),
  ].join("\n");
}
