import { expect, it } from "vitest";
import { z } from "zod";
import { SOURCE } from "../kit/index.ts";
import { gmail } from "./index.ts";

const cursor = { type: "string", maxLength: 2000, description: "From next_cursor" };
const addresses = { type: "array", items: { type: "string", maxLength: 320 }, maxItems: 100 };

const id = { type: "string", maxLength: 64 };
const ids = { type: "array", items: id, maxItems: 100 };
const target = { type: "string", enum: ["threads", "messages"], default: "threads" };
const labels = { type: "array", items: { type: "string", maxLength: 100 }, maxItems: 20 };
const attachments = {
  type: "array",
  items: { type: "string", maxLength: 2000 },
  maxItems: 20,
  description: SOURCE,
};
const max_chars = {
  type: "integer",
  minimum: 500,
  maximum: 100000,
  description: "Cut here; continue with cursor",
  default: 16000,
};
const WRITING = {
  type: "object",
  properties: {
    to: addresses,
    cc: addresses,
    bcc: addresses,
    subject: { type: "string", maxLength: 998 },
    body: { type: "string", maxLength: 200000 },
    body_format: { type: "string", enum: ["markdown", "text", "html"], default: "markdown" },
    reply_to_message_id: id,
    reply_all: { type: "boolean", default: false },
    attachments,
    from_alias: { type: "string", maxLength: 320 },
    idempotency_key: { type: "string", maxLength: 100, description: "Same key: same result" },
  },
  required: ["body"],
  additionalProperties: false,
};

/** The published contract: sizes matter, because every definition is paid for in each conversation. */
const CONTRACT = {
  gmail_search_threads: {
    type: "object",
    properties: {
      query: { type: "string", maxLength: 500 },
      label_ids: { type: "array", items: { type: "string", maxLength: 100 }, maxItems: 10 },
      include_spam_trash: { type: "boolean", default: false },
      page_size: { type: "integer", minimum: 1, maximum: 50, default: 20 },
      cursor,
    },
    additionalProperties: false,
  },
  gmail_get_thread: {
    type: "object",
    properties: {
      thread_id: { type: "string", maxLength: 64 },
      body: { type: "string", enum: ["clean", "full", "none"], default: "clean" },
      max_chars: {
        type: "integer",
        minimum: 500,
        maximum: 60000,
        description: "Cut here; continue with cursor",
        default: 16000,
      },
      cursor,
    },
    required: ["thread_id"],
    additionalProperties: false,
  },
  gmail_get_message: {
    type: "object",
    properties: {
      message_id: id,
      body: { type: "string", enum: ["markdown", "text", "html", "none"], default: "markdown" },
      max_chars,
      cursor,
    },
    required: ["message_id"],
    additionalProperties: false,
  },
  gmail_get_attachment: {
    type: "object",
    properties: {
      message_id: id,
      attachment_id: { type: "string", maxLength: 500 },
      mode: { type: "string", enum: ["text", "link"], default: "text" },
      max_chars,
      cursor,
    },
    required: ["message_id", "attachment_id"],
    additionalProperties: false,
  },
  gmail_list_labels: {
    type: "object",
    properties: { kind: { type: "string", enum: ["all", "user", "system"], default: "all" } },
    additionalProperties: false,
  },
  gmail_create_draft: WRITING,
  gmail_update_draft: {
    type: "object",
    properties: {
      draft_id: id,
      to: addresses,
      cc: addresses,
      bcc: addresses,
      subject: { type: "string", maxLength: 998 },
      body: { type: "string", maxLength: 200000 },
      attachments,
    },
    required: ["draft_id"],
    additionalProperties: false,
  },
  gmail_send_draft: {
    type: "object",
    properties: { draft_id: id },
    required: ["draft_id"],
    additionalProperties: false,
  },
  gmail_send_message: WRITING,
  gmail_modify_labels: {
    type: "object",
    properties: { ids, target, add_label_ids: labels, remove_label_ids: labels },
    required: ["ids"],
    additionalProperties: false,
  },
  gmail_trash: {
    type: "object",
    properties: { ids, target, dry_run: { type: "boolean", default: false } },
    required: ["ids"],
    additionalProperties: false,
  },
  gmail_untrash: {
    type: "object",
    properties: { ids, target },
    required: ["ids"],
    additionalProperties: false,
  },
};

it("takes exactly the arguments of the contract", () => {
  for (const tool of gmail.tools) {
    const { $schema: _, ...schema } = z.toJSONSchema(tool.input, { io: "input" });
    expect([tool.name, schema]).toEqual([tool.name, CONTRACT[tool.name as keyof typeof CONTRACT]]);
  }
  expect(gmail.tools.map((tool) => tool.name)).toEqual(Object.keys(CONTRACT));
});

it("says what each tool does to the world", () => {
  const said = gmail.tools.map((tool) => [tool.name, tool.effect, "idempotent" in tool]);
  expect(said).toEqual([
    ["gmail_search_threads", "read", false],
    ["gmail_get_thread", "read", false],
    ["gmail_get_message", "read", false],
    ["gmail_get_attachment", "read", false],
    ["gmail_list_labels", "read", false],
    ["gmail_create_draft", "write", false],
    ["gmail_update_draft", "write", true],
    ["gmail_send_draft", "destructive", false],
    ["gmail_send_message", "destructive", false],
    ["gmail_modify_labels", "write", true],
    ["gmail_trash", "destructive", true],
    ["gmail_untrash", "write", true],
  ]);
});

it("fits the budget of tools/list", () => {
  const listed = gmail.tools.map(({ name, title, description, input }) => {
    const { $schema: _, ...inputSchema } = z.toJSONSchema(input, { io: "input" });
    return { name, title, description, inputSchema };
  });
  expect(JSON.stringify(listed).length).toBeLessThanOrEqual(9_000);
});

it("describes its results as JSON Schema", () => {
  for (const tool of gmail.tools)
    expect(z.toJSONSchema(tool.output, { io: "output" })).toMatchObject({ type: "object" });
});
