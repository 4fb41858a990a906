import { expect, it } from "vitest";
import { z } from "zod";
import { gmail } from "./index.ts";

const cursor = { type: "string", maxLength: 2000, description: "From next_cursor" };
const addresses = { type: "array", items: { type: "string", maxLength: 320 }, maxItems: 100 };

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
  gmail_list_labels: {
    type: "object",
    properties: { kind: { type: "string", enum: ["all", "user", "system"], default: "all" } },
    additionalProperties: false,
  },
  gmail_send_message: {
    type: "object",
    properties: {
      to: addresses,
      cc: addresses,
      bcc: addresses,
      subject: { type: "string", maxLength: 998 },
      body: { type: "string", maxLength: 200000 },
      body_format: { type: "string", enum: ["markdown", "text", "html"], default: "markdown" },
      reply_to_message_id: { type: "string", maxLength: 64 },
      reply_all: { type: "boolean", default: false },
      attachments: {
        type: "array",
        items: { type: "string", maxLength: 2000 },
        maxItems: 20,
        description: "Resource URIs, Drive file ids or https URLs",
      },
      from_alias: { type: "string", maxLength: 320 },
      idempotency_key: { type: "string", maxLength: 100, description: "Same key: same result" },
    },
    required: ["body"],
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
  expect(gmail.tools.map((tool) => [tool.name, tool.effect])).toEqual([
    ["gmail_search_threads", "read"],
    ["gmail_get_thread", "read"],
    ["gmail_list_labels", "read"],
    ["gmail_send_message", "destructive"],
  ]);
});

it("describes its results as JSON Schema", () => {
  for (const tool of gmail.tools)
    expect(z.toJSONSchema(tool.output, { io: "output" })).toMatchObject({ type: "object" });
});
