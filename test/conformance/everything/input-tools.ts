import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import {
  acceptedContent,
  type InputRequest,
  type InputRequests,
  inputRequired,
  inputResponse,
  ProtocolError,
  ProtocolErrorCode,
} from "@modelcontextprotocol/server";
import type { Caller } from "../../../gateway/mcp/endpoint.ts";
import { text } from "./content.ts";
import type { TestTool } from "./tools.ts";

const key = randomBytes(32);
const macOf = (step: string) => createHmac("sha256", key).update(step).digest("base64url");
const stateOf = (step: string) => `${step}.${macOf(step)}`;

/** The step that the state names; undefined without one. Throws for a state that was not made here. */
function stepOf({ mcp }: Caller): string | undefined {
  const state = mcp.mcpReq.requestState();
  if (state === undefined) return undefined;
  const [step = "", mac = "", ...more] = String(state).split(".");
  const [given, made] = [Buffer.from(mac), Buffer.from(macOf(step))];
  if (more.length > 0 || given.length !== made.length || !timingSafeEqual(given, made))
    throw new ProtocolError(ProtocolErrorCode.InvalidParams, "Invalid or expired requestState");
  return step;
}

const form = (message: string, name: string, type: "string" | "boolean" = "string") =>
  inputRequired.elicit({
    message,
    requestedSchema: {
      type: "object",
      properties: { [name]: type === "string" ? { type } : { type } },
      required: [name],
    },
  });
const sample = (said: string, maxTokens: number) =>
  inputRequired.createMessage({
    messages: [{ role: "user", content: { type: "text", text: said } }],
    maxTokens,
  });
const roots = (): InputRequest => ({ method: "roots/list", params: {} });

const said = ({ mcp }: Caller, name: string) => inputResponse(mcp.mcpReq.inputResponses, name);
export const formAnswer = ({ mcp }: Caller, name: string) => acceptedContent(mcp.mcpReq.inputResponses, name);

/** One question, with or without a state. */
const confirming =
  (done: string): TestTool["run"] =>
  (caller) => {
    const step = stepOf(caller);
    if (step === "asked" && formAnswer(caller, "confirm")) return text(done);
    return inputRequired({
      inputRequests: { confirm: form("Please confirm", "ok", "boolean") },
      requestState: stateOf("asked"),
    });
  };

const several = (): InputRequests => ({
  user_name: form("What is your name?", "name"),
  greeting: sample("Generate a greeting", 50),
  client_roots: roots(),
});

export const inputTools: Record<string, TestTool> = {
  test_input_required_result_elicitation: {
    description: "Asks for a name",
    run: (caller) => {
      const name = formAnswer(caller, "user_name")?.name;
      if (typeof name === "string") return text(`Hello, ${name}!`);
      return inputRequired({ inputRequests: { user_name: form("What is your name?", "name") } });
    },
  },
  test_input_required_result_sampling: {
    description: "Asks the client's model",
    run: (caller) => {
      const answer = said(caller, "capital_question");
      if (answer.kind === "sampling") return text(JSON.stringify(answer.result));
      return inputRequired({
        inputRequests: { capital_question: sample("What is the capital of France?", 100) },
      });
    },
  },
  test_input_required_result_list_roots: {
    description: "Asks for the client's roots",
    run: (caller) => {
      const answer = said(caller, "client_roots");
      if (answer.kind === "roots") return text(`Roots: ${answer.roots.map(({ uri }) => uri).join(", ")}`);
      return inputRequired({ inputRequests: { client_roots: roots() } });
    },
  },
  test_input_required_result_request_state: {
    description: "Asks with a state",
    run: confirming("state-ok"),
  },
  test_input_required_result_tampered_state: {
    description: "Takes back no state but its own",
    run: confirming("The state is ours."),
  },
  test_input_required_result_multiple_inputs: {
    description: "Asks several things at once",
    run: (caller) => {
      const answered = Object.keys(several()).every((name) => said(caller, name).kind !== "missing");
      if (stepOf(caller) === "asked" && answered) return text("All was answered.");
      return inputRequired({ inputRequests: several(), requestState: stateOf("asked") });
    },
  },
  test_input_required_result_multi_round: {
    description: "Asks one thing after the other",
    run: (caller) => {
      const step = stepOf(caller);
      if (step === "2" && formAnswer(caller, "step2")) return text("Both steps are done.");
      const second = (step === "1" && formAnswer(caller, "step1")) || step === "2";
      return second
        ? inputRequired({
            inputRequests: { step2: form("Step 2: What is your favorite color?", "color") },
            requestState: stateOf("2"),
          })
        : inputRequired({
            inputRequests: { step1: form("Step 1: What is your name?", "name") },
            requestState: stateOf("1"),
          });
    },
  },
  test_input_required_result_capabilities: {
    description: "Asks what this client can answer",
    run: ({ capabilities, mcp }) => {
      if (mcp.mcpReq.inputResponses) return text("Answered.");
      const inputRequests: InputRequests = {
        ...(capabilities?.elicitation && { name: form("What is your name?", "name") }),
        ...(capabilities?.sampling && { greeting: sample("Generate a greeting", 50) }),
        ...(capabilities?.roots && { client_roots: roots() }),
      };
      if (Object.keys(inputRequests).length === 0) return text("This client can be asked nothing.");
      return inputRequired({ inputRequests });
    },
  },
};
