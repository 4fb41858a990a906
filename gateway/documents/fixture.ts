import { readFileSync } from "node:fs";
import { crc32, deflateRawSync } from "node:zlib";
import type { Job } from "./protocol.ts";

export interface Part {
  name: string;
  data: string | Uint8Array;
  /** General purpose bits; 1 is "encrypted". */
  flags?: number;
  /** Instead of the true one. */
  crc?: number;
}

/** A zip as office programs write it (APPNOTE.TXT 4.3), and as nobody should: tests set what is wrong in it. */
export function zipOf(parts: readonly Part[]): Buffer {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const { name, data, flags = 0x800, crc } of parts) {
    const raw = Buffer.from(data as string);
    const packed = deflateRawSync(raw);
    const label = Buffer.from(name);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(flags, 2);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(crc ?? crc32(raw), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(raw.length, 18);
    common.writeUInt16LE(label.length, 22);
    const local = Buffer.concat([Buffer.from("PK\x03\x04"), common, label, packed]);
    const end = Buffer.alloc(14);
    end.writeUInt32LE(at, 10);
    directory.push(Buffer.concat([Buffer.from("PK\x01\x02\x14\x00"), common, end, label]));
    files.push(local);
    at += local.length;
  }
  const size = directory.reduce((sum, one) => sum + one.length, 0);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", "latin1");
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...files, ...directory, end]);
}

const RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const relations = (lines: readonly string[]) =>
  `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${lines.join("")}</Relationships>`;
const relation = (id: string, type: string, target: string) =>
  `<Relationship Id="${id}" Type="${RELATIONS}/${type}" Target="${target}"${/^\w+:/.test(target) ? ' TargetMode="External"' : ""}/>`;

/** An Office file with this main part; `related` by `[type, target, content?]`, ids rId1, rId2 … */
export function officeOf(
  main: string,
  xml: string,
  related: readonly (readonly [type: string, target: string, xml?: string])[] = [],
): Buffer {
  const [folder = "", file = ""] = main.split("/");
  return zipOf([
    { name: "[Content_Types].xml", data: "<Types/>" },
    { name: "_rels/.rels", data: relations([relation("rId1", "officeDocument", main)]) },
    {
      name: `${folder}/_rels/${file}.rels`,
      data: relations(related.map(([type, target], at) => relation(`rId${at + 1}`, type, target))),
    },
    { name: main, data: xml },
    ...related.flatMap(([, target, data]) =>
      data === undefined ? [] : [{ name: `${folder}/${target}`, data }],
    ),
  ]);
}

export const docxOf = (body: string, related: Parameters<typeof officeOf>[2] = []) =>
  officeOf("word/document.xml", `<w:document><w:body>${body}</w:body></w:document>`, related);

export const odfOf = (kind: "text" | "spreadsheet" | "presentation", body: string) =>
  zipOf([
    { name: "mimetype", data: `application/vnd.oasis.opendocument.${kind}` },
    {
      name: "content.xml",
      data: `<office:document-content><office:body>${body}</office:body></office:document-content>`,
    },
  ]);

/** A PDF of one page that shows this content stream; `filters` as they stand in the stream's dictionary. */
export function pdfOf(content: Uint8Array | string, filters = ""): Buffer {
  const stream = Buffer.from(content as string);
  const objects = [
    "<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS (app.alert(1)) >> >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
    Buffer.concat([
      Buffer.from(`<< /Length ${stream.length} ${filters} >>\nstream\n`),
      stream,
      Buffer.from("\nendstream"),
    ]),
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
  ];
  const parts: Buffer[] = [Buffer.from("%PDF-1.7\n")];
  const offsets: number[] = [];
  let at = 9;
  for (const [number, object] of objects.entries()) {
    const written = Buffer.concat([
      Buffer.from(`${number + 1} 0 obj\n`),
      Buffer.from(object as string),
      Buffer.from("\nendobj\n"),
    ]);
    offsets.push(at);
    at += written.length;
    parts.push(written);
  }
  const table = offsets.map((offset) => `${String(offset).padStart(10, "0")} 00000 n \n`).join("");
  parts.push(
    Buffer.from(
      `xref\n0 6\n0000000000 65535 f \n${table}trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n${at}\n%%EOF\n`,
    ),
  );
  return Buffer.concat(parts);
}

/** A file of `fixtures/`: made with python-docx, openpyxl, fpdf2, reportlab, docutils and PptxGenJS. */
export const fixture = (name: string): Job =>
  fileOf(readFileSync(new URL(`fixtures/${name}`, import.meta.url)), name);

export const fileOf = (
  data: string | Uint8Array,
  name = "file",
  mimeType = "application/octet-stream",
): Job => ({
  bytes: Buffer.from(data as string),
  name,
  mimeType,
});
