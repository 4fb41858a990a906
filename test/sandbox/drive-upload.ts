import { randomBytes } from "node:crypto";
import { type DriveCall, parsedBody } from "./drive-call.ts";
import { badRequest, DriveError } from "./drive-errors.ts";

export interface Uploaded {
  metadata: Record<string, unknown>;
  bytes: Buffer;
  mimeType: string;
}

/** Google takes more than its guide says; here the guide is the limit. */
const AT_ONCE = 5 * 1024 * 1024;

/** What a resumable upload began with, by its id. */
interface Session extends Pick<Uploaded, "metadata" | "mimeType"> {
  length: number;
  call: DriveCall;
  finish(file: Uploaded, call: DriveCall): Response;
}
const sessions = new Map<string, Session>();

/**
 * An upload: simple, multipart, or the first request of a resumable one, which answers where the bytes go.
 * https://developers.google.com/workspace/drive/api/guides/manage-uploads
 */
export async function upload(
  call: DriveCall,
  known: readonly string[],
  finish: Session["finish"],
): Promise<Response> {
  if (call.query.get("uploadType") !== "resumable") return finish(await uploaded(call, known), call);
  const mimeType = call.request.headers.get("x-upload-content-type");
  const length = Number(call.request.headers.get("x-upload-content-length"));
  if (mimeType === null || !(length > 0)) throw badRequest("X-Upload-Content-* headers are missing.");
  const metadata = parsedBody(await call.request.text(), known);
  const id = `ADPycd${randomBytes(30).toString("base64url")}`;
  sessions.set(id, { metadata, mimeType, length, call, finish });
  const location = `${call.url.origin}${call.url.pathname}?uploadType=resumable&upload_id=${id}`;
  return new Response(null, { status: 200, headers: { location, "x-guploader-uploadid": id } });
}

/** The bytes of a resumable upload, in one piece. The session knows what was asked for. */
export async function resumed(call: DriveCall): Promise<Response> {
  const id = call.query.get("upload_id") ?? "";
  const session = sessions.get(id);
  if (!session || session.call.email !== call.email) throw new DriveError(404, "notFound", "Not Found");
  const bytes = Buffer.from(await call.request.arrayBuffer());
  const type = call.request.headers.get("content-type") ?? "";
  if (bytes.length !== session.length || type !== session.mimeType)
    throw badRequest("The bytes are not those that were announced.");
  sessions.delete(id);
  return session.finish({ ...session, bytes }, session.call);
}

async function uploaded(call: DriveCall, known: readonly string[]): Promise<Uploaded> {
  const type = call.request.headers.get("content-type") ?? "";
  const bytes = Buffer.from(await call.request.arrayBuffer());
  if (bytes.length > AT_ONCE + 100_000) throw new DriveError(413, "uploadTooLarge", "Request is too large.");
  const kind = call.query.get("uploadType");
  if (kind === "media") return { metadata: {}, bytes, mimeType: type.split(";")[0] ?? "" };
  if (kind !== "multipart") throw badRequest("Invalid upload request");
  const boundary = /^multipart\/related;.*\bboundary="?([^";]+)"?/.exec(type)?.[1];
  if (boundary === undefined) throw badRequest("Missing end boundary in multipart body.");
  const [head, media, ...more] = partsOf(bytes, boundary);
  if (!head || !media || more.length > 0) throw badRequest("Bad multipart body: two parts are expected.");
  if (!head.type.startsWith("application/json")) throw badRequest("The first part has to be metadata.");
  return {
    metadata: parsedBody(head.body.toString("utf8"), known),
    bytes: media.body,
    mimeType: media.type.split(";")[0] ?? "",
  };
}

/** RFC 2046 section 5.1. */
function partsOf(bytes: Buffer, boundary: string): { type: string; body: Buffer }[] {
  const text = bytes.toString("latin1");
  const pieces = `\r\n${text}`.split(`\r\n--${boundary}`);
  if (!/^--\s*$/.test(pieces.at(-1) ?? "")) {
    throw new DriveError(400, "badContent", "Missing end boundary in multipart body.");
  }
  return pieces.slice(1, -1).map((piece) => {
    const at = piece.indexOf("\r\n\r\n");
    const type = /^content-type:\s*(.+)$/im.exec(piece.slice(0, at))?.[1]?.trim() ?? "";
    return { type, body: Buffer.from(piece.slice(at + 4), "latin1") };
  });
}
