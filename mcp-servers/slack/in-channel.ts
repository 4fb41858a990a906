import { ToolError } from "../kit/index.ts";

/** Runs a call into one conversation. An app sees only those it was added to: says so, and what helps. */
export async function inChannel<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof ToolError) || error.reason !== "not_in_channel") throw error;
    throw new ToolError(
      "no_permission",
      "The app is not in this channel (not_in_channel). Somebody who is adds it there: /invite and its name.",
      { reason: error.reason, ...(error.status !== undefined && { status: error.status }) },
    );
  }
}
