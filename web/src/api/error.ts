import { ApiError } from "../../../gateway/api/client.ts";

export { ApiError };

export const isSignedOut = (error: unknown): boolean =>
  error instanceof ApiError && error.code === "not_signed_in";

/** Codes that only the page itself gives; they have no row in the gateway's table. */
const local = {
  gateway_unreachable: ["The gateway could not be reached.", "Check the connection and try again."],
  answer_not_understood: [
    "The gateway's answer is not what this page expects.",
    "Reload the page: it may be older than the gateway.",
  ],
  page_failed: ["This page failed.", "Reload the page. If it fails again, tell whoever runs the gateway."],
} as const;

export function localError(code: keyof typeof local, detail?: string): ApiError {
  const [title, next] = local[code];
  const problem = { type: "about:blank", status: 0, code, title, next, request_id: "" };
  return new ApiError(detail === undefined ? problem : { ...problem, detail });
}

export const asApiError = (error: unknown): ApiError =>
  error instanceof ApiError ? error : localError("page_failed");
