import { expect, it } from "vitest";
import { z } from "zod";
import { github } from "./index.ts";

/** The published contract: sizes matter, because every definition is paid for in each conversation. */
const CONTRACT = {
  github_get_me: { type: "object", properties: {}, additionalProperties: false },
  github_search_repositories: {
    type: "object",
    properties: {
      query: { type: "string", maxLength: 256 },
      sort: { type: "string", enum: ["best", "stars", "updated"] },
      page_size: { type: "integer", minimum: 1, maximum: 50, default: 20 },
      cursor: { type: "string", maxLength: 2000, description: "From next_cursor" },
    },
    required: ["query"],
    additionalProperties: false,
  },
  github_get_file: {
    type: "object",
    properties: {
      repo: { type: "string", maxLength: 140, description: "owner/name" },
      path: { type: "string", maxLength: 1000 },
      ref: { type: "string", maxLength: 255 },
      start_line: { type: "integer", minimum: 1, maximum: 1000000 },
      end_line: { type: "integer", minimum: 1, maximum: 1000000 },
      max_chars: {
        type: "integer",
        minimum: 500,
        maximum: 100000,
        description: "Cut here; continue with cursor",
        default: 20000,
      },
      cursor: { type: "string", maxLength: 2000, description: "From next_cursor" },
    },
    required: ["repo"],
    additionalProperties: false,
  },
  github_list_issues: {
    type: "object",
    properties: {
      repo: { type: "string", maxLength: 140, description: "owner/name" },
      state: { type: "string", enum: ["open", "closed", "all"], default: "open" },
      labels: { type: "array", items: { type: "string", maxLength: 50 }, maxItems: 10 },
      assignee: { type: "string", maxLength: 40 },
      since: { type: "string", maxLength: 40 },
      page_size: { type: "integer", minimum: 1, maximum: 50, default: 20 },
      cursor: { type: "string", maxLength: 2000, description: "From next_cursor" },
    },
    required: ["repo"],
    additionalProperties: false,
  },
  github_get_issue: {
    type: "object",
    properties: {
      repo: { type: "string", maxLength: 140, description: "owner/name" },
      number: { type: "integer", minimum: 1, maximum: 100000000 },
      include_comments: { type: "boolean", default: true },
      max_chars: {
        type: "integer",
        minimum: 500,
        maximum: 60000,
        description: "Cut here; continue with cursor",
        default: 12000,
      },
      cursor: { type: "string", maxLength: 2000, description: "From next_cursor" },
    },
    required: ["repo", "number"],
    additionalProperties: false,
  },
  github_create_issue: {
    type: "object",
    properties: {
      repo: { type: "string", maxLength: 140, description: "owner/name" },
      title: { type: "string", maxLength: 256 },
      body: { type: "string", maxLength: 65536 },
      labels: { type: "array", items: { type: "string", maxLength: 50 }, maxItems: 20 },
      assignees: { type: "array", items: { type: "string", maxLength: 40 }, maxItems: 10 },
      milestone: { type: "integer", minimum: 1, maximum: 100000 },
      type: { type: "string", maxLength: 50 },
    },
    required: ["repo", "title"],
    additionalProperties: false,
  },
  github_add_comment: {
    type: "object",
    properties: {
      repo: { type: "string", maxLength: 140, description: "owner/name" },
      number: { type: "integer", minimum: 1, maximum: 100000000 },
      body: { type: "string", maxLength: 65536 },
      idempotency_key: { type: "string", maxLength: 100, description: "Same key: same result" },
    },
    required: ["repo", "number", "body"],
    additionalProperties: false,
  },
};

it("takes exactly the arguments of the contract", () => {
  for (const tool of github.tools) {
    const { $schema: _, ...schema } = z.toJSONSchema(tool.input, { io: "input" });
    expect([tool.name, schema]).toEqual([tool.name, CONTRACT[tool.name as keyof typeof CONTRACT]]);
  }
  expect(github.tools.map((tool) => tool.name)).toEqual(Object.keys(CONTRACT));
});

it("says what each tool does to the world", () => {
  expect(github.tools.map((tool) => [tool.name, tool.effect])).toEqual([
    ["github_get_me", "read"],
    ["github_search_repositories", "read"],
    ["github_get_file", "read"],
    ["github_list_issues", "read"],
    ["github_get_issue", "read"],
    ["github_create_issue", "destructive"],
    ["github_add_comment", "destructive"],
  ]);
});

it("describes its results as JSON Schema", () => {
  for (const tool of github.tools)
    expect(z.toJSONSchema(tool.output, { io: "output" })).toMatchObject({ type: "object" });
});
