import { type Api, type File, ToolError } from "../kit/index.ts";

/** All attachments of one mail together. */
export const MOST_ATTACHED = 25 * 1024 * 1024;

/** The files that `attachments` names, one after the other: never more than 25 MB of them in memory. */
export async function openAttachments(api: Api, sources: readonly string[]): Promise<File[]> {
  const files: File[] = [];
  let left = MOST_ATTACHED;
  for (const source of sources) {
    if (left <= 0) throw tooLarge();
    const file = await api.openSource(source, { maxBytes: left }).catch((error: unknown) => {
      const inBudget = left === MOST_ATTACHED;
      throw error instanceof ToolError && error.fault === "too_large" && !inBudget ? tooLarge() : error;
    });
    left -= file.bytes.byteLength;
    if (left < 0) throw tooLarge();
    files.push(file);
  }
  return files;
}

function tooLarge(): ToolError {
  return new ToolError(
    "too_large",
    "The attachments are larger than 25 MB together, which is what Gmail sends. Nothing was done: share large files in Drive and send their links.",
  );
}
