import type { z } from "zod";
import { type Api, type Download, path, type Query, readAnswer, ToolError } from "../kit/index.ts";
import { explained } from "./errors.ts";
import { multipartRelated } from "./multipart.ts";
import type { Payload } from "./payload.ts";
import { type DriveFile, FILE_FIELDS, fileListSchema, fileSchema } from "./upstream.ts";

/** Where a list looks: My Drive and what was shared, one shared drive, or all of it. */
export type Corpus = "user" | "all" | { driveId: string };

/**
 * The one place where calls on files and permissions are made: without `supportsAllDrives` everything in shared drives
 * is "not found". https://developers.google.com/workspace/drive/api/guides/enable-shareddrives
 */
const everywhere = (query: Query): Query => ({ supportsAllDrives: true, ...query });

/** The same for lists, which leave shared drives out unless they are told where to look. */
export function listQuery(corpus: Corpus, query: Query): Query {
  const where =
    typeof corpus === "object"
      ? { corpora: "drive", driveId: corpus.driveId }
      : { corpora: corpus === "all" ? "allDrives" : "user" };
  return everywhere({ includeItemsFromAllDrives: true, ...where, ...query });
}

export async function listFiles(
  api: Api,
  asked: {
    corpus: Corpus;
    q: string;
    pageSize: number;
    page?: string | undefined;
    orderBy?: string | undefined;
    fields: string;
  },
) {
  const { corpus, q, pageSize, page, orderBy, fields } = asked;
  const query = listQuery(corpus, {
    q,
    pageSize,
    pageToken: page,
    orderBy,
    fields: `nextPageToken,incompleteSearch,files(${fields})`,
  });
  return readAnswer(fileListSchema, await explained(api, () => api.get("/files", { query })));
}

export const fileById = (api: Api, id: string, fields = FILE_FIELDS): Promise<DriveFile> =>
  onFile(api, id, "", fileSchema, { fields });

/** GETs what hangs below a file (`/permissions`, …; empty for the file itself). */
export async function onFile<S extends z.ZodType>(
  api: Api,
  id: string,
  below: string,
  schema: S,
  query: Query,
): Promise<z.output<S>> {
  const at = `${path`/files/${id}`}${below}`;
  return readAnswer(schema, await explained(api, () => api.get(at, { query: everywhere(query) })));
}

/** Sends a change of a file, or of what hangs below it, as JSON. */
export async function changeFile<S extends z.ZodType>(
  api: Api,
  method: "post" | "patch",
  at: string,
  schema: S,
  body: object,
  query: Query,
): Promise<z.output<S>> {
  const answer = await explained(api, () => api[method](at, body, { query: everywhere(query) }));
  return readAnswer(schema, answer);
}

export async function deleteBelow(api: Api, at: string): Promise<void> {
  await explained(api, () => api.delete(at, { query: everywhere({}) }));
}

/** What goes in one request, by Google's guide; the kinds of upload differ in how often they are sent, not in effect. */
const AT_ONCE_BYTES = 5_000_000;

/**
 * Sends bytes to the upload address, with metadata where there are any.
 * https://developers.google.com/workspace/drive/api/guides/manage-uploads
 */
export async function uploadFile(
  api: Api,
  method: "POST" | "PATCH",
  at: string,
  { bytes, mimeType: contentType }: Payload,
  metadata?: object,
): Promise<DriveFile> {
  const send = (uploadType: string) => ({
    query: everywhere({ uploadType, fields: FILE_FIELDS }),
    base: "upload",
  });
  const answer = await explained(api, () => {
    if (bytes.length > AT_ONCE_BYTES) {
      const body = { metadata: metadata ?? {}, bytes, contentType };
      return api.uploadResumable(method, at, body, send("resumable"));
    }
    if (metadata === undefined) return api.upload(method, at, { bytes, contentType }, send("media"));
    const both = multipartRelated(metadata, { bytes, mimeType: contentType });
    return api.upload(method, at, both, send("multipart"));
  });
  return readAnswer(fileSchema, answer);
}

/** The most that an answer may hold. One that is allowed so much waits for its turn, so it is asked for only at need. */
const MOST_JSON = 40_000_000;

/** GETs what Docs, Sheets and Slides answer, which may be long. */
export function editorAnswer(api: Api, at: string, base: "docs" | "sheets" | "slides", query: Query) {
  return explained(api, async () => {
    try {
      return await api.get(at, { base, query });
    } catch (error) {
      if (!(error instanceof ToolError) || error.fault !== "too_large") throw error;
      return api.get(at, { base, query, maxBytes: MOST_JSON });
    }
  });
}

/** The bytes of a file that has some. */
export function contentOf(api: Api, id: string, maxBytes: number): Promise<Download> {
  const query = everywhere({ alt: "media" });
  return explained(api, () => api.bytes(path`/files/${id}`, { query, maxBytes }));
}

/** A file of Google's editors in another format, at most 10 MB. This method alone takes no `supportsAllDrives`. */
export function exportOf(api: Api, id: string, mimeType: string): Promise<Download> {
  return explained(api, () =>
    api.bytes(path`/files/${id}/export`, { query: { mimeType }, maxBytes: 12_000_000 }),
  );
}
