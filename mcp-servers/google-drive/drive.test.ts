import { expect, it } from "vitest";
import { z } from "zod";
import { drive } from "./index.ts";

const id = { type: "string", maxLength: 128 };
const text = (maxLength: number) => ({ type: "string", maxLength });
const name = text(255);
const page_size = { type: "integer", minimum: 1, maximum: 50, default: 20 };
const cursor = text(2000);
const flag = (byDefault: boolean) => ({ type: "boolean", default: byDefault });
const choice = (...values: string[]) => ({ type: "string", enum: values });

/** The published contract: arguments and limits by tool, what is required, effect, idempotence. */
const CONTRACT: Record<string, [effect: string, required: string[], properties: object]> = {
  drive_search_files: [
    "read",
    [],
    {
      query: text(500),
      name_contains: text(200),
      types: { type: "array", items: text(60), maxItems: 10 },
      in_folder: id,
      shared_drive_id: id,
      owner: text(320),
      modified_after: text(40),
      raw_q: text(2000),
      order_by: { ...choice("relevance", "modified", "name"), default: "relevance" },
      page_size,
      cursor,
    },
  ],
  drive_list_folder: [
    "read",
    [],
    { folder_id: { ...id, default: "root" }, shared_drive_id: id, page_size, cursor },
  ],
  drive_get_file: ["read", ["file_id"], { file_id: id }],
  drive_read_file: [
    "read",
    ["file_id"],
    {
      file_id: id,
      tab_id: text(64),
      sheet: text(200),
      range: text(100),
      max_chars: { type: "integer", minimum: 500, maximum: 100_000, default: 16_000 },
      cursor,
    },
  ],
  drive_get_download_link: [
    "read",
    ["file_id"],
    {
      file_id: id,
      export_as: { ...choice("pdf", "docx", "xlsx", "pptx", "md", "csv", "original"), default: "original" },
    },
  ],
  drive_create_file: [
    "write",
    ["name"],
    {
      name,
      parent_id: id,
      content: text(500_000),
      source: text(2000),
      mime_type: text(100),
      convert_to: { ...choice("none", "doc", "sheet", "slides"), default: "none" },
      idempotency_key: text(100),
    },
  ],
  drive_create_folder: ["write", ["name"], { name, parent_id: id }],
  drive_update_content: [
    "destructive",
    ["file_id"],
    { file_id: id, content: text(500_000), source: text(2000), expected_revision: text(64) },
  ],
  drive_organize_file: [
    "write idempotent",
    ["file_id"],
    { file_id: id, name, parent_id: id, starred: { type: "boolean" } },
  ],
  drive_copy_file: ["write", ["file_id"], { file_id: id, name, parent_id: id }],
  drive_list_permissions: ["read", ["file_id"], { file_id: id, page_size, cursor }],
  drive_share_file: [
    "destructive idempotent",
    ["file_id", "type", "role"],
    {
      file_id: id,
      type: choice("user", "group", "domain", "anyone"),
      principal: text(320),
      role: choice("reader", "commenter", "writer"),
      notify: flag(true),
      message: text(2000),
      expires: text(40),
    },
  ],
  drive_unshare_file: [
    "destructive idempotent",
    ["file_id", "permission_id"],
    { file_id: id, permission_id: text(100) },
  ],
  drive_trash_file: ["destructive idempotent", ["file_id"], { file_id: id, restore: flag(false) }],
  drive_list_shared_drives: ["read", [], { query: text(200), page_size, cursor }],
};

it("takes exactly the arguments of the contract, and says what each tool does to the world", () => {
  expect(drive.tools.map((tool) => tool.name)).toEqual(Object.keys(CONTRACT));
  for (const tool of drive.tools) {
    const schema = z.toJSONSchema(tool.input, { io: "input" });
    const properties = Object.fromEntries(
      Object.entries(schema.properties ?? {}).map(([key, of]) => {
        const { description: _, ...rest } = of as Record<string, unknown>;
        return [key, rest];
      }),
    );
    const effect = `${tool.effect}${tool.idempotent ? " idempotent" : ""}`;
    const found = [effect, schema.required ?? [], properties];
    expect([tool.name, found]).toEqual([tool.name, CONTRACT[tool.name]]);
    expect(schema.additionalProperties).toBe(false);
  }
});

it("asks first for the scope of the contract", () => {
  const first = drive.tools.map((tool) => tool.scopes[0]?.join().replace(/.*\/auth\//, ""));
  const [see, read, write] = ["drive.metadata.readonly", "drive.readonly", "drive.file"];
  expect(first).toEqual([
    ...[see, see, see, read, read],
    ...[write, write, write, write, write],
    ...[see, write, write, write, read],
  ]);
});
