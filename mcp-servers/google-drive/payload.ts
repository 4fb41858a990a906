import { type Api, ToolError } from "../kit/index.ts";
import { requireMime, typeByName } from "./mime.ts";

export interface Payload {
  bytes: Uint8Array;
  mimeType: string;
}
const MOST_BYTES = 25_000_000;

/** Exactly one of `content` and `source`, where there has to be one. */
export function requireOne(asked: { content?: string | undefined; source?: string | undefined }): void {
  if ((asked.content === undefined) === (asked.source === undefined)) {
    throw new ToolError("bad_argument", "Pass either `content` or `source`.");
  }
}

/** The bytes that the arguments give: a text, or the file that `source` names. */
export async function payloadOf(
  api: Api,
  asked: { content?: string | undefined; source?: string | undefined },
  type: { given?: string | undefined; forText: string },
): Promise<Payload | undefined> {
  const given = type.given === undefined ? undefined : requireMime(type.given, "mime_type");
  if (asked.content !== undefined) {
    if (!asked.content.isWellFormed()) throw new ToolError("bad_argument", "`content` is not valid text.");
    return { bytes: Buffer.from(asked.content), mimeType: given ?? type.forText };
  }
  if (asked.source === undefined) return undefined;
  const file = await api.openSource(asked.source, { maxBytes: MOST_BYTES });
  const known = file.mimeType === "application/octet-stream" ? typeByName(file.name) : undefined;
  return { bytes: file.bytes, mimeType: given ?? known ?? requireMime(file.mimeType, "source") };
}
