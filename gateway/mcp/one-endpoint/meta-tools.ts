import type { ListToolsResult } from "@modelcontextprotocol/server";
import { z } from "zod";

type Tool = ListToolsResult["tools"][number];

/** What the tools of the endpoint itself take. */
export const arguments_ = {
  search_tools: z.strictObject({
    query: z.string().min(1).max(400).describe("What it should do, in a few words: `send mail`"),
    server: z.string().max(64).optional().describe("Only of this one: `gmail`"),
    limit: z.number().int().min(1).max(25).default(10),
  }),
  describe_tool: z.strictObject({ name: z.string().min(1).max(128) }),
  call_tool: z.strictObject({
    name: z.string().min(1).max(128),
    arguments: z.record(z.string(), z.unknown()).default({}).describe("As `describe_tool` says"),
  }),
  check_connections: z.strictObject({}),
};
export type MetaName = keyof typeof arguments_;
export const isMeta = (name: string): name is MetaName => Object.hasOwn(arguments_, name);

const inputOf = (name: MetaName): Tool["inputSchema"] => {
  const { $schema: _, ...schema } = z.toJSONSchema(arguments_[name], {
    io: "input",
    override({ jsonSchema }) {
      // The same, in the words that clients look for.
      const { additionalProperties: more } = jsonSchema;
      if (typeof more === "object" && Object.keys(more).length === 0) jsonSchema.additionalProperties = true;
    },
  });
  return schema as Tool["inputSchema"];
};

/** Of what says something and does nothing. */
const ASKS = { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false };

export const checkConnections: Tool = {
  name: "check_connections",
  title: "Check connections",
  description:
    "Before a run: tells which connections are missing, invalid or lack a permission, which tools that blocks, who must act, and the link for it.",
  inputSchema: inputOf("check_connections"),
  annotations: ASKS,
};

/** What is listed instead of the tools themselves; some 2 KB, whatever there is behind it. */
export const searchTools: readonly Tool[] = [
  {
    name: "search_tools",
    title: "Find tools",
    description: "Finds the tools you may use by what they do. Then `describe_tool` says what one takes.",
    inputSchema: inputOf("search_tools"),
    annotations: ASKS,
  },
  {
    name: "describe_tool",
    title: "Describe a tool",
    description:
      "A tool's whole definition: what it takes, what it answers, and whether it changes something.",
    inputSchema: inputOf("describe_tool"),
    annotations: ASKS,
  },
  {
    name: "call_tool",
    title: "Call a tool",
    description:
      "Calls a tool that `search_tools` found. Rules, approval and record are those of the tool that is called, which may read, write, delete or send: look at `describe_tool` first.",
    inputSchema: inputOf("call_tool"),
    // The tool behind it may be any: these are true of the worst.
    annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
  },
  checkConnections,
];
