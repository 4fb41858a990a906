import { expect, it } from "vitest";
import { z } from "zod";
import { SOURCE } from "../kit/index.ts";
import { slack } from "./index.ts";

/** The published contract: sizes matter, because every definition is paid for in each conversation. */
const CONTRACT = {
  slack_search_messages: {
    type: "object",
    properties: {
      query: { type: "string", maxLength: 500 },
      in_channels: {
        type: "array",
        items: { type: "string", maxLength: 80 },
        maxItems: 10,
        description: "Ids or names",
      },
      from_users: {
        type: "array",
        items: { type: "string", maxLength: 80 },
        maxItems: 10,
        description: "Ids or names",
      },
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
      types: {
        type: "array",
        items: { type: "string", maxLength: 20 },
        maxItems: 4,
        description: "public_channel, private_channel, mpim (group messages), im",
      },
      member_only: { type: "boolean", default: true },
      include_archived: { type: "boolean", default: false },
      page_size: { type: "integer", minimum: 1, maximum: 50, default: 20 },
      cursor: { type: "string", maxLength: 2000, description: "From next_cursor" },
    },
    additionalProperties: false,
  },
  slack_get_channel: {
    type: "object",
    properties: {
      channel: { type: "string", maxLength: 80, description: "Id, #name or @user" },
      include_members: { type: "boolean", default: false },
      cursor: { type: "string", maxLength: 2000, description: "From next_cursor: more members" },
    },
    required: ["channel"],
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
      thread_ts: { type: "string", maxLength: 20, description: "ts of its first message" },
      after: { type: "string", maxLength: 40, description: "RFC 3339 or ts" },
      order: { type: "string", enum: ["oldest", "newest"], default: "oldest" },
      page_size: { type: "integer", minimum: 1, maximum: 200, default: 50 },
      cursor: { type: "string", maxLength: 2000, description: "From next_cursor" },
    },
    required: ["channel", "thread_ts"],
    additionalProperties: false,
  },
  slack_get_message: {
    type: "object",
    properties: {
      permalink: { type: "string", maxLength: 500 },
      channel: { type: "string", maxLength: 80, description: "Id, #name or @user" },
      ts: { type: "string", maxLength: 20, description: "Of the message" },
    },
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
  slack_update_message: {
    type: "object",
    properties: {
      channel: { type: "string", maxLength: 80, description: "Id, #name or @user" },
      ts: { type: "string", maxLength: 20, description: "Of the message" },
      text: { type: "string", maxLength: 12000 },
    },
    required: ["channel", "ts", "text"],
    additionalProperties: false,
  },
  slack_delete_message: {
    type: "object",
    properties: {
      channel: { type: "string", maxLength: 80, description: "Id, #name or @user" },
      ts: { type: "string", maxLength: 20, description: "Of the message" },
    },
    required: ["channel", "ts"],
    additionalProperties: false,
  },
  slack_add_reaction: {
    type: "object",
    properties: {
      channel: { type: "string", maxLength: 80, description: "Id, #name or @user" },
      ts: { type: "string", maxLength: 20, description: "Of the message" },
      emoji: { type: "string", maxLength: 100, description: "Its name, with or without colons" },
    },
    required: ["channel", "ts", "emoji"],
    additionalProperties: false,
  },
  slack_read_file: {
    type: "object",
    properties: {
      file_id: { type: "string", maxLength: 20 },
      mode: { type: "string", enum: ["text", "link"], default: "text" },
      max_chars: { type: "integer", minimum: 500, maximum: 100000, default: 16000 },
      cursor: { type: "string", maxLength: 2000, description: "From next_cursor" },
    },
    required: ["file_id"],
    additionalProperties: false,
  },
  slack_upload_file: {
    type: "object",
    properties: {
      channel: { type: "string", maxLength: 80, description: "Id, #name or @user" },
      thread_ts: { type: "string", maxLength: 20, description: "ts of its first message" },
      source: { type: "string", maxLength: 2000, description: SOURCE },
      content: { type: "string", maxLength: 500000, description: "Text of the file, instead of source" },
      filename: { type: "string", maxLength: 255 },
      comment: { type: "string", maxLength: 4000 },
    },
    required: ["channel", "filename"],
    additionalProperties: false,
  },
  slack_schedule_message: {
    type: "object",
    properties: {
      channel: { type: "string", maxLength: 80, description: "Id, #name or @user" },
      text: { type: "string", maxLength: 12000 },
      post_at: {
        type: "string",
        maxLength: 40,
        description: "RFC 3339, local time + zone (2026-11-23 09:00 Europe/Berlin) or epoch seconds",
      },
      thread_ts: { type: "string", maxLength: 20 },
    },
    required: ["channel", "text", "post_at"],
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
  expect(slack.tools.map((tool) => [tool.name, tool.effect, tool.idempotent === true])).toEqual([
    ["slack_search_messages", "read", false],
    ["slack_list_channels", "read", false],
    ["slack_get_channel", "read", false],
    ["slack_read_channel", "read", false],
    ["slack_read_thread", "read", false],
    ["slack_get_message", "read", false],
    ["slack_search_users", "read", false],
    ["slack_send_message", "destructive", false],
    ["slack_update_message", "destructive", true],
    ["slack_delete_message", "destructive", false],
    ["slack_add_reaction", "write", true],
    ["slack_read_file", "read", false],
    ["slack_upload_file", "destructive", false],
    ["slack_schedule_message", "destructive", false],
  ]);
});

it("offers other kinds of conversations, people by address and user groups beside its tools", () => {
  const offered = new Map(
    slack.tools.map((tool) => [tool.name, tool.extras?.flatMap(({ scopes }) => scopes) ?? []]),
  );
  for (const kind of ["groups", "im", "mpim"])
    expect(offered.get("slack_read_channel")).toContain(`${kind}:history`);
  expect(offered.get("slack_search_users")).toEqual(["users:read.email"]);
  expect(offered.get("slack_send_message")).toContain("im:write");
  expect(offered.get("slack_search_messages")).toContain("user:search:read.private");
});

it("describes its results as JSON Schema", () => {
  for (const tool of slack.tools)
    expect(z.toJSONSchema(tool.output, { io: "output" })).toMatchObject({ type: "object" });
});
