import { setTimeout as sleep } from "node:timers/promises";
import type { CallToolResult, InputRequiredResult, ListToolsResult } from "@modelcontextprotocol/server";
import type { Caller } from "../../../gateway/mcp/endpoint.ts";
import { askingTools } from "./asking-tools.ts";
import { audio, embedded, image, text } from "./content.ts";
import { inputTools } from "./input-tools.ts";
import type { Hooks } from "./offer.ts";

type Args = Record<string, unknown>;
export type Run = (
  caller: Caller,
  args: Args,
  hooks: Hooks,
) => CallToolResult | InputRequiredResult | Promise<CallToolResult | InputRequiredResult>;
type Listing = ListToolsResult["tools"][number];
type Schema = Listing["inputSchema"];

export interface TestTool {
  description: string;
  inputSchema?: Schema;
  run: Run;
}

const plainTools: Record<string, TestTool> = {
  test_simple_text: {
    description: "A line of text",
    run: () => text("This is a simple text response for testing."),
  },
  test_image_content: { description: "An image", run: () => ({ content: [image] }) },
  test_audio_content: { description: "A sound", run: () => ({ content: [audio] }) },
  test_embedded_resource: {
    description: "A resource inside the result",
    run: () => ({
      content: [embedded("test://embedded-resource", "This is an embedded resource content.")],
    }),
  },
  test_multiple_content_types: {
    description: "Several kinds of content",
    run: () => ({
      content: [
        { type: "text", text: "Multiple content types test:" },
        image,
        embedded("test://mixed-content-resource", '{"test":"data","value":123}', "application/json"),
      ],
    }),
  },
  test_error_handling: {
    description: "Fails",
    run: () => ({ ...text("This tool intentionally returns an error for testing"), isError: true }),
  },
  test_tool_with_logging: {
    description: "Logs while it runs",
    run: async ({ mcp }) => {
      for (const line of ["Tool execution started", "Tool processing data", "Tool execution completed"]) {
        await mcp.mcpReq.log("info", line);
        await sleep(50);
      }
      return text("Three lines were logged.");
    },
  },
  test_logging_tool: {
    description: "Logs, where the request names a level",
    run: async ({ mcp }) => {
      await mcp.mcpReq.log("info", "A line for those who asked for it");
      return text("Logged.");
    },
  },
  test_tool_with_progress: {
    description: "Tells how far it is",
    run: async ({ scope }) => {
      for (const done of [0, 50, 100]) {
        scope.progress?.(`${done} of 100`, done, 100);
        await sleep(300); // further apart than notifications may come
      }
      return text("Three steps were told.");
    },
  },
  test_trigger_tool_change: {
    description: "Changes the list of tools",
    run: async (caller, _args, { changed }) => {
      await changed("tools", caller.who.workspaceId);
      return text("The tools changed.");
    },
  },
  json_schema_2020_12_tool: {
    description: "Has a schema with words of JSON Schema 2020-12",
    inputSchema: {
      $schema: "https://json-schema.org/draft/2020-12/schema",
      type: "object",
      $defs: {
        address: {
          $anchor: "addressDef",
          type: "object",
          properties: { street: { type: "string" }, city: { type: "string" } },
        },
      },
      properties: {
        name: { type: "string" },
        address: { $ref: "#/$defs/address" },
        contactMethod: { type: "string", enum: ["phone", "email"] },
        phone: { type: "string" },
        email: { type: "string" },
      },
      allOf: [{ anyOf: [{ required: ["phone"] }, { required: ["email"] }] }],
      if: { properties: { contactMethod: { const: "phone" } }, required: ["contactMethod"] },
      // biome-ignore lint/suspicious/noThenProperty: the keyword of JSON Schema
      then: { required: ["phone"] },
      else: { required: ["email"] },
      additionalProperties: false,
    },
    run: (_caller, args) => text(JSON.stringify(args)),
  },
};

export const tools: Readonly<Record<string, TestTool>> = { ...plainTools, ...askingTools, ...inputTools };

export const listing: ListToolsResult["tools"] = Object.entries(tools).map(
  ([name, { description, inputSchema }]) => ({
    name,
    description,
    inputSchema: inputSchema ?? { type: "object" as const, properties: {} },
  }),
);
