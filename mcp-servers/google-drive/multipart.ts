import { randomBytes } from "node:crypto";

/**
 * Metadata and bytes in one body (RFC 2387), as `uploadType=multipart` takes it.
 * https://developers.google.com/workspace/drive/api/guides/manage-uploads#multipart
 */
export function multipartRelated(
  metadata: object,
  file: { bytes: Uint8Array; mimeType: string },
  boundary = `valetkey-${randomBytes(18).toString("hex")}`,
): { bytes: Uint8Array; contentType: string } {
  const head = `--${boundary}\r\nContent-Type: application/json; charset=UTF-8\r\n\r\n${JSON.stringify(metadata)}\r\n--${boundary}\r\nContent-Type: ${file.mimeType}\r\n\r\n`;
  const bytes = Buffer.concat([Buffer.from(head), file.bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]);
  return { bytes, contentType: `multipart/related; boundary=${boundary}` };
}
