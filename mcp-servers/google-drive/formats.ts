import { ToolError } from "../kit/index.ts";
import {
  CSV,
  DOC,
  DOCX,
  DRAWING,
  FOLDER,
  isNative,
  MARKDOWN,
  PDF,
  PPTX,
  SHEET,
  SLIDES,
  typeName,
  XLSX,
} from "./mime.ts";
import type { DriveFile } from "./upstream.ts";

export const EXPORT_AS = ["pdf", "docx", "xlsx", "pptx", "md", "csv", "original"] as const;
export type ExportAs = (typeof EXPORT_AS)[number];

const TYPES: Readonly<Record<Exclude<ExportAs, "original">, string>> = {
  pdf: PDF,
  docx: DOCX,
  xlsx: XLSX,
  pptx: PPTX,
  md: MARKDOWN,
  csv: CSV,
};
/** What Google exports of each editor; the first stands in for the original. */
const EXPORTS: Readonly<Record<string, readonly Exclude<ExportAs, "original">[]>> = {
  [DOC]: ["docx", "pdf", "md"],
  [SHEET]: ["xlsx", "pdf", "csv"],
  [SLIDES]: ["pptx", "pdf"],
  [DRAWING]: ["pdf"],
};

export interface Way {
  name: string;
  mimeType: string;
  /** The bytes as they are, or made by Google's export, which gives at most 10 MB. */
  exported: boolean;
  warnings: string[];
}

/**
 * How the bytes of a file are had. Throws `bad_argument` where they cannot be had so. Pure.
 * https://developers.google.com/workspace/drive/api/guides/ref-export-formats
 */
export function wayOf(file: Pick<DriveFile, "name" | "mimeType">, asked: ExportAs): Way {
  if (file.mimeType === FOLDER) {
    throw new ToolError("bad_argument", "A folder has no bytes. List it with drive_list_folder.");
  }
  if (!isNative(file.mimeType)) return asStored(file, asked);
  const known = Object.hasOwn(EXPORTS, file.mimeType) ? EXPORTS[file.mimeType] : undefined;
  const format = asked === "original" ? known?.[0] : known?.find((one) => one === asked);
  if (!known || !format) {
    const can = known ? ` Google exports it as ${known.join(", ")}.` : " Google exports none of these.";
    throw new ToolError(
      "bad_argument",
      `A ${typeName(file.mimeType)} cannot be had as ${asked === "original" ? "a file" : asked}.${can}`,
    );
  }
  return {
    name: withExtension(file.name, format),
    mimeType: TYPES[format],
    exported: true,
    warnings: [
      ...(asked === "original" ? [`It has no bytes of its own: the link gives it as ${format}.`] : []),
      ...(format === "csv" ? ["Google exports the first sheet only as CSV."] : []),
      "Google exports at most 10 MB.",
    ],
  };
}

function asStored({ name, mimeType }: Pick<DriveFile, "name" | "mimeType">, asked: ExportAs): Way {
  if (asked !== "original" && TYPES[asked] !== mimeType) {
    throw new ToolError(
      "bad_argument",
      `This is a file of type ${typeName(mimeType)}; Google converts only what its own editors made. Leave export_as out.`,
    );
  }
  return { name, mimeType, exported: false, warnings: [] };
}

const withExtension = (name: string, extension: string): string =>
  name.toLowerCase().endsWith(`.${extension}`) ? name : `${name}.${extension}`;
