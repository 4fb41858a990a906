import { encode } from "./charsets.ts";

/** A MIME part to write. Text is encoded in its charset, and carried as it says. */
export type Writable =
  | {
      kind: "text";
      type?: string;
      text: string;
      charset?: string;
      transfer?: "7bit" | "8bit" | "base64" | "quoted-printable";
      params?: string;
    }
  | { kind: "file"; type: string; name: string; bytes: Buffer; inline?: string }
  | { kind: "multipart"; type: "mixed" | "alternative" | "related"; parts: Writable[] };

/** RFC 5322 octets from headers (written as they are, folded by nobody) and a part. */
export function writeMail(headers: readonly (readonly [string, string])[], root: Writable): Buffer {
  const head = headers.map(([name, value]) => Buffer.from(`${name}: ${value}\r\n`));
  return Buffer.concat([...head, Buffer.from("MIME-Version: 1.0\r\n"), writePart(root, "b")]);
}

/** An encoded word (RFC 2047) when the text needs one. */
export function word(text: string, charset = "utf-8"): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII is a range of control characters and others.
  if (/^[\x00-\x7f]*$/.test(text)) return text;
  return `=?${charset}?B?${encode(text, charset).toString("base64")}?=`;
}

function writePart(part: Writable, boundary: string): Buffer {
  if (part.kind === "multipart") return writeMultipart(part, boundary);
  if (part.kind === "file") return writeFile(part);
  const { type = "text/plain", text, charset = "utf-8", transfer = "base64", params = "" } = part;
  const head = `Content-Type: ${type}; charset=${charset}${params}\r\nContent-Transfer-Encoding: ${transfer}\r\n\r\n`;
  return Buffer.concat([
    Buffer.from(head),
    carried(encode(text.replace(/\r?\n/g, "\r\n"), charset), transfer),
  ]);
}

function writeMultipart(part: Extract<Writable, { kind: "multipart" }>, boundary: string): Buffer {
  const pieces: Buffer[] = [
    Buffer.from(`Content-Type: multipart/${part.type}; boundary="${boundary}"\r\n\r\n`),
  ];
  part.parts.forEach((child, at) => {
    pieces.push(Buffer.from(`--${boundary}\r\n`), writePart(child, `${boundary}${at}`), Buffer.from("\r\n"));
  });
  return Buffer.concat([...pieces, Buffer.from(`--${boundary}--\r\n`)]);
}

function writeFile({ type, name, bytes, inline }: Extract<Writable, { kind: "file" }>): Buffer {
  const lines = [
    `Content-Type: ${type}; name="${word(name)}"`,
    `Content-Disposition: ${inline === undefined ? "attachment" : "inline"}; ${fileName(name)}`,
    ...(inline === undefined ? [] : [`Content-ID: <${inline}>`]),
    "Content-Transfer-Encoding: base64",
    "",
    wrapped(bytes),
  ];
  return Buffer.from(lines.join("\r\n"));
}

/** A name that is not ASCII is written as RFC 2231 has it. */
function fileName(name: string): string {
  return word(name) === name ? `filename="${name}"` : `filename*=utf-8''${encodeURIComponent(name)}`;
}

function carried(bytes: Buffer, transfer: string): Buffer {
  if (transfer === "base64") return Buffer.from(wrapped(bytes));
  if (transfer !== "quoted-printable") return bytes;
  const quoted = bytes
    .toString("latin1")
    .replace(/[^\r\n\t -<>-~]/g, (one) => `=${one.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`)
    .replace(/(.{70}(?:=..)?[^=\r\n]?)(?=[^\r\n]{4})/g, "$1=\r\n");
  return Buffer.from(quoted, "latin1");
}

function wrapped(bytes: Buffer): string {
  return bytes.toString("base64").replace(/.{76}(?=.)/g, "$&\r\n");
}
