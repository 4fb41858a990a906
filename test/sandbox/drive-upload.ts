import { type DriveCall, parsedBody } from "./drive-call.ts";
import { badRequest, DriveError } from "./drive-errors.ts";

export interface Uploaded {
  metadata: Record<string, unknown>;
  bytes: Buffer;
  mimeType: string;
}

/**
 * The body of an upload. Simple and multipart only; what we never send is not served.
 * https://developers.google.com/workspace/drive/api/guides/manage-uploads
 */
export async function uploaded(call: DriveCall, known: readonly string[]): Promise<Uploaded> {
  const type = call.request.headers.get("content-type") ?? "";
  const bytes = Buffer.from(await call.request.arrayBuffer());
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
