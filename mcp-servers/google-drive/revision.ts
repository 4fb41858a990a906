import { type Api, path, readAnswer, ToolError } from "../kit/index.ts";
import { explained } from "./errors.ts";
import { FOLDER, isNative, SHORTCUT } from "./mime.ts";
import { type DriveFile, revisionListSchema } from "./upstream.ts";

/** A thousand a page, oldest first. */
const MOST_PAGES = 3;

/**
 * The revision that is current. Files with bytes of their own carry it; for those of Google's editors it is the last of
 * their list. Undefined where this account may not see revisions, or there are too many to find the last.
 */
export async function currentRevision(api: Api, file: DriveFile): Promise<string | undefined> {
  if (file.headRevisionId !== undefined) return file.headRevisionId;
  if (!isNative(file.mimeType) || file.mimeType === FOLDER || file.mimeType === SHORTCUT) return undefined;
  if (file.capabilities.canReadRevisions === false) return undefined;
  let pageToken: string | undefined;
  for (let pages = 0; pages < MOST_PAGES; pages++) {
    const query = { pageSize: 1000, pageToken, fields: "nextPageToken,revisions(id)" };
    const answer = await orNothing(() =>
      explained(api, () => api.get(path`/files/${file.id}/revisions`, { query })),
    );
    if (answer === undefined) return undefined;
    const { revisions, nextPageToken } = readAnswer(revisionListSchema, answer);
    if (nextPageToken === undefined) return revisions.at(-1)?.id;
    pageToken = nextPageToken;
  }
  return undefined;
}

/** Some kinds of files have no revisions, and some roles may not see them. */
async function orNothing<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    const none = error instanceof ToolError && ["bad_argument", "no_permission"].includes(error.fault);
    if (!none) throw error;
    return undefined;
  }
}

/**
 * Keeps a revision for good; Drive drops others after 30 days or 100 newer ones. At most 200 of a file can be kept.
 * https://developers.google.com/workspace/drive/api/guides/change-overview
 */
export async function keepRevision(api: Api, fileId: string, revision: string): Promise<void> {
  await explained(api, () =>
    api.patch(
      path`/files/${fileId}/revisions/${revision}`,
      { keepForever: true },
      { query: { fields: "id,keepForever" } },
    ),
  );
}
