import { ToolError } from "../kit/index.ts";

const APPS = "application/vnd.google-apps.";
const OPEN_XML = "application/vnd.openxmlformats-officedocument.";
const OPEN_DOCUMENT = "application/vnd.oasis.opendocument.";

/** https://developers.google.com/workspace/drive/api/guides/mime-types */
export const DOC = `${APPS}document`;
export const SHEET = `${APPS}spreadsheet`;
export const SLIDES = `${APPS}presentation`;
export const DRAWING = `${APPS}drawing`;
export const FOLDER = `${APPS}folder`;
export const SHORTCUT = `${APPS}shortcut`;
export const PDF = "application/pdf";
export const DOCX = `${OPEN_XML}wordprocessingml.document`;
export const XLSX = `${OPEN_XML}spreadsheetml.sheet`;
export const PPTX = `${OPEN_XML}presentationml.presentation`;
export const MARKDOWN = "text/markdown";
export const CSV = "text/csv";

/** What an agent calls a type, and the types meant; one that ends in `/` stands for all that begin so. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  doc: [DOC],
  sheet: [SHEET],
  slides: [SLIDES],
  drawing: [DRAWING],
  form: [`${APPS}form`],
  site: [`${APPS}site`],
  script: [`${APPS}script`],
  folder: [FOLDER],
  shortcut: [SHORTCUT],
  pdf: [PDF],
  word: [DOCX, "application/msword", `${OPEN_DOCUMENT}text`],
  excel: [XLSX, "application/vnd.ms-excel", `${OPEN_DOCUMENT}spreadsheet`],
  powerpoint: [PPTX, "application/vnd.ms-powerpoint", `${OPEN_DOCUMENT}presentation`],
  markdown: [MARKDOWN, "text/x-markdown"],
  csv: [CSV, "text/tab-separated-values"],
  json: ["application/json"],
  html: ["text/html"],
  zip: ["application/zip", "application/x-zip-compressed"],
  image: ["image/"],
  video: ["video/"],
  audio: ["audio/"],
  text: ["text/"],
};
const BY_TYPE = new Map(Object.entries(NAMES).flatMap(([name, types]) => types.map((type) => [type, name])));
const MIME = /^[a-z0-9][a-z0-9!#$&^_.+-]{0,80}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,100}$/;

/** The name of a type; the type itself where it has none. */
export function typeName(mimeType: string): string {
  const plain = mimeType.toLowerCase();
  return BY_TYPE.get(plain) ?? BY_TYPE.get(`${plain.split("/")[0]}/`) ?? mimeType.slice(0, 200);
}

/** The types meant by a name or a type as it is. Throws `bad_argument` for what is neither. */
export function typesMeant(named: string): readonly string[] {
  const name = named.trim().toLowerCase();
  if (Object.hasOwn(NAMES, name)) return NAMES[name] ?? [];
  if (MIME.test(name)) return [name];
  throw new ToolError(
    "bad_argument",
    `There is no type ${JSON.stringify(named)}. Names: ${Object.keys(NAMES).join(", ")}; or a MIME type.`,
  );
}

/** A type that may stand in a header. */
export function requireMime(type: string, argument: string): string {
  const plain = type.trim().toLowerCase();
  if (!MIME.test(plain)) throw new ToolError("bad_argument", `\`${argument}\` is not a MIME type.`);
  return plain;
}

/** Made in Google's own editors: it has no bytes of its own, only exports. */
export const isNative = (mimeType: string): boolean =>
  mimeType.startsWith(APPS) && mimeType !== FOLDER && mimeType !== SHORTCUT;

const BY_EXTENSION: Readonly<Record<string, string>> = {
  txt: "text/plain",
  md: MARKDOWN,
  markdown: MARKDOWN,
  csv: CSV,
  tsv: "text/tab-separated-values",
  html: "text/html",
  htm: "text/html",
  json: "application/json",
  xml: "application/xml",
  yaml: "application/yaml",
  yml: "application/yaml",
  svg: "image/svg+xml",
  pdf: PDF,
  docx: DOCX,
  xlsx: XLSX,
  pptx: PPTX,
};

/** The type that a file name promises, where it does. */
export function typeByName(name: string): string | undefined {
  const extension = /\.([a-z0-9]{1,10})$/i.exec(name)?.[1]?.toLowerCase() ?? "";
  return Object.hasOwn(BY_EXTENSION, extension) ? BY_EXTENSION[extension] : undefined;
}

/** Types whose bytes are text that can be replaced by text. */
export function isText(mimeType: string): boolean {
  return /^text\/|^application\/(?:json|xml|yaml|javascript|sql|x-sh|x-yaml|x-ndjson)$|\+(?:xml|json)$/.test(
    mimeType,
  );
}
