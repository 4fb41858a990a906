import { readDocx } from "./docx.ts";
import { OdfSheetWalk } from "./odf-sheet.ts";
import { OdfTextWalk } from "./odf-text.ts";
import { OfficePackage } from "./package-parts.ts";
import { readPptx } from "./pptx.ts";
import { type Format, Unreadable } from "./protocol.ts";
import type { TextOut } from "./text-out.ts";
import { readXlsx } from "./xlsx.ts";
import { walkXml } from "./xml.ts";
import { Zip } from "./zip.ts";

/** What is in a zip: an Office or OpenDocument file. All others are archives, and archives are not looked into. */
export function readZip(bytes: Uint8Array, out: TextOut, note: (format: Format) => void): void {
  const zip = new Zip(bytes);
  if (zip.names.includes("mimetype")) readOdf(zip, out, note);
  else readOffice(zip, out, note);
}

function readOffice(zip: Zip, out: TextOut, note: (format: Format) => void): void {
  if (!zip.names.includes("[content_types].xml")) throw new Unreadable("archive");
  const office = new OfficePackage(zip);
  const { part, kind } = office.main();
  note(kind === "sheet" ? "csv" : "markdown");
  if (kind === "word") readDocx(office, part, out);
  else if (kind === "slides") readPptx(office, part, out);
  else readXlsx(office, part, out);
}

function readOdf(zip: Zip, out: TextOut, note: (format: Format) => void): void {
  const type = new TextDecoder().decode(zip.read("mimetype")?.subarray(0, 200)).trim();
  if (!type.startsWith("application/vnd.oasis.opendocument.")) throw new Unreadable("archive");
  const manifest = zip.read("META-INF/manifest.xml");
  if (manifest && Buffer.from(manifest).includes("encryption-data")) throw new Unreadable("encrypted");
  const content = zip.read("content.xml");
  if (!content) throw new Unreadable("damaged");
  const kind = type.slice("application/vnd.oasis.opendocument.".length);
  if (/^(?:text|presentation)/.test(kind)) walkXml(content, new OdfTextWalk(out));
  else if (kind.startsWith("spreadsheet")) {
    note("csv");
    walkXml(content, new OdfSheetWalk(out));
  } else throw new Unreadable("other_office");
}

const utf16 = (text: string) => Buffer.from(text, "utf16le");
const ENCRYPTED = utf16("EncryptedPackage");
const OLD = ["WordDocument", "Workbook", "Book", "PowerPoint Document", "__substg1.0_"].map(utf16);

/** A compound file ([MS-CFB]): an encrypted Office file, or one of the formats before 2007. Neither gives text. */
export function refuseCompound(bytes: Uint8Array): never {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (all.includes(ENCRYPTED)) throw new Unreadable("encrypted");
  throw new Unreadable(OLD.some((name) => all.includes(name)) ? "old_office" : "binary");
}
