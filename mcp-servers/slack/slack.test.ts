import { expect, it } from "vitest";
import { z } from "zod";
import { slack } from "./index.ts";

/** The published contract: sizes matter, because every definition is paid for in each conversation. */
const CONTRACT = {
  slack_search_messages: {
    type: "object",
    properties: {
      query: { type: "string", maxLength: 500 },
      in_channels: { type: "array", items: { type: "string", maxLength: 80 }, maxItems: 10 },
      from_users: { type: "array", items: { type: "string", maxLength: 80 }, maxItems: 10 },
      after: { type: "string", maxLength: 40, description: "RFC 3339 or ts" },
      before: { type: "string", maxLength: 40, description: "RFC 3339 or ts" },
      threads_only: { type: "boolean", default: false },
      include_private: { type: "boolean", default: false },
      sort: { type: "string", enum: ["score", "time"], default: "score" },
      page_size: { type: "integer", minimum: 1, maximum: 50, default: 20 },
      cursor: { type: "string", maxLength: 2000, description: "From next_cursor" },
    },
    required: ["query"],
    additionalProperties: false,
  },
  slack_list_channels: {
    type: "object",
    properties: {
      query: { type: "string", maxLength: 200 },
      types: { type: "array", items: { type: "string", maxLength: 20 }, maxItems: 4 },
      member_only: { type: "boolean", default: true },
      include_archived: { type: "boolean", default: false },
      page_size: { type: "integer", minimum: 1, maximum: 50, default: 20 },
      cursor: { type: "string", maxLength: 2000, description: "From next_cursor" },
    },
    additionalProperties: false,
  },
  slack_read_channel: {
    type: "object",
    properties: {
      channel: { type: "string", maxLength: 80, description: "Id, #name or @user" },
      after: { type: "string", maxLength: 40, description: "RFC 3339 or ts" },
      before: { type: "string", maxLength: 40, description: "RFC 3339 or ts" },
      include_events: { type: "boolean", default: false },
      page_size: { type: "integer", minimum: 1, maximum: 50, default: 20 },
      cursor: { type: "string", maxLength: 2000, description: "From next_cursor" },
    },
    required: ["channel"],
    additionalProperties: false,
  },
  slack_read_thread: {
    type: "object",
    properties: {
      channel: { type: "string", maxLength: 80, description: "Id, #name or @user" },
      thread_ts: { type: "string", maxLength: 20 },
      after: { type: "string", maxLength: 40, description: "RFC 3339 or ts" },
      order: { type: "string", enum: ["oldest", "newest"], default: "oldest" },
      page_size: { type: "integer", minimum: 1, maximum: 200, default: 50 },
      cursor: { type: "string", maxLength: 2000, description: "From next_cursor" },
    },
    required: ["channel", "thread_ts"],
    additionalProperties: false,
  },
  slack_search_users: {
    type: "object",
    properties: {
      query: { type: "string", maxLength: 200 },
      page_size: { type: "integer", minimum: 1, maximum: 30, default: 10 },
      cursor: { type: "string", maxLength: 2000, description: "From next_cursor" },
    },
    required: ["query"],
    additionalProperties: false,
  },
  slack_send_message: {
    type: "object",
    properties: {
      channel: { type: "string", maxLength: 80, description: "Id, #name or @user" },
      text: { type: "string", maxLength: 12000 },
      thread_ts: { type: "string", maxLength: 20 },
      broadcast: { type: "boolean", default: false },
      unfurl: { type: "boolean", default: false },
      idempotency_key: { type: "string", maxLength: 100, description: "Same key: same result" },
    },
    required: ["channel", "text"],
    additionalProperties: false,
  },
  slack_add_reaction: {
    type: "object",
    properties: {
      channel: { type: "string", maxLength: 80, description: "Id, #name or @user" },
      ts: { type: "string", maxLength: 20 },
      emoji: { type: "string", maxLength: 100 },
    },
    required: ["channel", "ts", "emoji"],
    additionalProperties: false,
  },
};

it("takes exactly the arguments of the contract", () => {
  for (const tool of slack.tools) {
    const { $schema: _, ...schema } = z.toJSONSchema(tool.input, { io: "input" });
    expect([tool.name, schema]).toEqual([tool.name, CONTRACT[tool.name as keyof typeof CONTRACT]]);
  }
  expect(slack.tools.map((tool) => tool.name)).toEqual(Object.keys(CONTRACT));
});

it("says what each tool does to the world", () => {
  expect(slack.tools.map((tool) => [tool.name, tool.effect])).toEqual([
    ["slack_search_messages", "read"],
    ["slack_list_channels", "read"],
    ["slack_read_channel", "read"],
    ["slack_read_thread", "read"],
    ["slack_search_users", "read"],
    ["slack_send_message", "destructive"],
    ["slack_add_reaction", "write"],
  ]);
});

it("describes its results as JSON Schema", () => {
  for (const tool of slack.tools)
    expect(z.toJSONSchema(tool.output, { io: "output" })).toMatchObject({ type: "object" });
});
