import { expect } from "vitest";
import type { z } from "zod";
import type { Api, ApiOptions } from "./api.ts";
import type { Download, ExtractedText, File } from "./file.ts";
import { RESULT_TOKENS, resultTokens } from "./size.ts";
import type { TargetKind } from "./targets.ts";
import type { AnyTool } from "./tool.ts";
import { ToolError } from "./tool-error.ts";

export interface Call {
  method: string;
  path: string;
  query: ApiOptions["query"];
  body: unknown;
  headers: ApiOptions["headers"];
  /** Name of the base URL; undefined: the server's own. */
  base: string | undefined;
}

/**
 * An `Api` for tests of tools beside their files: `answer` stands for the provider (for `bytes` it gives a `Download`).
 * Keeps what was called.
 */
export function fakeApi(options: {
  answer(call: Call): unknown;
  scopes?: readonly string[];
  account?: string;
  perMinute?: Readonly<Record<string, number>>;
  connectorId?: string;
  /** What `openSource` finds, by source. */
  sources?: Readonly<Record<string, File>>;
  /** What `text` gives; the bytes as UTF-8 without it. */
  text?(file: File): ExtractedText;
  /** Names that a call is held to, by kind; a kind that is left out is not limited. */
  lists?: Partial<Readonly<Record<TargetKind, readonly string[]>>>;
}): { api: Api; calls: Call[] } {
  const calls: Call[] = [];
  const send = async <T>(method: string, path: string, body: unknown, more?: ApiOptions) => {
    const call = { method, path, query: more?.query, body, headers: more?.headers, base: more?.base };
    calls.push(call);
    return (await options.answer(call)) as T;
  };
  const api: Api = {
    get: (path, more) => send("GET", path, undefined, more),
    post: (path, body, more) => send("POST", path, body, more),
    put: (path, body, more) => send("PUT", path, body, more),
    patch: (path, body, more) => send("PATCH", path, body, more),
    delete: (path, more) => send("DELETE", path, more?.body, more),
    query: (path, body, more) => send("QUERY", path, body, more),
    bytes: (path, more) => send<Download>("GET", path, undefined, more),
    upload: (method, path, body, more) => send(method, path, body, more),
    uploadResumable: (method, path, body, more) => send(method, path, body, more),
    uploadSigned: (url, body) => send("POST", url, body),
    link: (resource, params, { name, mimeType, size }) => {
      const at = `${resource.kind}/${Object.values(params).map(String).map(encodeURIComponent).join("/")}`;
      return {
        uri: `valetkey://test/${at}`,
        url: `https://gateway.test/files/test/${at}`,
        name,
        mime_type: mimeType,
        ...(size !== undefined && { size }),
        expires_at: "2026-01-01T00:15:00.000Z",
      };
    },
    openSource: async (source) => {
      const file = options.sources?.[source];
      if (!file) throw new ToolError("not_found", `There is no ${source}.`);
      return file;
    },
    text: async (file) =>
      options.text?.(file) ?? { text: new TextDecoder().decode(file.bytes), format: "text", warnings: [] },
    limits: (kind) => options.lists?.[kind] !== undefined,
    allowsTarget: (kind, names) => options.lists?.[kind]?.some((one) => names.includes(one)) ?? true,
    requireTargets(kind, targets) {
      const off = targets.find((names) => !api.allowsTarget(kind, names));
      if (off) throw new Error(`target_not_allowed: ${off.join(" ")}`);
    },
    hasScope: (scope) => options.scopes?.includes(scope) ?? true,
    perMinute: options.perMinute ?? {},
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
