import { type DriveCall, jsonBody, pageOf, requireRole, seen } from "./drive-call.ts";
import { DriveError } from "./drive-errors.ts";
import { partial } from "./drive-fields.ts";
import { isNative } from "./drive-json.ts";
import type { DriveItem } from "./drive-types.ts";

const NAMES = ["kind", "id", "mimeType", "modifiedTime", "keepForever", "size"];

/** Google's editors number theirs; here there is one for each time that the content was replaced. */
function revisionsOf(item: DriveItem): Record<string, unknown>[] {
  if (isNative(item.mimeType)) {
    const id = String(Math.floor(item.modified / 1000) % 100_000);
    return [
      {
        kind: "drive#revision",
        id,
        mimeType: item.mimeType,
        modifiedTime: new Date(item.modified).toISOString(),
      },
    ];
  }
  return item.revisions.map((one) => ({
    kind: "drive#revision",
    id: one.id,
    mimeType: one.mimeType,
    modifiedTime: new Date(one.modified).toISOString(),
    keepForever: one.keepForever,
    size: String(one.bytes.length),
  }));
}

/** https://developers.google.com/workspace/drive/api/reference/rest/v3/revisions/list */
export function listRevisions(call: DriveCall): Response {
  const item = seen(call, call.ids[0] ?? "", { everywhere: true });
  requireRole(call, item, "writer");
  const { page, next } = pageOf(call, revisionsOf(item), 1000, 200);
  const all = { kind: "drive#revisionList", revisions: page, ...next };
  const byDefault = "kind,nextPageToken,revisions(kind,id,mimeType,modifiedTime)";
  return Response.json(
    partial(all, call.query.get("fields"), byDefault, ["kind", "revisions", "nextPageToken"]),
  );
}

/** https://developers.google.com/workspace/drive/api/reference/rest/v3/revisions/get */
export function getRevision(call: DriveCall): Response {
  const item = seen(call, call.ids[0] ?? "", { everywhere: true });
  requireRole(call, item, "writer");
  const { found, json } = one(call, item);
  if (call.query.get("alt") === "media" && found)
    return new Response(new Uint8Array(found.bytes), { headers: { "content-type": found.mimeType } });
  return Response.json(partial(json, call.query.get("fields"), "kind,id,mimeType,modifiedTime", NAMES));
}

function one(call: DriveCall, item: DriveItem) {
  const id = call.ids[1] ?? "";
  const json = revisionsOf(item).find((revision) => revision.id === id);
  if (!json) throw new DriveError(404, "notFound", `Revision not found: ${id}.`, "revisionId");
  return { json, found: item.revisions.find((revision) => revision.id === id) };
}

/** At most 200 are kept: https://developers.google.com/workspace/drive/api/reference/rest/v3/revisions/update */
export async function updateRevision(call: DriveCall): Promise<Response> {
  const body = await jsonBody(call, ["keepForever", "published", "publishAuto", "publishedOutsideDomain"]);
  const item = seen(call, call.ids[0] ?? "", { everywhere: true });
  requireRole(call, item, "writer");
  const { found } = one(call, item);
  if (!found) throw new DriveError(400, "badRequest", "keepForever is for files with binary content.");
  const kept = item.revisions.filter(({ keepForever }) => keepForever).length;
  if (body.keepForever === true && !found.keepForever && kept >= 200)
    throw new DriveError(403, "numKeepForeverRevisionsExceeded", "Too many revisions are kept forever.");
  if (typeof body.keepForever === "boolean") found.keepForever = body.keepForever;
  const { json } = one(call, item);
  return Response.json(partial(json, call.query.get("fields"), "kind,id,mimeType,modifiedTime", NAMES));
}
