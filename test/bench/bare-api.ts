import { fakeApi } from "../../mcp-servers/kit/fixture.ts";
import type { Api } from "../../mcp-servers/kit/index.ts";

/** What one writes without a gateway: fetch with a token of the environment. Reading only; errors are thrown as they are. */
export function bareApi(options: {
  baseUrl: string;
  token: string;
  headers: Readonly<Record<string, string>>;
}): Api {
  const { api } = fakeApi({ answer: () => Promise.reject(new Error("the baseline only reads")) });
  return {
    ...api,
    async get<T>(path: string, { query = {}, headers = {} }: Parameters<Api["get"]>[1] = {}) {
      const url = new URL(options.baseUrl + path);
      for (const [name, value] of Object.entries(query)) {
        if (typeof value === "object") for (const one of value) url.searchParams.append(name, one);
        else if (value !== undefined) url.searchParams.set(name, String(value));
      }
      const answer = await fetch(url, {
        headers: {
          accept: "application/json",
          ...options.headers,
          ...headers,
          authorization: `Bearer ${options.token}`,
        },
      });
      if (!answer.ok) throw new Error(`${url.pathname} answered ${answer.status}`);
      return (await answer.json()) as T;
    },
  };
}
