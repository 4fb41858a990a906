/** A file's text, and what to know of it. `lfs`: it only points to content that is kept elsewhere. */
export interface FileText {
  text: string;
  /** Of other encodings than UTF-8. */
  encoding: string | undefined;
  lfs: { size: number } | undefined;
}

/** Undefined for bytes that are no text. UTF-8, UTF-16 with its mark, and else Windows-1252 without control characters. */
export function textOf(bytes: Uint8Array): FileText | undefined {
  const mark =
    bytes[0] === 0xff && bytes[1] === 0xfe
      ? "utf-16le"
      : bytes[0] === 0xfe && bytes[1] === 0xff
        ? "utf-16be"
        : undefined;
  if (mark) return decoded(bytes, mark);
  if (bytes.subarray(0, 8000).includes(0)) return undefined;
  const utf8 = decoded(bytes, "utf-8");
  if (utf8) return { ...utf8, encoding: undefined, lfs: lfsOf(utf8.text) };
  const legacy = decoded(bytes, "windows-1252");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: text of old programs has none of them.
  return legacy && /[\u0000-\u0008\u000e-\u001a\u001c-\u001f\u007f-\u009f]/.test(legacy.text)
    ? undefined
    : legacy;
}

function decoded(bytes: Uint8Array, encoding: string): FileText | undefined {
  try {
    return { text: new TextDecoder(encoding, { fatal: true }).decode(bytes), encoding, lfs: undefined };
  } catch {
    return undefined;
  }
}

/** https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md */
function lfsOf(text: string): FileText["lfs"] {
  if (text.length > 1024 || !text.startsWith("version https://git-lfs.github.com/spec/v1\n"))
    return undefined;
  const size = /^oid sha256:[0-9a-f]{64}\nsize (\d{1,15})$/m.exec(text)?.[1];
  return size === undefined ? undefined : { size: Number(size) };
}

const TYPES: Readonly<Record<string, string>> = {
  png: "image/png",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  gif: "image/gif",
  webp: "image/webp",
  ico: "image/vnd.microsoft.icon",
  pdf: "application/pdf",
  zip: "application/zip",
  gz: "application/gzip",
  jar: "application/java-archive",
  wasm: "application/wasm",
  woff2: "font/woff2",
  mp3: "audio/mpeg",
  mp4: "video/mp4",
  sqlite: "application/vnd.sqlite3",
};

/** By the name alone: GitHub does not say. */
export const mimeTypeOf = (name: string): string =>
  TYPES[name.slice(name.lastIndexOf(".") + 1).toLowerCase()] ?? "application/octet-stream";
