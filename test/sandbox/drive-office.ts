import { crc32 } from "node:zlib";
import type { SheetContent } from "./drive-types.ts";

/** Small, real files: a PDF (ISO 32000-1) and Office packages (ECMA-376) in a stored zip (PKWARE APPNOTE 4.3). */
function zip(files: Readonly<Record<string, string>>): Buffer {
  const local: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const [name, text] of Object.entries(files)) {
    const data = Buffer.from(text);
    const path = Buffer.from(name);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(0x800, 2);
    common.writeUInt32LE(0x00210000, 6);
    common.writeUInt32LE(crc32(data), 10);
    common.writeUInt32LE(data.length, 14);
    common.writeUInt32LE(data.length, 18);
    common.writeUInt16LE(path.length, 22);
    const head = Buffer.concat([Buffer.from("PK\u0003\u0004"), common, path, data]);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    central.push(Buffer.concat([Buffer.from("PK\u0001\u0002\u0014\u0000"), common, place, path]));
    local.push(head);
    offset += head.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.write("PK\u0005\u0006", 0, "latin1");
  end.writeUInt16LE(central.length, 8);
  end.writeUInt16LE(central.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...local, directory, end]);
}

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships";
const OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const CONTENT = "http://schemas.openxmlformats.org/package/2006/content-types";
const XML = "application/vnd.openxmlformats-officedocument";
const escaped = (text: string) => text.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);

function opened(part: string, type: string, files: Readonly<Record<string, string>>): Buffer {
  const more = Object.keys(files)
    .filter((name) => /sheet\d+\.xml$/.test(name))
    .map((name) => `<Override PartName="/${name}" ContentType="${XML}.spreadsheetml.worksheet+xml"/>`);
  return zip({
    "[Content_Types].xml": `${HEAD}<Types xmlns="${CONTENT}"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/${part}" ContentType="${type}"/>${more.join("")}</Types>`,
    "_rels/.rels": `${HEAD}<Relationships xmlns="${RELATIONS}"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="${part}"/></Relationships>`,
    ...files,
  });
}

export function docxFile(paragraphs: readonly string[]): Buffer {
  const body = paragraphs.map(
    (text) => `<w:p><w:r><w:t xml:space="preserve">${escaped(text)}</w:t></w:r></w:p>`,
  );
  const main = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
  return opened("word/document.xml", `${XML}.wordprocessingml.document.main+xml`, {
    "word/document.xml": `${HEAD}<w:document xmlns:w="${main}"><w:body>${body.join("")}</w:body></w:document>`,
  });
}

export function xlsxFile(sheets: readonly Pick<SheetContent, "title" | "cells">[]): Buffer {
  const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
  const names = sheets.map(
    ({ title }, at) => `<sheet name="${escaped(title)}" sheetId="${at + 1}" r:id="rId${at + 1}"/>`,
  );
  const links = sheets.map(
    (_, at) =>
      `<Relationship Id="rId${at + 1}" Type="${OFFICE}/worksheet" Target="worksheets/sheet${at + 1}.xml"/>`,
  );
  const parts = sheets.map(({ cells }, at) => {
    const rows = cells.map((row, r) => {
      const of = row.map(
        (text, c) =>
          `<c r="${String.fromCharCode(65 + c)}${r + 1}" t="inlineStr"><is><t>${escaped(text)}</t></is></c>`,
      );
      return `<row r="${r + 1}">${of.join("")}</row>`;
    });
    const xml = `${HEAD}<worksheet xmlns="${main}"><sheetData>${rows.join("")}</sheetData></worksheet>`;
    return [`xl/worksheets/sheet${at + 1}.xml`, xml];
  });
  return opened("xl/workbook.xml", `${XML}.spreadsheetml.sheet.main+xml`, {
    "xl/workbook.xml": `${HEAD}<workbook xmlns="${main}" xmlns:r="${OFFICE}"><sheets>${names.join("")}</sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": `${HEAD}<Relationships xmlns="${RELATIONS}">${links.join("")}</Relationships>`,
    ...Object.fromEntries(parts),
  });
}

/** One page of Helvetica. */
export function pdfFile(lines: readonly string[]): Buffer {
  const text = lines
    .map(
      (line) => `(${line.replace(/[\\()]/g, (sign) => `\\${sign}`).replace(/[^\u0020-\u007e]/g, "?")}) Tj T*`,
    )
    .join("\n");
  const stream = `BT /F1 12 Tf 14 TL 72 770 Td\n${text}\nET`;
  const objects = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
    `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`,
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
  ];
  let file = "%PDF-1.4\n";
  const offsets = objects.map((object, at) => {
    const offset = file.length;
    file += `${at + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const table = offsets.map((offset) => `${String(offset).padStart(10, "0")} 00000 n \n`).join("");
  file += `xref\n0 6\n0000000000 65535 f \n${table}trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n${file.length}\n%%EOF\n`;
  return Buffer.from(file, "latin1");
}

export const csvOf = (cells: readonly (readonly string[])[]): string =>
  cells
    .map((row) =>
      row.map((cell) => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(","),
    )
    .join("\r\n");
