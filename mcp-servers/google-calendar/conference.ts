import { createHash } from "node:crypto";
import type { GoogleEvent } from "./upstream.ts";

/**
 * Asks for a Google Meet. Google takes each `requestId` once, so a request that was repeated makes no second one:
 * https://developers.google.com/workspace/calendar/api/guides/create-events#conferencing
 */
export function meetRequest(...from: readonly string[]): object {
  const requestId = createHash("sha256").update(JSON.stringify(from)).digest("hex").slice(0, 32);
  return { createRequest: { requestId, conferenceSolutionKey: { type: "hangoutsMeet" } } };
}

/** Meet links are made after the answer. */
export function meetWarnings(event: GoogleEvent): string[] {
  const state = event.conferenceData?.createRequest?.status?.statusCode;
  if (state === "pending")
    return ["The Meet link is still being made: read the event again in a few seconds."];
  return state === "failure" ? ["Google could not make a Meet link for this event."] : [];
}
