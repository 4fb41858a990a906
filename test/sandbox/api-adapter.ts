import { fakeApi } from "../../mcp-servers/kit/fixture.ts";
import { type Api, type ApiOptions, type ProviderFault, ToolError } from "../../mcp-servers/kit/index.ts";

const FAULTS: Readonly<Record<number, ProviderFault>> = {
  400: "bad_argument",
  401: "connector_invalid",
  403: "no_permission",
  404: "not_found",
  429: "rate_limited",
};

/** A small `Api` over fetch with one bearer token, for tests of tools against the sandbox. */
export function apiWith(options: {
  baseUrl: string;
  token: string;
  account: string;
  scopes: readonly string[];
}): Api {
  const call = async <T>(
    method: string,
    path: string,
    body: unknown,
    { query = {}, headers = {} }: ApiOptions,
  ) => {
    const url = new URL(options.baseUrl + path);
    for (const [name, value] of Object.entries(query)) {
      if (Array.isArray(value)) for (const one of value) url.searchParams.append(name, one);
      else if (value !== undefined) url.searchParams.set(name, String(value));
    }
    const answer = await fetch(url, {
      method,
      headers: { ...headers, authorization: `Bearer ${options.token}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (answer.ok) return (await answer.json()) as T;
    await answer.body?.cancel();
    const fault = FAULTS[answer.status] ?? "provider_down";
    throw new ToolError(fault, `Gmail answered ${answer.status}.`, { status: answer.status });
  };
  return {
    ...fakeApi({ answer: () => Promise.reject(new Error("not over this adapter")) }).api,
    get: (path, more = {}) => call("GET", path, undefined, more),
    post: (path, body, more = {}) => call("POST", path, body, more),
    put: (path, body, more = {}) => call("PUT", path, body, more),
    patch: (path, body, more = {}) => call("PATCH", path, body, more),
    delete: (path, more = {}) => call("DELETE", path, more.body, more),
    hasScope: (scope) => options.scopes.includes(scope),
    account: options.account,
    connectorId: `con_${options.account}`,
  };
}
