import { expect } from "vitest";
import type { z } from "zod";
import type { Api, ApiOptions } from "./api.ts";
import { RESULT_TOKENS, resultTokens } from "./size.ts";
import type { AnyTool } from "./tool.ts";

export interface Call {
  method: string;
  path: string;
  query: ApiOptions["query"];
  body: unknown;
}

/** An `Api` for tests of tools beside their files: `answer` stands for the provider. Keeps what was called. */
export function fakeApi(options: {
  answer(call: Call): unknown;
  scopes?: readonly string[];
  account?: string;
  connectorId?: string;
}): { api: Api; calls: Call[] } {
  const calls: Call[] = [];
  const send = async <T>(method: string, path: string, body: unknown, more?: ApiOptions) => {
    const call = { method, path, query: more?.query, body };
    calls.push(call);
    return (await options.answer(call)) as T;
  };
  const api: Api = {
    get: (path, more) => send("GET", path, undefined, more),
    post: (path, body, more) => send("POST", path, body, more),
    put: (path, body, more) => send("PUT", path, body, more),
    patch: (path, body, more) => send("PATCH", path, body, more),
    delete: (path, more) => send("DELETE", path, undefined, more),
    hasScope: (scope) => options.scopes?.includes(scope) ?? true,
    account: options.account ?? "ada",
    connectorId: options.connectorId ?? `con_${Math.random()}`,
  };
  return { api, calls };
}

/** Runs a tool as the gateway does: arguments in, checked output and text out, under the cap. */
export async function runTool<T extends AnyTool>(tool: T, api: Api, args: object) {
  const result = await tool.run(api, tool.input.parse(args), new AbortController().signal);
  const output = tool.output.parse(result) as z.output<T["output"]>;
  const text = tool.render(output);
  expect(resultTokens(output, text)).toBeLessThanOrEqual(RESULT_TOKENS);
  return { output, text };
}
