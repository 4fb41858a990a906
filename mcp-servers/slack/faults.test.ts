import { expect, it } from "vitest";
import { ToolError } from "../kit/index.ts";
import { slack } from "../providers/slack.ts";
import { explained } from "./faults.ts";

const told = (reason: string, fault: ToolError["fault"] = "bad_argument", method = "chat.postMessage") => {
  const error = new ToolError(fault, `Slack says no (${reason}).`, { reason, status: 200, retryAfter: 7 });
  return explained(error, method) as ToolError;
};

it("says what to do about what Slack refuses, and keeps what the error holds", () => {
  for (const [reason, words] of [
    ["not_in_channel", "/invite"],
    ["channel_not_found", "slack_list_channels"],
    ["is_archived", "archived"],
    ["msg_too_long", "several messages"],
    ["restricted_action", "admin of the workspace"],
    ["cant_update_message", "only its own"],
    ["cant_delete_message", "only its own"],
    ["ekm_access_denied", "key management"],
    ["fatal_error", "Look before trying again"],
    ["time_too_far", "120 days"],
  ] as const) {
    const error = told(reason);
    expect(error.message).toContain(words);
    expect(error.message).toContain(`(${reason})`);
    expect(error).toMatchObject({ reason, status: 200, retryAfter: 7 });
  }
});

it("adds to what the gateway says of scopes and limits instead of replacing it", () => {
  expect(told("missing_scope", "no_permission").message).toMatch(
    /^Slack says no \(missing_scope\)\. An admin/,
  );
  expect(told("ratelimited", "rate_limited", "conversations.history").message).toMatch(
    /^Slack says no.*at most 15/,
  );
  expect(told("ratelimited", "rate_limited", "users.info").message).toBe("Slack says no (ratelimited).");
});

it("leaves alone what it does not know", () => {
  for (const reason of ["something_new", "constructor", "toString"])
    expect(told(reason).message).toBe(`Slack says no (${reason}).`);
  const bug = new TypeError("x");
  expect(explained(bug, "chat.update")).toBe(bug);
});

it("every error that has a sentence has a kind as well, unless it is about the arguments", () => {
  const faults = slack.bodyErrors?.faults ?? {};
  for (const code of [
    "cant_update_message",
    "file_not_found",
    "is_inactive",
    "restricted_too_many",
    "feature_not_enabled",
    "file_upload_size_restricted",
  ])
    expect([code, Object.hasOwn(faults, code)]).toEqual([code, true]);
});
