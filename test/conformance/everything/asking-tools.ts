import {
  type ElicitRequestFormParams,
  inputRequired,
  MissingRequiredClientCapabilityError,
} from "@modelcontextprotocol/server";
import type { Caller } from "../../../gateway/mcp/endpoint.ts";
import { text } from "./content.ts";
import type { TestTool } from "./tools.ts";

type Form = ElicitRequestFormParams["requestedSchema"];

/** The older era: a question to the client in the middle of the call. */
const elicit = async ({ mcp }: Caller, message: string, requestedSchema: Form) => {
  const { action, content } = await mcp.mcpReq.elicitInput({ mode: "form", message, requestedSchema });
  return { action, content };
};

const completed = ({ action, content }: { action: string; content?: unknown }) =>
  text(`Elicitation completed: action=${action}, content=${JSON.stringify(content ?? {})}`);

const options = (values: [string, string][]) => values.map(([value, title]) => ({ const: value, title }));
const THREE = ["option1", "option2", "option3"];
const TITLED = options([
  ["value1", "First Option"],
  ["value2", "Second Option"],
  ["value3", "Third Option"],
]);
const CHOICES = options([
  ["value1", "First Choice"],
  ["value2", "Second Choice"],
  ["value3", "Third Choice"],
]);

export const askingTools: Record<string, TestTool> = {
  test_sampling: {
    description: "Asks the client's model",
    inputSchema: { type: "object", properties: { prompt: { type: "string" } }, required: ["prompt"] },
    run: async ({ mcp }, { prompt }) => {
      const { content } = await mcp.mcpReq.requestSampling({
        messages: [{ role: "user", content: { type: "text", text: String(prompt) } }],
        maxTokens: 100,
      });
      const [first] = Array.isArray(content) ? content : [content];
      return text(`LLM response: ${first?.type === "text" ? first.text : "not text"}`);
    },
  },
  test_elicitation: {
    description: "Asks the person",
    inputSchema: { type: "object", properties: { message: { type: "string" } }, required: ["message"] },
    run: async (caller, { message }) => {
      const answer = await elicit(caller, String(message), {
        type: "object",
        properties: {
          username: { type: "string", description: "User's response" },
          email: { type: "string", description: "User's email address" },
        },
        required: ["username", "email"],
      });
      return text(`User response: ${JSON.stringify(answer)}`);
    },
  },
  test_elicitation_sep1034_defaults: {
    description: "Asks with defaults",
    run: async (caller) =>
      completed(
        await elicit(caller, "Review and update the form fields", {
          type: "object",
          properties: {
            name: { type: "string", default: "John Doe" },
            age: { type: "integer", default: 30 },
            score: { type: "number", default: 95.5 },
            status: { type: "string", enum: ["active", "inactive", "pending"], default: "active" },
            verified: { type: "boolean", default: true },
          },
          required: [],
        }),
      ),
  },
  test_elicitation_sep1330_enums: {
    description: "Asks for one or several of a few",
    run: async (caller) =>
      completed(
        await elicit(caller, "Choose", {
          type: "object",
          properties: {
            untitledSingle: { type: "string", enum: THREE },
            titledSingle: { type: "string", oneOf: TITLED },
            legacyEnum: {
              type: "string",
              enum: ["opt1", "opt2", "opt3"],
              enumNames: ["Option One", "Option Two", "Option Three"],
            },
            untitledMulti: { type: "array", items: { type: "string", enum: THREE } },
            titledMulti: { type: "array", items: { anyOf: CHOICES } },
          },
          required: [],
        }),
      ),
  },
  test_missing_capability: {
    description: "Needs a client that can sample",
    run: ({ capabilities }) => {
      if (!capabilities?.sampling)
        throw new MissingRequiredClientCapabilityError({ requiredCapabilities: { sampling: {} } });
      return text("This client can sample.");
    },
  },
  test_streaming_elicitation: {
    description: "Asks the person, by a result that says so",
    run: ({ capabilities, mcp }) =>
      capabilities?.elicitation && !mcp.mcpReq.inputResponses
        ? inputRequired({
            inputRequests: {
              name: inputRequired.elicit({
                message: "What is your name?",
                requestedSchema: { type: "object", properties: { name: { type: "string" } } },
              }),
            },
          })
        : text("Nothing more to ask."),
  },
};
