import { createHash } from "node:crypto";
import type { Api } from "../kit/index.ts";
import { literal } from "./query.ts";
import { listFiles } from "./request.ts";
import { type DriveFile, FILE_FIELDS } from "./upstream.ts";

/** Private to this app, on the file itself: key and value together at most 124 bytes. */
const MARK = "valetkey_key";

/** Creations under way: a retry that overtakes its first try waits for it instead of creating twice. */
const underWay = new Map<string, Promise<Created>>();

export interface Created {
  file: DriveFile;
  earlier: boolean;
}

/**
 * Creates once per key. The key goes along, hashed, as a property of the file that only this app sees, and is searched
 * for first, the trash included. That holds for one gateway process at a time, and as soon as Drive's search shows the
 * first file. See docs/decisions/0021.
 * https://developers.google.com/workspace/drive/api/guides/properties
 */
export async function onceByKey(
  api: Api,
  key: string | undefined,
  create: (more: { appProperties?: Record<string, string> }) => Promise<DriveFile>,
): Promise<Created> {
  if (key === undefined) return { file: await create({}), earlier: false };
  const mark = createHash("sha256")
    .update(JSON.stringify([api.connectorId, key]))
    .digest("hex");
  const flying = underWay.get(mark);
  if (flying) return { ...(await flying), earlier: true };
  const flight = earlierWith(api, mark).then(async (earlier) =>
    earlier
      ? { file: earlier, earlier: true }
      : { file: await create({ appProperties: { [MARK]: mark } }), earlier: false },
  );
  underWay.set(mark, flight);
  try {
    return await flight;
  } finally {
    underWay.delete(mark);
  }
}

/** The oldest: copies of a file take its properties along. */
async function earlierWith(api: Api, mark: string): Promise<DriveFile | undefined> {
  const { files } = await listFiles(api, {
    corpus: "all",
    q: `appProperties has { key=${literal(MARK)} and value=${literal(mark)} }`,
    pageSize: 1,
    orderBy: "createdTime",
    fields: FILE_FIELDS,
  });
  return files[0];
}
