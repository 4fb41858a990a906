import { z } from "zod";
import {
  type Api,
  cursorOf,
  cutText,
  defineTool,
  fitResult,
  openCursor,
  READS,
  ToolError,
} from "../kit/index.ts";
import { warned } from "./errors.ts";
import { SHEET } from "./mime.ts";
import { listed, sheetsOf } from "./outline.ts";
import { shortName } from "./places.ts";
import { PROVENANCE } from "./provenance.ts";
import { type Body, readBody } from "./read-body.ts";
import { boundTo, type ReadInput, type ReadOutput, readInput, readOutput } from "./read-contract.ts";
import { READ } from "./scopes.ts";
import { chooseSheet, readLines } from "./sheet-page.ts";
import { rangeText, rowPlace, sheetPart } from "./sheet-text.ts";
import { targetOf } from "./target.ts";
import { file } from "./targets.ts";
import type { DriveFile } from "./upstream.ts";

export const driveReadFile = defineTool({
  name: "drive_read_file",
  title: "Read a file",
  description:
    "Read content: Docs as markdown (all tabs or one), Sheets as CSV by sheet and range, Slides, PDF and Office as text.",
  effect: "read",
  targets: file,
  labels: READS,
  scopes: READ,
  input: readInput,
  output: readOutput,
  run: readFile,
  render,
});

async function readFile(api: Api, asked: ReadInput): Promise<ReadOutput> {
  const { file } = await targetOf(api, asked.file_id);
  if (file.mimeType === SHEET) return readSheet(api, asked, file);
  if (asked.sheet !== undefined || asked.range !== undefined) {
    throw new ToolError("bad_argument", "`sheet` and `range` are for Google Sheets. Leave them out.");
  }
  const start = placeIn(asked, file, textPlace)?.offset ?? 0;
  const body = await readBody(api, file, asked.tab_id);
  if (start > body.text.length) throw changed();
  return fitResult((share) => textPart(asked, file, body, start, share), render);
}

const textPlace = z.object({ offset: z.int().min(0), changed: z.string().optional() });
const changed = () =>
  new ToolError(
    "bad_argument",
    "The file has changed since this cursor was made. Leave it out to start again.",
  );

/** Where a cursor goes on. A page of one version and a page of another do not fit together. */
function placeIn<P extends { changed?: string | undefined }>(
  asked: ReadInput,
  file: DriveFile,
  shape: z.ZodType<P>,
): P | undefined {
  if (asked.cursor === undefined) return undefined;
  const place = openCursor(asked.cursor, boundTo(asked), shape);
  if (place.changed !== file.modifiedTime) throw changed();
  return place;
}

function textPart(asked: ReadInput, file: DriveFile, body: Body, start: number, share: number): ReadOutput {
  const max = Math.max(50, Math.floor(asked.max_chars * share));
  const { part, end } = cutText(body.text, start, max);
  const tabs = body.tabs && listed(body.tabs, share);
  const whole = start === 0 && end === body.text.length;
  const next = cursorOf(boundTo(asked), { offset: end, changed: file.modifiedTime });
  return {
    ...headOf(file),
    format: body.format,
    text: part,
    ...(tabs && { tabs: tabs.shown }),
    ...(!whole && {
      truncated: {
        returned: part.length,
        total: body.text.length,
        unit: "characters",
        ...(end < body.text.length && { next_cursor: next }),
      },
    }),
    ...warned([...body.warnings, ...(tabs?.warnings ?? [])]),
  };
}

const headOf = (file: DriveFile) => ({ file_id: file.id, name: shortName(file.name) });

async function readSheet(api: Api, asked: ReadInput, file: DriveFile): Promise<ReadOutput> {
  if (asked.tab_id !== undefined) {
    throw new ToolError("bad_argument", "Only Google Docs have tabs. Use `sheet` and `range`.");
  }
  const from = placeIn(asked, file, rowPlace);
  const sheets = await sheetsOf(api, file.id);
  const { sheet, range } = chooseSheet(sheets, asked);
  const { max_chars: enough } = asked;
  const lines = await readLines(api, file.id, { sheet, range, from: from?.row, enough });
  return fitResult((share) => {
    const part = sheetPart(lines, from?.offset ?? 0, Math.max(50, Math.floor(enough * share)));
    const list = listed(sheets, share);
    const { rows, next, total } = part;
    const position = next && { ...next, changed: file.modifiedTime };
    return {
      ...headOf(file),
      format: "csv",
      text: part.text,
      sheets: list.shown,
      sheet: sheet.name,
      range: rangeText(lines.rectangle),
      ...(rows && { rows: `${rows.first}-${rows.last}` }),
      ...((from !== undefined || position !== undefined) && {
        truncated: {
          returned: rows ? rows.last - rows.first + 1 : 0,
          total,
          unit: "rows",
          ...(position && { next_cursor: cursorOf(boundTo(asked), position) }),
        },
      }),
      ...warned([...part.warnings, ...list.warnings]),
    } satisfies ReadOutput;
  }, render);
}

function render(output: ReadOutput): string {
  const { name, file_id, tabs = [], sheets = [], truncated, warnings = [] } = output;
  const list = [
    ...tabs.map((tab) => `tab ${tab.title} (tab_id ${tab.tab_id})`),
    ...sheets.map((one) => `sheet ${one.name}${one.hidden ? " (hidden)" : ""}`),
  ];
  return [
    PROVENANCE,
    `${name} · file_id ${file_id}`,
    ...(list.length > 1 ? [list.join(", ")] : []),
    ...(output.sheet === undefined
      ? []
      : [`Sheet ${output.sheet}, range ${output.range}, rows ${output.rows ?? "none"}:`]),
    "",
    output.text === "" ? "(empty)" : output.text,
    ...warnings.map((text) => `[${text}]`),
    ...(truncated ? [cutSentence(truncated)] : []),
  ].join("\n");
}

function cutSentence({ returned, total, unit, next_cursor }: NonNullable<ReadOutput["truncated"]>): string {
  return next_cursor === undefined
    ? `[Last part: ${returned} of ${total} ${unit} are here; the others came before.]`
    : `[Cut: ${returned} of ${total} ${unit} are here. Continue with cursor ${next_cursor}]`;
}
