import { LIMITS } from "./limits.ts";
import { Unreadable } from "./protocol.ts";
import { inLine, type TextOut } from "./text-out.ts";

type Pdfjs = typeof import("unpdf/pdfjs");
type Page = Awaited<ReturnType<Awaited<ReturnType<Pdfjs["getDocument"]>["promise"]>["getPage"]>>;

/** Loaded by the first PDF: half of what a process takes to start. */
let library: Promise<Pdfjs> | undefined;
export function loadPdf(): Promise<Pdfjs> {
  library ??= import("unpdf").then(({ getResolvedPDFJS }) => getResolvedPDFJS()) as Promise<Pdfjs>;
  return library;
}

/** Which data of its own the library asked for: there are none here, and nothing is read from disk or network. */
class NoData {
  static missing = new Set<string>();
  async fetch({ kind }: { kind: string }): Promise<never> {
    NoData.missing.add(kind);
    throw new Error("there are no such data");
  }
}
/** East Asian text whose encoding is named, not written, in the file. */
const unknownEncoding = () => NoData.missing.has("cMapUrl");

/** A PDF's text, page by page, with the values of its form fields. No scripts, fonts, pictures or network. */
export async function readPdf(bytes: Uint8Array, out: TextOut): Promise<void> {
  const { getDocument } = await loadPdf();
  const task = getDocument({
    data: new Uint8Array(bytes), // it is taken over
    verbosity: 0,
    disableFontFace: true,
    useSystemFonts: false,
    useWorkerFetch: false,
    useWasm: false,
    enableXfa: false,
    isOffscreenCanvasSupported: false,
    isImageDecoderSupported: false,
    BinaryDataFactory: NoData,
    cMapUrl: "none/",
    maxImageSize: 0,
    stopAtErrors: false,
  });
  try {
    const pdf = await task.promise.catch((error: unknown) => {
      throw new Unreadable(nameOf(error) === "PasswordException" ? "encrypted" : "damaged");
    });
    await readPages(pdf, out);
  } finally {
    await task.destroy().catch(() => undefined);
  }
}

const nameOf = (error: unknown) => (error instanceof Error ? error.name : "");

async function readPages(
  pdf: { numPages: number; getPage(number: number): Promise<Page> },
  out: TextOut,
): Promise<void> {
  const pages = Math.min(pdf.numPages, LIMITS.pages);
  let unreadable = 0;
  let bare = 0;
  for (let number = 1; number <= pages; number++) {
    const page = await readPage(pdf, number).catch(() => undefined);
    if (page === undefined) unreadable += 1;
    else if (page === "") bare += 1;
    else out.block(pdf.numPages > 1 ? `--- Page ${number} of ${pdf.numPages} ---\n\n${page}` : page);
  }
  if (out.empty && unknownEncoding()) throw new Unreadable("foreign_encoding");
  if (out.empty) throw new Unreadable(unreadable === pages ? "damaged" : "scan");
  if (unknownEncoding()) out.warn("Some East Asian text cannot be decoded and is missing or wrong.");
  if (unreadable > 0) out.warn(`${unreadable} of ${pages} pages are damaged and left out.`);
  if (bare > 0) out.warn(`${bare} of ${pages} pages hold no text, only pictures or nothing.`);
  if (pages < pdf.numPages) out.warn(`Only the first ${pages} of ${pdf.numPages} pages are read.`);
}

async function readPage(pdf: { getPage(number: number): Promise<Page> }, number: number): Promise<string> {
  const page = await pdf.getPage(number);
  try {
    const { items } = await page.getTextContent();
    const text = linesOf(items);
    const fields = fieldsOf(await page.getAnnotations().catch(() => []));
    return [text, ...fields].filter((part) => part !== "").join("\n\n");
  } finally {
    page.cleanup();
  }
}

interface TextItem {
  str: string;
  hasEOL: boolean;
  height: number;
  transform: number[];
}

/** Lines as they follow in the page; a gap of more than a line and a half is a new paragraph. */
function linesOf(items: readonly object[]): string {
  const parts: string[] = [];
  let chars = 0;
  let lastY: number | undefined;
  for (const item of items as Partial<TextItem>[]) {
    if (item.str === undefined) continue;
    const y = item.transform?.[5];
    const height = item.height ?? 0;
    const broken = parts.at(-1) === "\n";
    if (broken && lastY !== undefined && y !== undefined && height > 0 && lastY - y > 1.7 * height)
      parts.push("\n");
    parts.push(item.str);
    if (item.str.trim() !== "") lastY = y;
    if (item.hasEOL) parts.push("\n");
    chars += item.str.length;
    if (chars > LIMITS.textChars) break;
  }
  return parts
    .join("")
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}

/** What is filled into a form: it is not part of the page's own text. */
function fieldsOf(annotations: readonly object[]): string[] {
  const lines: string[] = [];
  for (const one of annotations as Record<string, unknown>[]) {
    const { subtype, fieldName, fieldValue } = one;
    if (subtype !== "Widget" || typeof fieldName !== "string") continue;
    const value = Array.isArray(fieldValue) ? fieldValue.join(", ") : fieldValue;
    if (typeof value !== "string" || value === "" || value === "Off") continue;
    lines.push(`- ${inLine(fieldName).slice(0, 200)}: ${inLine(value).slice(0, 5000)}`);
    if (lines.length >= 2000) break;
  }
  return lines.length === 0 ? [] : [`Form fields:\n${lines.join("\n")}`];
}
