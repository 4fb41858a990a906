import { randomUUID } from "node:crypto";
import { type Api, ToolError } from "../kit/index.ts";

/** Above this, octets go to the upload address instead of as base64 in JSON. */
const SMALL = 1_000_000;
/** What Gmail's upload address takes: `mediaUpload.maxSize` of https://gmail.googleapis.com/$discovery/rest?version=v1 */
const MOST_BYTES = 36_700_160;

export interface Mail {
  raw: Buffer;
  threadId: string | undefined;
}

/**
 * Hands a whole mail to Gmail. Big ones go as `multipart/related`: where it belongs as JSON, then `message/rfc822`.
 * `wrapped`: as the `message` of a draft.
 * https://developers.google.com/workspace/gmail/api/guides/uploads#multipart
 */
export function deliver(
  api: Api,
  method: "POST" | "PUT",
  path: string,
  { raw, threadId }: Mail,
  wrapped: boolean,
): Promise<unknown> {
  const place = threadId === undefined ? {} : { threadId };
  if (raw.length <= SMALL) {
    const message = { raw: raw.toString("base64url"), ...place };
    const body = wrapped ? { message } : message;
    return method === "POST" ? api.post(path, body) : api.put(path, body);
  }
  if (raw.length > MOST_BYTES) {
    throw new ToolError(
      "too_large",
      `The mail would be ${Math.ceil(raw.length / 1e6)} MB with its attachments; Gmail takes ${Math.floor(MOST_BYTES / 1e6)} MB. Nothing was done.`,
    );
  }
  const boundary = `valetkey-${randomUUID()}`;
  const head = `--${boundary}\r\nContent-Type: application/json; charset=UTF-8\r\n\r\n${JSON.stringify(wrapped ? { message: place } : place)}\r\n--${boundary}\r\nContent-Type: message/rfc822\r\n\r\n`;
  const bytes = Buffer.concat([Buffer.from(head), raw, Buffer.from(`\r\n--${boundary}--\r\n`)]);
  const contentType = `multipart/related; boundary=${boundary}`;
  return api.upload(
    method,
    path,
    { bytes, contentType },
    { base: "upload", query: { uploadType: "multipart" } },
  );
}
