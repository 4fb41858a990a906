import type { ZodType } from "zod";
import { problem } from "../../../gateway/api/contract/problem.ts";
import { ApiError, localError } from "./error.ts";

type Method = "GET" | "POST" | "PATCH" | "DELETE";

let csrf = "";
/** Comes with the session; every unsafe method must carry it. */
export const setCsrf = (value: string): void => {
  csrf = value;
};

/** One request to the gateway; the answer is held against the contract. */
export async function call<T>(schema: ZodType<T>, method: Method, url: string, body?: unknown): Promise<T> {
  const response = await send(method, url, body);
  const json = await read(response);
  if (!response.ok) throw toProblem(response, json);
  const parsed = schema.safeParse(json);
  if (!parsed.success) throw localError("answer_not_understood", parsed.error.issues[0]?.path.join("."));
  return parsed.data;
}

async function send(method: Method, url: string, body: unknown): Promise<Response> {
  const headers: Record<string, string> = { accept: "application/json" };
  if (method !== "GET") headers["x-valetkey-csrf"] = csrf;
  if (body !== undefined) headers["content-type"] = "application/json";
  const init = { method, headers, credentials: "same-origin" as const, cache: "no-store" as const };
  try {
    return await fetch(url, body === undefined ? init : { ...init, body: JSON.stringify(body) });
  } catch {
    throw localError("gateway_unreachable");
  }
}

async function read(response: Response): Promise<unknown> {
  if (response.status === 204) return undefined;
  try {
    return await response.json();
  } catch {
    return undefined;
  }
}

/** What a refused request says, in problem details. */
export function toProblem(response: Response, json: unknown): ApiError {
  const parsed = problem.safeParse(json);
  if (parsed.success) return new ApiError(parsed.data);
  return response.status >= 502
    ? localError("gateway_unreachable")
    : localError("answer_not_understood", `HTTP ${response.status}`);
}
