import { ApiError } from "../../../gateway/api/client.ts";
import { error as words } from "../words/failure.ts";

export { ApiError };

export const isSignedOut = (error: unknown): boolean =>
  error instanceof ApiError && error.code === "not_signed_in";

/** Codes that only the page itself gives; they have no row in the gateway's table. */
const local = {
  gateway_unreachable: [words.gatewayCouldNotBeReached, words.checkConnectionAndTryAgain],
  answer_not_understood: [words.gatewaysAnswerIsNotWhatThis, words.reloadPage],
  page_failed: [words.thisPageFailed, words.tellWhoeverRunsIt],
} as const;

export function localError(code: keyof typeof local, detail?: string): ApiError {
  const [title, next] = local[code];
  const problem = { type: "about:blank", status: 0, code, title, next, request_id: "" };
  return new ApiError(detail === undefined ? problem : { ...problem, detail });
}

export const asApiError = (error: unknown): ApiError =>
  error instanceof ApiError ? error : localError("page_failed");
