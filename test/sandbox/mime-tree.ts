import { createHash } from "node:crypto";
import { parameter } from "./mime-params.ts";

/** One MIME part in Gmail's form: https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.messages#MessagePart */
export interface TreePart {
  partId: string;
  mimeType: string;
  filename: string;
  headers: { name: string; value: string }[];
  body: { size: number; attachmentId?: string; data?: string };
  parts?: TreePart[];
}

export interface Tree {
  root: TreePart;
  /** Contents of what Gmail hands out by id only. */
  attachments: Map<string, Buffer>;
}

/**
 * RFC 5322 octets as Gmail's part tree (ours; the stock emulator keeps one text, one HTML and no charset). Transfer
 * encodings are undone, charsets are left alone, and everything but unnamed text is handed out by attachment id.
 */
export function mimeTree(raw: Buffer, messageId: string): Tree {
  const attachments = new Map<string, Buffer>();
  return { root: part(raw.toString("latin1"), "", "text/plain", { messageId, attachments }), attachments };
}

interface Growing {
  messageId: string;
  attachments: Map<string, Buffer>;
}

/** `usual`: the type of a part that does not say its own (RFC 2046 section 5.1.5). */
function part(source: string, partId: string, usual: string, growing: Growing): TreePart {
  // A part may begin with the empty line: it has no headers then.
  const gap = /^\r?\n/.exec(source) ?? /\r?\n\r?\n/.exec(source);
  const headers = headersOf(gap ? source.slice(0, gap.index) : source);
  const content = gap ? source.slice(gap.index + gap[0].length) : "";
  const header = (name: string) => headers.find((one) => one.name.toLowerCase() === name)?.value ?? "";
  const type = header("content-type") || usual;
  const mimeType = (/^[\w.+-]+\/[\w.+-]+/.exec(type.trim())?.[0] ?? "text/plain").toLowerCase();
  const disposition = header("content-disposition");
  const filename = parameter(disposition, "filename") || parameter(type, "name");
  const node: TreePart = { partId, mimeType, filename, headers, body: { size: 0 } };
  const boundary = parameter(type, "boundary");
  if (mimeType.startsWith("multipart/") && boundary !== "") {
    const inside = mimeType === "multipart/digest" ? "message/rfc822" : "text/plain";
    node.parts = split(content, boundary).map((one, at) => part(one, below(partId, at), inside, growing));
    return node;
  }
  const bytes = decode(content, header("content-transfer-encoding").trim().toLowerCase());
  if (mimeType === "message/rfc822" || mimeType === "message/global") {
    node.parts = [part(bytes.toString("latin1"), below(partId, 0), "text/plain", growing)];
    // Without a name there is nothing to fetch: the mail is its parts.
    if (filename === "") {
      node.body = { size: bytes.length };
      return node;
    }
  }
  const apart =
    filename !== "" || /^attachment/i.test(disposition) || !/^(?:text|multipart)\//.test(mimeType);
  if (apart) {
    const named = createHash("sha512").update(`${growing.messageId} ${partId}`).digest("base64url");
    const attachmentId = `ANGjdJ${named.repeat(4)}`;
    growing.attachments.set(attachmentId, bytes);
    node.body = { attachmentId, size: bytes.length };
  } else {
    node.body = { size: bytes.length, data: bytes.toString("base64url") };
  }
  return node;
}

function below(partId: string, at: number): string {
  return partId === "" ? `${at}` : `${partId}.${at}`;
}

function headersOf(block: string): { name: string; value: string }[] {
  return block
    .replace(/\r?\n[ \t]+/g, " ")
    .split(/\r?\n/)
    .flatMap((line) => {
      const colon = line.indexOf(":");
      if (colon < 1) return [];
      return [
        {
          name: line.slice(0, colon).trim(),
          value: Buffer.from(line.slice(colon + 1).trim(), "latin1").toString("utf8"),
        },
      ];
    });
}

function split(content: string, boundary: string): string[] {
  // A boundary may begin like another one, so its line has to end where it ends.
  const quoted = boundary.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const line = new RegExp(`(?:^|\\r?\\n)--${quoted}(--)?[ \\t]*(?=\\r?\\n|$)`, "g");
  const parts: string[] = [];
  let start: number | undefined;
  for (const found of content.matchAll(line)) {
    if (start !== undefined) parts.push(content.slice(start, found.index).replace(/^\r?\n/, ""));
    if (found[1] !== undefined) return parts;
    start = found.index + found[0].length;
  }
  if (start !== undefined) parts.push(content.slice(start).replace(/^\r?\n/, ""));
  return parts;
}

function decode(content: string, encoding: string): Buffer {
  if (encoding === "base64") return Buffer.from(content, "base64");
  if (encoding !== "quoted-printable") return Buffer.from(content, "latin1");
  const plain = content
    .replace(/=\r?\n/g, "")
    .replace(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(plain, "latin1");
}
