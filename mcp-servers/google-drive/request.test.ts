import { expect, it } from "vitest";
import { type Call, fakeApi } from "../kit/fixture.ts";
import type { AnyTool } from "../kit/index.ts";
import { drive } from "./index.ts";
import { DOC, FOLDER, SHEET } from "./mime.ts";

/** Answers like a Drive in which everything lies in one shared drive. */
function answer({ method, path, body }: Call): unknown {
  const named = /^\/files\/([^/]+)/.exec(path)?.[1] ?? "f1";
  const file = {
    id: named,
    name: "A",
    mimeType: { folder: FOLDER, doc: DOC, sheet: SHEET }[named] ?? "text/plain",
    parents: ["above"],
    driveId: "drive1",
    headRevisionId: "r1",
    modifiedTime: "2026-09-01T00:00:00Z",
    ...(body as object),
  };
  if (path.includes("/permissions"))
    return method === "GET" && path.endsWith("/permissions")
      ? { permissions: [] }
      : { id: "p1", type: "user", role: "reader", emailAddress: "ben@acme.test" };
  if (path.includes("/revisions")) return { id: "r1", revisions: [{ id: "r1" }] };
  if (path === "/files" && method === "GET") return { files: [file] };
  if (path.startsWith("/drives")) return { drives: [], id: "drive1", name: "Finance" };
  if (path.startsWith("/documents")) return { tabs: [] };
  if (path.includes("/values/")) return { values: [["a"]] };
  if (path.startsWith("/spreadsheets"))
    return { sheets: [{ properties: { title: "S", gridProperties: { rowCount: 5, columnCount: 2 } } }] };
  return file;
}

const ARGUMENTS: Record<string, object[]> = {
  drive_search_files: [{ query: "a" }, { shared_drive_id: "drive1" }, { in_folder: "root" }],
  drive_list_folder: [{}, { folder_id: "folder" }, { shared_drive_id: "drive1" }],
  drive_get_file: [{ file_id: "f1" }, { file_id: "doc" }, { file_id: "sheet" }],
  drive_read_file: [{ file_id: "doc" }, { file_id: "sheet" }],
  drive_get_download_link: [{ file_id: "f1" }],
  drive_create_file: [
    { name: "a", content: "b", parent_id: "folder", idempotency_key: "k" },
    { name: "a", content: "b", idempotency_key: undefined },
    { name: "a", convert_to: "doc" },
  ],
  drive_create_folder: [{ name: "a", parent_id: "folder" }],
  drive_update_content: [{ file_id: "f1", content: "a" }],
  drive_organize_file: [{ file_id: "f1", name: "b", parent_id: "folder" }],
  drive_copy_file: [{ file_id: "f1", parent_id: "folder" }],
  drive_list_permissions: [{ file_id: "f1" }],
  drive_share_file: [{ file_id: "f1", type: "user", principal: "ben@acme.test", role: "reader" }],
  drive_unshare_file: [{ file_id: "f1", permission_id: "p1" }],
  drive_trash_file: [{ file_id: "f1" }],
  drive_list_shared_drives: [{}],
};
/** Methods that know nothing of shared drives, by Google's description. */
const WITHOUT = /^\/files\/[^/]+\/(?:export|revisions)/;

it("reaches into shared drives with every call on files and permissions, of every tool", async () => {
  let checked = 0;
  const tools: readonly AnyTool[] = drive.tools;
  for (const tool of tools) {
    for (const args of ARGUMENTS[tool.name] ?? []) {
      const { api, calls } = fakeApi({ answer });
      await tool.run(api, tool.input.parse(args), new AbortController().signal);
      expect(calls.length, tool.name).toBeGreaterThan(0);
      for (const { method, path, query = {} } of calls) {
        if (!path.startsWith("/files") || WITHOUT.test(path)) continue;
        checked += 1;
        expect([tool.name, method, path, query.supportsAllDrives]).toEqual([tool.name, method, path, true]);
        if (path !== "/files" || method !== "GET") continue;
        expect(query.includeItemsFromAllDrives).toBe(true);
        expect(query.corpora === "drive").toBe(query.driveId !== undefined);
        expect(["user", "drive", "allDrives"]).toContain(query.corpora);
      }
    }
  }
  expect(checked).toBeGreaterThan(40);
  expect(Object.keys(ARGUMENTS)).toEqual(drive.tools.map(({ name }) => name));
});
