import {
  type GetPromptResult,
  type InputRequiredResult,
  inputRequired,
  type Prompt,
  ProtocolError,
  ProtocolErrorCode,
} from "@modelcontextprotocol/server";
import type { Caller } from "../../../gateway/mcp/endpoint.ts";
import { embedded, image } from "./content.ts";
import { formAnswer } from "./input-tools.ts";

type Args = Record<string, string>;
interface TestPrompt {
  description: string;
  args?: string[];
  get(args: Args, caller: Caller): GetPromptResult | InputRequiredResult;
}
type Content = GetPromptResult["messages"][number]["content"];

const user = (...contents: Content[]): GetPromptResult => ({
  messages: contents.map((content) => ({ role: "user", content })),
});
const words = (text: string): Content => ({ type: "text", text });

const prompts: Record<string, TestPrompt> = {
  test_simple_prompt: {
    description: "A prompt without arguments",
    get: () => user(words("This is a simple prompt for testing.")),
  },
  test_prompt_with_arguments: {
    description: "A prompt with two arguments",
    args: ["arg1", "arg2"],
    get: ({ arg1, arg2 }) => user(words(`Prompt with arguments: arg1='${arg1}', arg2='${arg2}'`)),
  },
  test_prompt_with_embedded_resource: {
    description: "A prompt with a resource in it",
    args: ["resourceUri"],
    get: ({ resourceUri = "" }) =>
      user(
        embedded(resourceUri, "Embedded resource content for testing."),
        words("Please process the embedded resource above."),
      ),
  },
  test_prompt_with_image: {
    description: "A prompt with an image in it",
    get: () => user(image, words("Please analyze the image above.")),
  },
  test_input_required_result_prompt: {
    description: "A prompt that asks first",
    get: (_args, caller) => {
      const context = formAnswer(caller, "user_context")?.context;
      if (typeof context === "string") return user(words(`In the context of ${context}.`));
      return inputRequired({
        inputRequests: {
          user_context: inputRequired.elicit({
            message: "What context should the prompt use?",
            requestedSchema: {
              type: "object",
              properties: { context: { type: "string" } },
              required: ["context"],
            },
          }),
        },
      });
    },
  },
};

export const promptList: Prompt[] = Object.entries(prompts).map(([name, { description, args }]) => ({
  name,
  description,
  ...(args && { arguments: args.map((arg) => ({ name: arg, required: true })) }),
}));

export function getPrompt(name: string, args: Args, caller: Caller): GetPromptResult | InputRequiredResult {
  const prompt = prompts[name];
  if (!prompt) throw new ProtocolError(ProtocolErrorCode.InvalidParams, `Unknown prompt: ${name}`);
  return prompt.get(args, caller);
}
