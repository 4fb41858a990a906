import { badArgument } from "./google-errors.ts";

/** A mail as a request brings it. */
export interface GivenMail {
  /** RFC 5322 octets; undefined where only a draft's id was given. */
  raw: Buffer | undefined;
  threadId: string | undefined;
  /** Of a draft that is sent. */
  draftId: string | undefined;
}

/** `mediaUpload.maxSize` of https://gmail.googleapis.com/$discovery/rest?version=v1 */
const MOST_BYTES = 36_700_160;

/** Fields of Message and Draft that a request may hold: …/reference/rest/v1/users.messages#Message */
const MESSAGE_FIELDS = new Set([
  "id",
  "threadId",
  "labelIds",
  "snippet",
  "historyId",
  "internalDate",
  "payload",
  "sizeEstimate",
  "raw",
  "classificationLabelValues",
]);

/**
 * The three ways mail comes in (ours): JSON with `raw`; on /upload `message/rfc822` alone (`uploadType=media`) or after
 * its JSON (`uploadType=multipart`). https://developers.google.com/workspace/gmail/api/guides/uploads
 */
export async function givenMail(request: Request, url: URL, wrapped: boolean): Promise<GivenMail | Response> {
  const type = request.headers.get("content-type") ?? "";
  const bytes = Buffer.from(await request.arrayBuffer());
  const uploadType = url.searchParams.get("uploadType");
  if (!url.pathname.startsWith("/upload/")) {
    if (!/^application\/json\b/i.test(type)) return badArgument("Media type is not supported.");
    return fromJson(bytes.toString("utf8"), wrapped, undefined);
  }
  if (bytes.length > MOST_BYTES) return badArgument("Media is too large. Limit: 36700160");
  if (uploadType === "media") {
    if (!/^message\/rfc822\b/i.test(type))
      return badArgument(`Media type '${type}' is not supported. Valid media types: [message/*]`);
    return { raw: bytes, threadId: undefined, draftId: undefined };
  }
  const boundary = /^multipart\/related;.*boundary="?([^";]+)"?/i.exec(type)?.[1];
  if (uploadType !== "multipart" || boundary === undefined)
    return badArgument("Upload type is not supported.");
  const parts = partsOf(bytes, boundary);
  const [metadata, mail] = parts;
  if (parts.length !== 2 || !metadata || !mail) return badArgument("Malformed multipart body.");
  if (!/^application\/json\b/i.test(metadata.type)) return badArgument("Malformed multipart body.");
  if (!/^message\/rfc822$/i.test(mail.type))
    return badArgument(`Media type '${mail.type}' is not supported. Valid media types: [message/*]`);
  return fromJson(metadata.content.toString("utf8"), wrapped, mail.content);
}

function fromJson(text: string, wrapped: boolean, media: Buffer | undefined): GivenMail | Response {
  const body = objectOf(text);
  if (!body) return badArgument("Invalid JSON payload received. Unexpected token.");
  const message = wrapped ? (body.message ?? {}) : body;
  if (wrapped)
    for (const name of Object.keys(body)) if (name !== "id" && name !== "message") return unknownName(name);
  if (typeof message !== "object" || message === null) return unknownName("message");
  for (const name of Object.keys(message)) if (!MESSAGE_FIELDS.has(name)) return unknownName(name);
  const { raw, threadId } = message as { raw?: unknown; threadId?: unknown };
  if (raw !== undefined && (typeof raw !== "string" || !/^[\w-]*={0,2}$/.test(raw)))
    return badArgument("Invalid value at 'message.raw' (TYPE_BYTES), Base64 decoding failed.");
  const own = typeof raw === "string" && raw !== "" ? Buffer.from(raw, "base64url") : undefined;
  return {
    raw: media ?? own,
    threadId: typeof threadId === "string" && threadId !== "" ? threadId : undefined,
    draftId: wrapped && typeof body.id === "string" ? body.id : undefined,
  };
}

/** A JSON object, or undefined. */
export function objectOf(text: string): Record<string, unknown> | undefined {
  try {
    const body: unknown = text === "" ? {} : JSON.parse(text);
    return typeof body === "object" && body !== null && !Array.isArray(body)
      ? (body as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

export function unknownName(name: string): Response {
  return badArgument(`Invalid JSON payload received. Unknown name "${name}": Cannot find field.`);
}

/** RFC 2387, octets as they are. */
function partsOf(body: Buffer, boundary: string): { type: string; content: Buffer }[] {
  const text = body.toString("latin1");
  const pieces = text.split(`--${boundary}`).slice(1);
  if (!pieces.at(-1)?.startsWith("--")) return [];
  return pieces.slice(0, -1).map((piece) => {
    const gap = piece.indexOf("\r\n\r\n");
    const type = /^content-type:\s*([^\r\n;]+)/im.exec(piece.slice(0, gap))?.[1]?.trim() ?? "";
    return { type, content: Buffer.from(piece.slice(gap + 4).replace(/\r\n$/, ""), "latin1") };
  });
}
